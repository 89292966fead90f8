"""The pages of the customers' files."""
