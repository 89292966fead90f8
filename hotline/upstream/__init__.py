"""Orders of the hotlines above us: taken down, accepted or returned, told up, compared once a day."""
