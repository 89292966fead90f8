"""The quarterly re-check of key customers' files."""
