"""What is done in a customer's file, by what it is about."""
