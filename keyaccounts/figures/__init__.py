"""Monthly consumption: read from a file, imported once, drawn and listed."""
