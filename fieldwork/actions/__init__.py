"""What is done about crews and their jobs."""
