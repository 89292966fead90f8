"""The verbs of a ticket, one function each, split by who acts."""
