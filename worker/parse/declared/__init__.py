"""Step 3, what a page declares about itself for machines: meta and link elements, JSON-LD. Internal."""
