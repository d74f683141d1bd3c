"""What items say of a page, held against pages that were annotated by hand."""
