"""A small provincial hotline for trying and for tests: it knows nothing of the product but its API. See docs/api/upstream.md."""
