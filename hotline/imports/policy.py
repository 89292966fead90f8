"""The policy file: which type may take how long. Its lines become published promises of the company."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from deadlines.calendar import Calendar, due
from deadlines.limits import Limit, UnreadableLimit, parse_limit
from deadlines.models import Promise
from deadlines.models.calendars import calendar_for
from deadlines.publishing import clock_of
from hotline.imports.mapping import PolicyKeys
from hotline.imports.places import Home
from hotline.imports.refusals import Unusable
from servicedesk.lib.tables.cells import cell_text, heading
from servicedesk.lib.tables.reading import FileKeys, Record, open_table

MILESTONE = "resolve"
CALENDARS = {"elapsed": "cn-24x7", "working": "cn-office"}
CODE_LENGTH = 80


@dataclass(frozen=True)
class Bound:
    """How long one type may take. `promise` is published only when something is written."""

    limit: Limit
    calendar: Calendar
    promise: Promise | None = None

    def due(self, registered_at: datetime) -> datetime:
        """The moment that the product itself promises."""
        return due(registered_at, self.limit, self.calendar)


Policy = dict[str, Bound]


def read_policy(path: Path, keys: PolicyKeys) -> Policy:
    """Read the whole policy; a line that cannot be read makes it unusable, since no row is ever imported again."""
    column = keys.hours or keys.limit
    table = open_table(path, FileKeys(), [heading(keys.type), heading(column)])
    policy: Policy = {}
    calendars = {clock: calendar_for(code) for clock, code in CALENDARS.items()}
    for record in table.records():
        name, limit = _line(record, keys)
        bound = Bound(limit, calendars[clock_of(str(limit))])
        if policy.setdefault(name, bound).limit != limit:
            raise Unusable(
                _("Line %(line)d of the policy: “%(type)s” has two limits.") % {"line": record.line, "type": name}
            )
    return policy


def _line(record: Record, keys: PolicyKeys) -> tuple[str, Limit]:
    name = cell_text(record.cells.get(heading(keys.type), ""))
    told = cell_text(record.cells.get(heading(keys.hours or keys.limit), ""))
    limit = _hours(told) if keys.hours else _limit(told)
    if record.problem or not name or limit is None:
        facts = {"line": record.line, "text": told[:40], "problem": record.problem}
        text = record.problem and _("Line %(line)d of the policy: %(problem)s.")
        raise Unusable((text or _("Line %(line)d of the policy: “%(text)s” is no limit of a type.")) % facts)
    return name, limit


def _hours(told: str) -> Limit | None:
    """`120.0` hours → 120h; parts of an hour are minutes, since a limit is whole."""
    try:
        minutes = Decimal(told) * 60
        whole = int(minutes)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    if whole != minutes or whole < 0:
        return None
    return _limit(f"{whole // 60}h" if whole % 60 == 0 else f"{whole}m")


def _limit(told: str) -> Limit | None:
    try:
        return parse_limit(told)
    except UnreadableLimit:
        return None


def publish(policy: Policy, home: Home, *, file: str, at: datetime) -> Policy:
    """Give each line its promise: the one published before with the same limit, else a new version of it."""
    codes = {name: code_for(home.source, name) for name in policy}
    newest: dict[str, Promise] = {}
    for promise in Promise.objects.filter(org=home.org, code__in=codes.values()).newest_first():
        newest.setdefault(promise.code, promise)
    fresh = []
    for name, bound in policy.items():
        known = newest.get(codes[name])
        if known is None or known.limit != str(bound.limit):
            version = known.version + 1 if known else 1
            shared = {"org": home.org, "published_by": home.importer, "published_at": at, "source": file[:200]}
            newest[codes[name]] = _promise(name, bound, code=codes[name], version=version, **shared)
            fresh.append(newest[codes[name]])
    Promise.objects.bulk_create(fresh)
    return {name: Bound(bound.limit, bound.calendar, newest[codes[name]]) for name, bound in policy.items()}


def _promise(name: str, bound: Bound, **more: Any) -> Promise:
    """A promise of history: it warns of nothing, and no policy line makes it bind a new case."""
    limit = str(bound.limit)
    return Promise(
        name=name[:80],
        domain="import",
        subject="import",
        milestone=MILESTONE,
        limit=limit,
        clock=clock_of(limit),
        calendar=bound.calendar.code,
        starts_on="register",
        evidence="import",
        **more,
    )


def code_for(source: str, name: str) -> str:
    """The code of the promise of one type: `import:<source>:<type>`; too long a name ends in a digest of itself."""
    code = f"import:{source}:{name}"
    if len(code) <= CODE_LENGTH:
        return code
    return f"{code[: CODE_LENGTH - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
