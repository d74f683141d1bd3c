"""The engine around the stages: bootstep, doorbell, drain, step, lease renewal, housekeeping, process limits. Internal."""
