"""The dates of a page: where they stand, and how they are written. Internal."""
