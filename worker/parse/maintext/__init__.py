"""Step 6, the main text: a learned model scores the segments of the outline, and the best ones are chosen. Internal."""
