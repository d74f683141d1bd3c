"""What a text is about in few words: keywords, and a summary of its own sentences."""
