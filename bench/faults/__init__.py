"""What it survives: kills, outages, hostile pages, fuzzing."""
