"""Whether a mapping makes sense before a single row is read: what it promises about kinds, statuses, dates, patterns."""

import codecs
import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from hotline.imports.mapping import Mapping, TimeKeys
from hotline.imports.refusals import Unusable
from servicedesk.lib.tables.reading import FileKeys
from tickets.lifecycle import CREWED, FIELD, MOVES, Kind, Status

CLOSED_WITHOUT_TIME = ("refuse", "registered_at")
CUSTOMERS = ("phone", "name", "none")
A_DAY = datetime(2001, 2, 3, 4, 5, 6)  # noqa: DTZ001


def check_sense(mapping: Mapping) -> None:
    """Refuse a mapping that could not be carried out. Raises Unusable."""
    _check_file(mapping.file)
    _check_kinds(mapping)
    _check_statuses(mapping)
    _check_times(mapping.times)
    _one_of("times.closed_without_time", mapping.times.closed_without_time, CLOSED_WITHOUT_TIME)
    _one_of("contact.customers", mapping.contact.customers, CUSTOMERS)
    try:
        re.compile(mapping.number.pattern)
    except re.error as error:
        facts = {"pattern": mapping.number.pattern, "reason": str(error)}
        raise Unusable(_("number.pattern “%(pattern)s” is no regular expression: %(reason)s.") % facts) from error
    if mapping.promises and bool(mapping.promises.hours) == bool(mapping.promises.limit):
        raise Unusable(_("[promises] names either the column `hours` or the column `limit`."))
    if not mapping.type.column and not mapping.type.default:
        raise Unusable(_("[type] needs a column or a default: a ticket without a type cannot be found again."))


def _check_file(file: FileKeys) -> None:
    try:
        codecs.lookup(file.encoding or "utf-8")
    except LookupError as error:
        raise Unusable(_("There is no encoding “%(name)s”.") % {"name": file.encoding}) from error
    if len(file.delimiter) > 1:
        raise Unusable(_("file.delimiter is one character, for a tab “\\t”."))


def _one_of(key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        facts = {"key": key, "value": value, "known": "、".join(known)}
        raise Unusable(_("%(key)s is “%(value)s”. Known: %(known)s.") % facts)


def _check_kinds(mapping: Mapping) -> None:
    if not mapping.kind.meanings():
        raise Unusable(_("[kind] does not say what the rows become. Write for example default = “enquiry”."))
    for kind in sorted(mapping.kind.meanings()):
        _one_of("kind", kind, tuple(Kind.values))


def _check_statuses(mapping: Mapping) -> None:
    kinds = sorted(mapping.kind.meanings())
    for status in sorted(mapping.status.meanings()):
        for kind in kinds:
            _one_of(f"status ({kind})", status, standings(kind))


# What needs a talk, a finding, a review, a callback or another case that no file tells of.
UNTOLD = {Status.CONTACTED, Status.VERIFIED, Status.TO_REVIEW, Status.RESOLVED, Status.MERGED}


def standings(kind: str) -> tuple[str, ...]:
    """In which statuses a case of this kind can be brought in.

    Not those that need what no file tells: a crew, the talk with a complainant, a finding, another case; nor `resolved`,
    which waits for a callback that nobody owes.
    """
    reached = {move.to for move in MOVES[kind].values() if move.to} | {Status.REGISTERED}
    barred = CREWED if MOVES[kind] is FIELD else frozenset()
    return tuple(sorted(reached - barred - UNTOLD))


def _check_times(times: TimeKeys) -> None:
    try:
        ZoneInfo(times.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unusable(_("There is no time zone “%(zone)s”.") % {"zone": times.zone}) from error
    for written in times.formats:
        try:
            datetime.strptime(A_DAY.replace(tzinfo=ZoneInfo("UTC")).strftime(written), written)  # noqa: DTZ007
        except (ValueError, re.error) as error:
            text = _("“%(format)s” in times.formats cannot be read: %(reason)s.")
            raise Unusable(text % {"format": written, "reason": str(error)}) from error
