"""The pages: `desk` for the callback agent, `rating` for the customer."""
