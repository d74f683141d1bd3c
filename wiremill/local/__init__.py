"""Everything on one machine: the embedded server, a worker beside it, and a job from its first page to its account. Internal."""
