"""What is done to the cases of an outage: `joining`, `restoring`, `releasing`, `field`, `storms`, `settling`."""
