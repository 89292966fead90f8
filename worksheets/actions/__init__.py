"""What is done with reports, sheets of work, visits and stock, one function a verb."""
