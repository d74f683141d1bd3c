"""The faults of `bench.faults.chaos`: what breaks, and when."""
