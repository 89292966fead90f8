"""What the audit page asks and shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import AuditBlock, AuditBreak, AuditEvent, AuditMark, User
from accounts.sentences import tell_audit
from servicedesk.lib.tables.leaving import Table, in_batches
from servicedesk.sealed import SEALED

READ_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class AuditFilter:
    """Who, what, which case, when, from where."""

    who: str = ""
    what: str = ""
    ticket: str = ""
    ip: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, told: Mapping[str, str] | QueryDict) -> "AuditFilter":
        """As it stands in an address or a form."""
        words = {name: told.get(name, "").strip()[:45] for name in ("who", "what", "ticket", "ip")}
        return cls(**words, since=_day(told.get("since", "")), until=_day(told.get("until", "")))

    def __bool__(self) -> bool:
        return bool(self.facts())

    def facts(self) -> dict[str, str]:
        """What is filtered by, as it is recorded and put into an address."""
        return {name: str(value) for name, value in vars(self).items() if value}

    def query(self) -> str:
        return urlencode(self.facts())

    def rows(self, user: User) -> QuerySet[AuditEvent]:
        """The entries that fit, of those that this person may see."""
        rows = AuditEvent.objects.visible_to(user).about(who=self.who, what=self.what)
        if self.ticket:
            rows = rows.filter(Q(facts__ticket=self.ticket) | Q(facts__number=self.ticket))
        if self.ip:
            rows = rows.filter(facts__ip=self.ip)
        if self.since:
            rows = rows.filter(at__gte=_begin(self.since))
        if self.until:
            rows = rows.filter(at__lt=_begin(self.until) + timedelta(days=1))
        return rows


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """The entries that fit the filters of an address, the newest first."""
    rows = AuditFilter.of(query).rows(by)
    header = (_("Time"), _("Who"), _("Staff number"), _("What"), _("Of what"), _("Reason"), _("Recorded"))
    keys = list(rows.order_by("-at", "-id").values_list("pk", flat=True))
    return Table(header, len(keys), (_cells(event) for event in in_batches(keys, _events)))


def _events(keys: Sequence[UUID]) -> dict[UUID, AuditEvent]:
    return {one.pk: one for one in AuditEvent.objects.filter(pk__in=keys).select_related("by")}


def _cells(event: AuditEvent) -> tuple[str, ...]:
    word, detail = tell_audit(event)
    name, number = (event.by.name, event.by.staff_number) if event.by else ("", "")
    local, kept = timezone.localtime(event.at), timezone.localtime(event.recorded_at)
    return (f"{local:%Y-%m-%d %H:%M:%S}", name, number, word, detail, event.reason, f"{kept:%Y-%m-%d %H:%M:%S}")


def note_reading(user: User, wanted: AuditFilter, *, at: datetime) -> None:
    """Access to the audit is an entry, once in some minutes for the same filters."""
    facts = {"filters": wanted.facts()}
    if not AuditEvent.objects.filter(by=user, what="audit_read", at__gt=at - READ_AGAIN, facts=facts).exists():
        audit(what="audit_read", by=user, at=at, facts=facts)


def chain_status(user: User) -> dict[str, Any]:
    """How the seal stands: how many blocks, until when, when they were proved last, and what is wrong."""
    mine = Q(org__in=user.orgs()) | Q(org__isnull=True)
    marks = list(AuditMark.objects.filter(name__in=[table.name for table in SEALED]))
    proved = [mark.proved_at for mark in marks if mark.proved_at]
    return {
        "blocks": AuditBlock.objects.filter(mine).count(),
        "sealed_at": AuditBlock.objects.filter(mine).aggregate(last=Max("at"))["last"],
        "proved_at": min(proved) if len(proved) == len(SEALED) else None,
        "breaks": list(AuditBreak.objects.filter(mine).order_by("found_at")[:20]),
    }
