"""Step 4, the type of a page (article, forum, product, …), by a linear model and trees over it. Internal."""
