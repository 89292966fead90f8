"""What is done about the quality of service, a verb a function."""
