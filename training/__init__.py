"""Training of what parse has learned; nothing here is needed at run time."""
