"""Step 1, from bytes to text: what kind of body it is, and which charset it is in. Internal."""
