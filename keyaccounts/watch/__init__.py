"""The watch-list: what is known of key customers, when a rule holds, and what is done about it."""
