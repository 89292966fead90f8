"""How the activities of an event log are told in our verbs: a TOML file. docs/import/replay.md explains every key."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from deadlines.limits import UnreadableLimit, parse_limit
from deadlines.models import PauseReason
from hotline.imports.mapping import DATE_FORMATS, Tables, TimeKeys, Words, build, read_toml
from hotline.imports.refusals import Unusable
from hotline.replays.moves import VERBS
from servicedesk.lib.tables.cells import heading
from servicedesk.lib.tables.reading import FileKeys
from tickets.lifecycle import MOVES, Kind, Status, clocks_of

NEW, PAUSED, ANY = "new", "paused", "any"
BEGINS = "register"


@dataclass(frozen=True)
class ColumnKeys:
    """`[columns]`: whose event it is, what happened, when, and at whose hands."""

    case: str
    activity: str
    at: str
    by: str = ""

    def wanted(self) -> set[str]:
        """The compared names of the columns that the log must have."""
        return {heading(name) for name in (self.case, self.activity, self.at, self.by) if name}


@dataclass(frozen=True)
class ZoneKeys:
    """`[times]`: how moments are written. With `ignore_zone` what the log says of its zone is not believed."""

    formats: tuple[str, ...] = DATE_FORMATS
    zone: str = "Asia/Shanghai"
    ignore_zone: bool = False


@dataclass(frozen=True)
class PauseKeys:
    """`[pause]`: what a wait of the log is here: a reason of our list, and when it is looked at again."""

    why: str = PauseReason.THIRD_PARTY.value
    review: str = "30d"


@dataclass(frozen=True)
class Plan:
    """A whole mapping of a log, checked for shape and sense."""

    source: str
    columns: ColumnKeys
    steps: Tables
    name: str = ""
    kind: str = Kind.ENQUIRY.value
    outcome: str = "no_callback"
    promises: Words = field(default_factory=dict)
    file: FileKeys = field(default_factory=FileKeys)
    times: ZoneKeys = field(default_factory=ZoneKeys)
    pause: PauseKeys = field(default_factory=PauseKeys)

    def written(self) -> TimeKeys:
        """The moments of the log as the import reads them."""
        return TimeKeys(registered_at=(), formats=self.times.formats, zone=self.times.zone)

    def verbs(self, activity: str, *, status: str, is_paused: bool) -> list[str] | None:
        """What an activity means while a case stands there; None if nobody says.

        `status` is empty where there is no case yet: then the verbs are those that follow its registration.
        """
        words = self.steps.get(activity, {})
        if not status:
            return words[NEW].split()[1:] if NEW in words else None
        places = [f"{status} {PAUSED}", PAUSED, status, ANY] if is_paused else [status, ANY]
        told = next((words[place] for place in places if place in words), None)
        return None if told is None else told.split()


def load_plan(path: Path) -> Plan:
    """Read a mapping of a log and check that it can be carried out. Raises Unusable."""
    plan: Plan = build(Plan, read_toml(path))
    _check_word("kind", plan.kind, {*Kind.values} - {Kind.COMPLAINT})
    _check_word("pause.why", plan.pause.why, {*PauseReason.values})
    for name, limit in plan.promises.items():
        _check_word("promises", name, {rule.name for rule in clocks_of(plan.kind)})
        _check_limit(limit)
    _check_limit(plan.pause.review)
    try:
        ZoneInfo(plan.times.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unusable(_("There is no time zone “%(zone)s”.") % {"zone": plan.times.zone}) from error
    _check_steps(plan)
    return plan


def _check_steps(plan: Plan) -> None:
    places = {NEW, PAUSED, ANY, *Status.values, *(f"{status} {PAUSED}" for status in Status.values)}
    known = {*VERBS} & {*MOVES[plan.kind]}
    for activity, words in plan.steps.items():
        for place, told in words.items():
            _check_word(f"steps.{activity}", place, places)
            verbs = told.split()
            if place == NEW:
                _check_word(f"steps.{activity}.{place}", verbs.pop(0) if verbs else "", {BEGINS})
            for verb in verbs:
                _check_word(f"steps.{activity}.{place}", verb, known)


def _check_word(key: str, value: str, known: set[str]) -> None:
    if value not in known:
        facts = {"key": key, "value": value, "known": "、".join(sorted(known))}
        raise Unusable(_("%(key)s is “%(value)s”. Known: %(known)s.") % facts)


def _check_limit(limit: str) -> None:
    try:
        parse_limit(limit)
    except UnreadableLimit as error:
        raise Unusable(error.sentence()) from error
