"""Who we are, where we work, what we may do."""

from collections.abc import Iterable
from datetime import time
from functools import cached_property
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, roles_for
from accounts.standing import GRANTS_LAST, kept
from servicedesk.lib.ids import uuid7


class Unit(models.Model):
    """A place in the one tree of the organisation. `path` is the codes from the root, `/37/3702/CN/`."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province company")
        CITY = "city", _("City company")
        COMPANY = "company", _("County company")
        HALL = "hall", _("Business hall")
        CREW = "crew", _("Crew")
        DESK = "desk", _("Desk")

    class Duty(models.TextChoices):
        NONE = "", _("none")
        DISPATCH = "dispatch", _("dispatch")
        COMPLAINTS = "complaints", _("complaints")
        CALLBACK = "callback", _("callback")
        HOTLINE = "hotline", _("hotline")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind)
    duty = models.CharField(max_length=12, choices=Duty, blank=True, default="")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    path = models.CharField(max_length=200, unique=True)
    phone = models.CharField(max_length=20, blank=True)
    calendar = models.CharField(
        max_length=40, blank=True, default="", help_text="the hours in which its people are told; empty: as above it"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            # Ticket numbers begin with the hall's code and are unique over all companies.
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(kind="hall"),
                name="unit_hall_code_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["province", "city", "company"]) | models.Q(org__isnull=False),
                name="unit_inside_a_company_has_org",
            ),
        ]
        indexes = [
            models.Index(
                fields=["path"],
                name="unit_path_prefix",
                opclasses=["varchar_pattern_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, login: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(login=login, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, login: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(login, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, login: str | None) -> "User":
        return self.get(login=login)

    def holding(self, verb: str, units: Iterable[Unit]) -> models.QuerySet["User"]:
        """Active people with a live grant of `verb` whose place covers one of `units`, nearest rung not considered."""
        covering = models.Q(pk__in=[])
        for unit in units:
            covering |= models.Q(grants__unit__path__in=ancestors(unit.path))
        live = Grant.live_condition("grants__")
        return self.filter(covering, live, grants__role__in=roles_for(verb), is_active=True).distinct()


def ancestors(path: str) -> list[str]:
    """Return the paths from the root down to `path` itself: `/a/b/` → [`/a/`, `/a/b/`]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff, or the service user as which an API client acts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    login = models.CharField(max_length=40, unique=True)
    staff_number = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=40)
    initials = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    shortcuts = models.BooleanField(default=True)
    compact = models.BooleanField(default=False)
    calendar = models.CharField(
        max_length=40, blank=True, default="", help_text="the hours in which they are told; empty: those of their unit"
    )
    quiet_from = models.TimeField(
        default=time(21), db_default=time(21), help_text="no messenger from then on; as `quiet_until`: at any hour"
    )
    quiet_until = models.TimeField(default=time(7), db_default=time(7))
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_service = models.BooleanField(default=False)
    password_at = models.DateTimeField(null=True, blank=True, help_text="when they chose it; empty: not known")
    password_until = models.DateTimeField(null=True, blank=True, help_text="a first password: of use once, until then")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.login

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def reach(self) -> dict[UUID, frozenset[str]]:
        """The units that my live grants cover, down the tree, each with the roles I hold there. Two queries, or none."""
        return kept(("reach", self.pk), self._reach, seconds=GRANTS_LAST)

    def _reach(self) -> dict[UUID, frozenset[str]]:
        grants = list(Grant.objects.live().filter(person=self).select_related("unit"))
        if not grants:
            return {}
        covered = models.Q(pk__in=[])
        for grant in grants:
            covered |= models.Q(path__startswith=grant.unit.path)
        return {
            pk: frozenset(grant.role for grant in grants if path.startswith(grant.unit.path))
            for pk, path in Unit.objects.filter(covered).values_list("pk", "path")
        }

    def may(self, verb: str) -> bool:
        """Whether any of my grants, anywhere, includes `verb`."""
        return any(roles & roles_for(verb) for roles in self.reach.values())

    def may_at(self, verb: str, *units: UUID | None) -> bool:
        """Whether a grant of mine that covers one of `units` includes `verb`."""
        allowed = roles_for(verb)
        return any(self.reach.get(unit, frozenset()) & allowed for unit in units if unit)

    def units(self, verb: str = "read") -> list[UUID]:
        """The units in which I may do `verb`."""
        allowed = roles_for(verb)
        return [unit for unit, roles in self.reach.items() if roles & allowed]

    def orgs(self) -> set[UUID]:
        """The companies in which I have anything to do."""
        if self.org_id:
            return {self.org_id}
        return set(Unit.objects.filter(pk__in=self.reach).values_list("org_id", flat=True)) - {None}

    def roles(self) -> set[str]:
        """The roles I hold anywhere now."""
        return set().union(*self.reach.values()) if self.reach else set()


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self) -> "GrantQuerySet":
        return self.filter(Grant.live_condition())


class Grant(models.Model):
    """A person holds a role at a unit, and so at everything below it, from one moment until another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    from_at = models.DateTimeField(db_default=Now())
    until_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "person", "role", "unit", "from_at"], name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gt=models.F("from_at")),
                name="grant_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="grant_by_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"

    @staticmethod
    def live_condition(prefix: str = "") -> models.Q:
        """The condition under which a grant counts now, by the database's clock."""
        begun = models.Q(**{f"{prefix}from_at__lte": Now()})
        return begun & (models.Q(**{f"{prefix}until_at__isnull": True}) | models.Q(**{f"{prefix}until_at__gt": Now()}))
