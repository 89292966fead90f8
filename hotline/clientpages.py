"""What the pages about API clients show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.audit_words import AUDIT_WORDS
from accounts.change_words import COLUMNS
from accounts.models import AuditEvent, Grant, Unit, User
from accounts.roles import MAY, Role
from accounts.verbs import WORDS
from hotline.models import ApiClient, ApiKey, ApiRequest

ENDS_SOON = timedelta(days=14)
OUTCOMES = ("ok", "refused", "failed")
CHANGES = (
    "api_client_made",
    "api_client_changed",
    "api_client_shut",
    "api_client_opened",
    "api_key_made",
    "api_key_revoked",
    "hook_made",
    "hook_changed",
    "hook_secret",
    "hook_ended",
)


@dataclass(frozen=True)
class KeyRow:
    """One key as the page shows it: `state` is live, ends (soon), ended or revoked."""

    key: ApiKey
    state: str


@dataclass(frozen=True)
class ClientRow:
    """One client as the list shows it."""

    client: ApiClient
    role: str
    places: list[str]
    keys: list[KeyRow]
    last_used_at: datetime | None

    @property
    def live(self) -> int:
        """How many of its keys open."""
        return sum(row.state in ("live", "ends") for row in self.keys)

    @property
    def ends(self) -> bool:
        """Whether one of them ends soon."""
        return any(row.state == "ends" for row in self.keys)


def client_rows(user: User, *, at: datetime) -> list[ClientRow]:
    """Every client of the reader's companies, by name. Three statements, however many there are."""
    clients = list(ApiClient.objects.visible_to(user).order_by("name", "pk").prefetch_related("keys")[:500])
    grants: dict[Any, list[Grant]] = {}
    for given in Grant.objects.live().filter(person__in=[one.user_id for one in clients]).select_related("unit"):
        grants.setdefault(given.person_id, []).append(given)
    return [_row(one, grants.get(one.user_id, []), at) for one in clients]


def _row(client: ApiClient, grants: list[Grant], at: datetime) -> ClientRow:
    keys = [KeyRow(key, state_of_key(key, at=at)) for key in sorted(client.keys.all(), key=lambda one: one.created_at)]
    used = [row.key.last_used_at for row in keys if row.key.last_used_at]
    roles = sorted({str(Role(given.role).label) for given in grants})
    return ClientRow(client, ", ".join(roles), [given.unit.name for given in grants], keys, max(used, default=None))


def state_of_key(key: ApiKey, *, at: datetime) -> str:
    """Whether a key opens, ends soon, has ended or was revoked."""
    if key.revoked_at:
        return "revoked"
    if key.expires_at is None:
        return "live"
    return "ended" if key.expires_at <= at else "ends" if key.expires_at <= at + ENDS_SOON else "live"


def keys_of(client: ApiClient, *, at: datetime) -> list[KeyRow]:
    """The keys of one client, those that open first."""
    rows = [KeyRow(key, state_of_key(key, at=at)) for key in client.keys.order_by("-created_at")[:20]]
    return sorted(rows, key=lambda row: row.state in ("ended", "revoked"))


def places_for(user: User) -> QuerySet[Unit]:
    """Where a client may be let in: companies and halls, crews and desks in which the reader may do so."""
    kinds = (Unit.Kind.COMPANY, Unit.Kind.HALL, Unit.Kind.CREW, Unit.Kind.DESK)
    found = Unit.objects.filter(pk__in=user.units("clients"), kind__in=kinds, org__isnull=False, is_active=True)
    # A window of a hall is no place of its own for a machine.
    return found.exclude(kind=Unit.Kind.DESK, parent__kind=Unit.Kind.HALL).order_by("path")


def words_of(role: str, spoken: set[str]) -> list[tuple[str, object]]:
    """The verbs that REST knows and this role includes, each with what people call it."""
    return [(verb, WORDS.get(verb, verb)) for verb, roles in MAY.items() if role in roles and verb in spoken]


def role_and_places(client: ApiClient) -> tuple[str, list[Unit]]:
    """The role of a client, and where it holds it."""
    grants = list(Grant.objects.live().filter(person=client.user_id).select_related("unit").order_by("unit__path"))
    return (grants[0].role if grants else Role.HOTLINE), [given.unit for given in grants]


def changes_of(client: ApiClient) -> list[tuple[AuditEvent, object, list[str]]]:
    """What was changed of a client, newest first: who, what, and each setting as it was and as it is."""
    rows = AuditEvent.objects.filter(what__in=CHANGES, facts__client=str(client.pk)).select_related("by")
    rows = rows.filter(Q(org=client.org_id) | Q(org__isnull=True)).order_by("-at")[:20]
    return [(row, AUDIT_WORDS[row.what], list(_told(row))) for row in rows]


def _told(row: AuditEvent) -> list[str]:
    if "prefix" in row.facts:
        return [f"hl_{row.facts['prefix']}_…"]
    before, after = row.facts.get("before", {}), row.facts.get("after", {})
    return [
        f"{COLUMNS.get(name, name)}: {_plain(before[name])} → {_plain(value)}"
        for name, value in after.items()
        if name in before
    ]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


def requests_of(client: ApiClient, user: User, *, outcome: str = "", request_id: str = "") -> QuerySet[ApiRequest]:
    """The log of one client, narrowed by how it ended or to one request."""
    rows = ApiRequest.objects.visible_to(user).filter(org=client.org_id, client=client)
    if request_id:
        return rows.filter(request_id=request_id)
    bounds = {"ok": (0, 400), "refused": (400, 500), "failed": (500, 1000)}.get(outcome)
    return rows.filter(status__gte=bounds[0], status__lt=bounds[1]) if bounds else rows
