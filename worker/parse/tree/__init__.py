"""Step 2, from text to a tree: lxml's tree, the outline of its blocks, and what can be counted about them. Not public."""
