"""The other way of a page: RSS, Atom and JSON Feed. Internal."""
