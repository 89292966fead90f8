"""The customer's file: who looks after them, contracts, visits, consumption, watch-list, hazards."""

from keyaccounts.model_care import CaretakerTerm, Handover, LevelTerm
from keyaccounts.model_dealings import CareVisit, Contract, FollowUp, Reminder
from keyaccounts.model_figures import Consumption, FigureImport
from keyaccounts.model_hazards import (
    AuthorityReport,
    Hazard,
    HazardEvent,
    HazardFollowUp,
    HazardNotice,
    HazardQuerySet,
    HazardTerms,
)
from keyaccounts.model_inspections import Inspection, InspectionCycle, SafetyFile
from keyaccounts.model_recheck import RecheckAnswer, RecheckRound, RecheckSheet
from keyaccounts.model_security import (
    SecurityAsset,
    SecurityCheck,
    SecurityDuty,
    SecurityPoint,
    SecurityRecord,
    SecurityReminder,
    SecurityTask,
)
from keyaccounts.model_watch import NightRound, WatchEntry, WatchEvent, WatchRule

__all__ = [
    "AuthorityReport",
    "CareVisit",
    "CaretakerTerm",
    "Consumption",
    "Contract",
    "FigureImport",
    "FollowUp",
    "Handover",
    "Hazard",
    "HazardEvent",
    "HazardFollowUp",
    "HazardNotice",
    "HazardQuerySet",
    "HazardTerms",
    "Inspection",
    "InspectionCycle",
    "LevelTerm",
    "NightRound",
    "RecheckAnswer",
    "RecheckRound",
    "RecheckSheet",
    "Reminder",
    "SafetyFile",
    "SecurityAsset",
    "SecurityCheck",
    "SecurityDuty",
    "SecurityPoint",
    "SecurityRecord",
    "SecurityReminder",
    "SecurityTask",
    "WatchEntry",
    "WatchEvent",
    "WatchRule",
]
