"""Files that people hand in: what they may be called, what they may be, where they lie, and who looks them through."""
