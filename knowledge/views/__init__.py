"""Pages of what the hall knows."""
