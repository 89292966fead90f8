"""The demo company: made up by the product itself, the same every time but for its secrets."""
