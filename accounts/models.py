"""Who we are, where we work, what we may do; what we are told and what is recorded of us."""

from accounts.model_absence import Absence
from accounts.model_brand import Brand
from accounts.model_changes import Change
from accounts.model_doors import WrongLink
from accounts.model_people import Grant, Unit, User, UserManager, ancestors
from accounts.model_records import AuditEvent, Notice, has_messenger
from accounts.model_standing import Standing

__all__ = [
    "Absence",
    "AuditEvent",
    "Brand",
    "Change",
    "Grant",
    "Notice",
    "Standing",
    "Unit",
    "User",
    "UserManager",
    "WrongLink",
    "ancestors",
    "has_messenger",
]
