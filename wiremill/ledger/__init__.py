"""What Redis holds and the account of it: keys, scripts, streams, accounting, dead letters, tracing, status. Internal."""
