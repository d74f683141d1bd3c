"""What `bench.faults.chaos` makes of a run: verdict, recovery, report, timeline."""
