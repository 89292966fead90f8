"""The customer's file: who looks after them, contracts, visits, consumption, watch-list, hazards."""

from keyaccounts.model_care import CaretakerTerm, CareVisit, Contract, FollowUp, Handover, LevelTerm, Reminder

__all__ = ["CareVisit", "CaretakerTerm", "Contract", "FollowUp", "Handover", "LevelTerm", "Reminder"]
