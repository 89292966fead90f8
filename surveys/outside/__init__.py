"""Results of others: patterns of their files, loading, figures."""
