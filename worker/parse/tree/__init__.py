"""Step 2, from text to a tree: lxml's tree, the outline of its blocks, and measures of both. Internal."""
