"""Figures: what was counted of each day, by which rules, what was told for ever, and who gets it regularly."""

from reporting.model_bulletins import Bulletin
from reporting.model_orders import Reader, ReportOrder, ReportOrderQuerySet
from reporting.model_rules import HandFigure, ReportRules
from reporting.model_tallies import CountedDay, StaleDay, Tally

__all__ = [
    "Bulletin",
    "CountedDay",
    "HandFigure",
    "Reader",
    "ReportOrder",
    "ReportOrderQuerySet",
    "ReportRules",
    "StaleDay",
    "Tally",
]
