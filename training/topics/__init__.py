"""Training of the topics of classify."""
