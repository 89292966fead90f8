"""Planned, fault and temporary interruptions of supply: where, from when, until when."""
