"""What we ask the customer when something has happened to a ticket."""
