"""What the hall knows: articles, quick texts, with owner and review date."""
