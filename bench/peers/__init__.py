"""Other extractors and queues that Wiremill is held against."""
