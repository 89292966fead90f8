"""Words of questionnaires in templates."""
