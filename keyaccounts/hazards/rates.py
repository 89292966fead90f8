"""The five rates of safe supply (五率), each with what is counted: facts, counted when they are looked at."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.models import Customer, Holding
from keyaccounts.hazard_lifecycle import Grade
from keyaccounts.model_figures import USERS
from keyaccounts.models import Contract, Hazard, SafetyFile


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; with nothing to count there is no rate."""

    word: Promise
    definition: Promise
    part: int
    whole: int

    @property
    def share(self) -> int | None:
        """In whole percent, rounded down: 100 means all."""
        return self.part * 100 // self.whole if self.whole else None


def five_rates(user: User, *, at: datetime) -> list[Rate]:
    """The rates of everything that this person may see; of hazards, those found this year."""
    today = timezone.localdate(at)
    files = SafetyFile.objects.visible_to(user).filter(customer__hidden_at__isnull=True)
    hazards = Hazard.objects.visible_to(user).filter(found_at__gte=_new_year(at))
    major = hazards.filter(grade=Grade.MAJOR)
    accounts = _accounts(user)
    return [
        Rate(
            _("Inspected in time"),
            _("safety files whose next inspection is not overdue, of all safety files"),
            files.filter(next_on__gte=today).count(),
            files.count(),
        ),
        Rate(
            _("Notified"),
            _("hazards of this year of which a notice was served, of all found this year"),
            hazards.filter(notified_at__isnull=False).count(),
            hazards.count(),
        ),
        Rate(
            _("Major ones reported"),
            _("major hazards of this year reported to the authority, of all major ones of this year"),
            major.filter(reported_at__isnull=False).count(),
            major.count(),
        ),
        Rate(
            _("Safety agreements"),
            _("safety files whose customer has a safety agreement in force, of all safety files"),
            files.filter(Exists(_agreements(today))).count(),
            files.count(),
        ),
        Rate(
            _("Safety files"),
            _("accounts of key customers that have a safety file, of all accounts of key customers"),
            accounts.filter(supply_point__safety_file__isnull=False).values("supply_point").distinct().count(),
            accounts.values("supply_point").distinct().count(),
        ),
    ]


def _agreements(today: date) -> "models.QuerySet[Contract]":
    """Safety agreements in force, of the file's account or of its customer as a whole."""
    whose = Q(supply_point=OuterRef("supply_point")) | Q(supply_point__isnull=True)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = Contract.objects.filter(kind=Contract.Kind.SAFETY, customer=OuterRef("customer"), ended_on__isnull=True)
    return rows.filter(whose, lasting)


def _accounts(user: User) -> "models.QuerySet[Holding]":
    return Holding.objects.filter(customer__in=Customer.objects.visible_to(user).key(), part__in=USERS)


def _new_year(at: datetime) -> datetime:
    return timezone.localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
