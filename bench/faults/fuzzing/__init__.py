"""What `bench.faults.fuzz` begins with, runs and checks."""
