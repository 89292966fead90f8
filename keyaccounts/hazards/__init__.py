"""The hazard ledger: inspections, hazards with their papers, what is due, and the five rates."""
