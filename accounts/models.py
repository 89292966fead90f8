"""Who we are, where we work, what we may do; what we are told and what is recorded of us."""

from accounts.model_absence import Absence
from accounts.model_brand import Brand
from accounts.model_chain import AuditAnchor, AuditBlock, AuditBreak, AuditMark, Redacted
from accounts.model_changes import Change
from accounts.model_doors import DoorPolicy, DoorTry, KnownDevice, Session, WrongLink
from accounts.model_factors import Factor, PastPassword, RecoveryCode, ResetCode, SsoLink, SsoProvider
from accounts.model_people import Grant, Unit, User, UserManager, ancestors
from accounts.model_records import AuditEvent, Notice, has_messenger
from accounts.model_standing import Standing

__all__ = [
    "Absence",
    "AuditAnchor",
    "AuditBlock",
    "AuditBreak",
    "AuditEvent",
    "AuditMark",
    "Brand",
    "Change",
    "DoorPolicy",
    "DoorTry",
    "Factor",
    "Grant",
    "KnownDevice",
    "Notice",
    "PastPassword",
    "RecoveryCode",
    "Redacted",
    "ResetCode",
    "Session",
    "SsoLink",
    "SsoProvider",
    "Standing",
    "Unit",
    "User",
    "UserManager",
    "WrongLink",
    "ancestors",
    "has_messenger",
]
