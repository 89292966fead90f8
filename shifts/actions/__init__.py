"""What is done about the end of a shift, a verb a function."""
