"""Step 5, the fields of a document besides its text: title, authors, dates, links and so on. Internal."""
