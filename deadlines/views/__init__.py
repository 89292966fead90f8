"""The pages of standards, calendars and lines."""
