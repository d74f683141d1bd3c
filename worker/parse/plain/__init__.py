"""The other way of a page: plain text, without markup. Internal."""
