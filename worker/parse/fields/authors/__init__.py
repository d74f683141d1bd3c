"""The authors of a page, and the news agency it names. Internal."""
