"""Outages of the past brought in from somebody else's table: read, counted, compared, and nothing of them is armed."""

import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from outages.kinds import Kind
from outages.models import Outage, OutageEvent
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.tables.cells import Cell, cell_text, heading, is_figure, true_date, true_time
from servicedesk.lib.tables.reading import FileKeys, Record, Table, open_table
from servicedesk.lib.tables.refusals import Unusable

MOST_BYTES = 20_000_000
AT_ONCE = 500
HOUR = timedelta(hours=1)
NOTHING = frozenset({"", "na", "n/a", "-", "—"})
# The table that a company writes itself; another one is described by a mapping (docs/import/README.md).
HOUSE: dict[str, Any] = {
    "source": "history",
    "columns": {
        "number": "编号",
        "title": "地点",
        "cause": "原因",
        "kind": "类型",
        "start_date": "开始",
        "end_date": "结束",
        "households": "户数",
        "minutes": "分钟",
    },
    "kinds": {"计划": "planned", "故障": "fault", "临时": "temporary"},
}


@dataclass
class Report:
    """What was found, line by line where something is to be said."""

    rows: int = 0
    new: int = 0
    known: int = 0
    equal: int = 0
    by_an_hour: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    without_end: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


class Mapping:
    """Which column is what, in which zone the times are, and which word of theirs is which kind."""

    def __init__(self, told: dict[str, Any]) -> None:
        columns = told.get("columns", {})
        if not isinstance(columns, dict) or not {"number", "title", "start_date"} <= columns.keys():
            raise Invalid(_("The mapping names at least the columns number, title and start_date."))
        self.columns = {name: heading(str(word)) for name, word in columns.items()}
        self.source = str(told.get("source", "history"))[:40]
        self.kinds = {str(word).casefold(): str(kind) for word, kind in told.get("kinds", {}).items()}
        self.header_row = int(told.get("header_row", 0))
        self.skip_rows = int(told.get("rows_under_header", 0))
        try:
            self.zone = ZoneInfo(str(told.get("zone", "Asia/Shanghai")))
        except (ZoneInfoNotFoundError, ValueError):
            raise Invalid(_("There is no such time zone.")) from None
        if not set(self.kinds.values()) <= set(Kind.values):
            raise Invalid(_("A kind of the mapping does not exist."))


def read_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file. Raises Invalid."""
    try:
        return mapping_of(path.read_bytes())
    except OSError:
        raise Invalid(_("The mapping cannot be read.")) from None


def mapping_of(raw: bytes) -> Mapping:
    """The mapping that these words describe. Raises Invalid."""
    try:
        return Mapping(tomllib.loads(raw.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError):
        raise Invalid(_("The mapping cannot be read.")) from None


def bring_history(raw: bytes, *, org: Unit, by: User, at: datetime, mapping: Mapping | None = None) -> Report:
    """The same for a file that came through the page."""
    if len(raw) > MOST_BYTES:
        raise Invalid(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000})
    with tempfile.NamedTemporaryFile(suffix=".table") as kept:
        kept.write(raw)
        kept.flush()
        return bring_in(Path(kept.name), mapping or Mapping(HOUSE), org=org, by=by, at=at)


@transaction.atomic
def bring_in(path: Path, mapping: Mapping, *, org: Unit, by: User, at: datetime) -> Report:
    """Put a history of outages on record. Brought in again, what is known stays as it is. Raises Invalid, NotAllowed.

    They have ended, or nobody knows when: no desk answers with them, nobody is told, no clock runs.
    """
    if not by.may("outage_rules") or org.pk not in by.orgs():
        raise NotAllowed("outage_rules")
    try:
        wanted = [mapping.columns[name] for name in ("number", "title", "start_date")]
        table = open_table(path, FileKeys(header_row=mapping.header_row), wanted)
        report, made = Report(), _rows(table, mapping, org)
        told = list(_judged(made, report))
    except Unusable as no:
        raise Invalid(str(no)) from None
    numbers = [one.external_number for one in told]
    rows = Outage.objects.filter(org=org, source=mapping.source, external_number__in=numbers)
    known = set(rows.values_list("external_number", flat=True))
    fresh = [one for one in told if one.external_number not in known]
    for one in fresh:
        one.imported_at = one.announced_at = at
    Outage.objects.bulk_create(fresh, batch_size=AT_ONCE)
    OutageEvent.objects.bulk_create(
        [OutageEvent(org=org, outage=one, what="import", by=by, at=at, facts={}) for one in fresh], batch_size=AT_ONCE
    )
    report.new, report.known = len(fresh), len(known)
    return report


def _rows(table: Table, mapping: Mapping, org: Unit) -> Iterable[tuple[Record, Outage | str]]:
    seen: set[str] = set()
    for record in table.records():
        if record.row <= mapping.skip_rows:
            continue
        try:
            outage = _outage(record, mapping, org)
        except ValueError as wrong:
            yield record, str(wrong)
            continue
        said = _("The number stands there twice.") if outage.external_number in seen else ""
        seen.add(outage.external_number)
        yield record, said or outage


def _outage(record: Record, mapping: Mapping, org: Unit) -> Outage:
    def cell(name: str) -> Cell:
        return record.cells.get(mapping.columns.get(name, ""), "")

    number, title = _word(cell("number")), _word(cell("title"))
    starts_at = _moment(cell("start_date"), cell("start_time"), mapping)
    ended_at = _moment(cell("end_date"), cell("end_time"), mapping)
    if not number or not title:
        raise ValueError(_("It has no number or no place."))
    if starts_at is None:
        raise ValueError(_("Nobody knows when it began."))
    if ended_at is not None and ended_at < starts_at:
        raise ValueError(_("It ends before it begins. Check both times."))
    said, minutes, households = _word(cell("kind")), _figure(cell("minutes")), _figure(cell("households"))
    outage = Outage(org=org, source=mapping.source, external_number=number[:40], number=f"H{number}"[:16])
    outage.kind = mapping.kinds.get(said.casefold(), Kind.OTHER)
    outage.title, outage.cause = title[:80], " · ".join(word for word in (said, _word(cell("cause"))) if word)[:200]
    outage.starts_at, outage.ended_at, outage.script = starts_at, ended_at, title[:80]
    outage.households = int(households or 0)
    outage.facts = {} if minutes is None else {"minutes": minutes}
    return outage


def _word(cell: Cell) -> str:
    text = cell_text(cell).strip()
    return "" if text.casefold() in NOTHING else text


def _figure(cell: Cell) -> float | None:
    """A figure, as the sheet has it or as somebody wrote it; None where nothing stands."""
    if is_figure(cell):
        return max(0.0, float(cell))
    text = _word(cell).replace(",", "")
    if text and not text.replace(".", "", 1).isdigit():
        raise ValueError(_("“%(cell)s” is no figure.") % {"cell": text})
    return float(text) if text else None


def _moment(day: Cell, hour: Cell, mapping: Mapping) -> datetime | None:
    """A day and a time of day as they stand on the wall there; None where nothing stands."""
    if not _word(day):
        return None
    found = true_date(day) or _written(_word(day))
    if _word(hour):
        told = true_time(hour)
        if told is None:
            raise ValueError(_("“%(cell)s” is no time of day.") % {"cell": _word(hour)})
        found = datetime.combine(found.date(), time(), found.tzinfo) + told
    return found.replace(tzinfo=mapping.zone)


def _written(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(_("“%(cell)s” is no day.") % {"cell": text}) from None


def _judged(made: Iterable[tuple[Record, Outage | str]], report: Report) -> Iterable[Outage]:
    """Compare what the table says that it lasted with what its own times say; name what differs."""
    for record, outage in made:
        report.rows += 1
        if isinstance(outage, str):
            report.refused.append((record.line, outage))
            continue
        if outage.ended_at is None:
            report.without_end.append(outage.external_number)
        elif "minutes" in outage.facts:
            _compare(outage, report)
        yield outage


def _compare(outage: Outage, report: Report) -> None:
    told = timedelta(minutes=outage.facts["minutes"])
    found = (outage.ended_at or outage.starts_at) - outage.starts_at
    if found == told:
        report.equal += 1
    elif abs(found - told) == HOUR:
        report.by_an_hour.append(outage.external_number)
    else:
        report.otherwise.append(outage.external_number)
