"""Many rows at once, in and out: a file is a job whose row says how far it is, whoever works on it."""
