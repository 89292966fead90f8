"""What a complaint needs beyond its ticket: its file, the work on it, what outsiders gave, and how a failure is made good."""

from complaints.model_due import Due
from complaints.model_file import Complaint
from complaints.model_outer import OuterCase
from complaints.model_recovery import Recovery, RecoveryStep
from complaints.model_rules import CompensationRule, GradeRule, HeadRule, RecoveryRule, StepRule
from complaints.model_work import Coordination, Corrective, Downgrade, ReplyDraft

__all__ = [
    "CompensationRule",
    "Complaint",
    "Coordination",
    "Corrective",
    "Downgrade",
    "Due",
    "GradeRule",
    "HeadRule",
    "OuterCase",
    "Recovery",
    "RecoveryRule",
    "RecoveryStep",
    "ReplyDraft",
    "StepRule",
]
