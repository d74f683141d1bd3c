"""Step 7, why a page has no content: what it is instead (an error, a login, an empty application). Internal."""
