"""Tables that somebody hands in: CSV and workbooks, whatever program, encoding and separator they come from."""
