"""The pages about the quality of service."""
