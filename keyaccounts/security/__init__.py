"""Supply security (保电): planned, approved, kept, recorded, reported."""
