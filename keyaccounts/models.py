"""The customer's file: who looks after them, contracts, visits, consumption, watch-list, hazards."""
