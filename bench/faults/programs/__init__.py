"""The programs that `bench.faults.chaos` runs and kills."""
