"""History from other systems: a file, a mapping and perhaps a policy become tickets with their own times, in silence."""
