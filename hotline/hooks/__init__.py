"""Webhooks: what may be heard, how a message is made and signed, how it is delivered."""
