"""A mapping says in TOML which column of somebody else's file is what. docs/import/README.md explains every key."""

import re
import tomllib
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from django.utils.translation import gettext as _

from hotline.imports.refusals import Unusable
from servicedesk.lib.tables.cells import heading
from servicedesk.lib.tables.reading import FileKeys

SOURCE = re.compile(r"[\w.\-]{1,40}")
DATE_FORMATS = tuple(
    f"{day}{time}"
    for day in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
    for time in (" %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M:%S%z", "")
)

Columns = tuple[str, ...]
Words = dict[str, str]
Tables = dict[str, Words]


@dataclass(frozen=True)
class NumberKeys:
    """`[number]`: the number by which the other system knows the row."""

    column: str
    pattern: str = ""


@dataclass(frozen=True)
class TimeKeys:
    """`[times]`: which columns are moments, and how they are written."""

    registered_at: Columns
    closed_at: Columns = ()
    due_at: Columns = ()
    also: Columns = ()
    formats: tuple[str, ...] = DATE_FORMATS
    zone: str = "Asia/Shanghai"
    closed_without_time: str = "refuse"
    swap_day_month: bool = False


@dataclass(frozen=True)
class TextKeys:
    """`[texts]`: what the ticket says; several columns are joined."""

    title: Columns = ()
    description: Columns = ()
    address: Columns = ()


@dataclass(frozen=True)
class ContactKeys:
    """`[contact]`: who came. `customers` says for whom a customer record is made."""

    name: str = ""
    phone: str = ""
    customers: str = "phone"


@dataclass(frozen=True)
class Choice:
    """`[kind]`, `[type]`, `[status]`, `[channel]`: a column of a few words, and what each word means here."""

    column: str = ""
    default: str = ""
    values: Words = field(default_factory=dict)
    other: str = ""

    def meant(self, told: str) -> str:
        """What a word of the file means; empty if the mapping does not say."""
        return self.values.get(told, self.other) if told else self.default

    def meanings(self) -> set[str]:
        """Everything a row can come to mean."""
        return {meaning for meaning in (self.default, self.other, *self.values.values()) if meaning}


@dataclass(frozen=True)
class PolicyKeys:
    """`[promises]`: the columns of the policy file."""

    type: str
    hours: str = ""
    limit: str = ""


@dataclass(frozen=True)
class Mapping:
    """A whole mapping, checked for shape. Names of columns are kept as compared (`heading`)."""

    source: str
    number: NumberKeys
    times: TimeKeys
    name: str = ""
    file: FileKeys = field(default_factory=FileKeys)
    texts: TextKeys = field(default_factory=TextKeys)
    contact: ContactKeys = field(default_factory=ContactKeys)
    kind: Choice = field(default_factory=Choice)
    type: Choice = field(default_factory=Choice)
    status: Choice = field(default_factory=Choice)
    channel: Choice = field(default_factory=Choice)
    keep: Columns = ()
    repeats: Columns = ()
    pad: Lookup[str, int] = field(default_factory=dict)
    promises: PolicyKeys | None = None

    def wanted(self) -> set[str]:
        """The compared names of all columns that the file must have."""
        singles = [choice.column for choice in (self.kind, self.type, self.status, self.channel)]
        times, texts = self.times, self.texts
        listed = [times.registered_at, times.closed_at, times.due_at, times.also]
        listed += [texts.title, texts.description, texts.address, self.keep, self.repeats, tuple(self.pad)]
        told = [self.number.column, self.contact.name, self.contact.phone, *singles]
        return {heading(name) for name in [*told, *(name for names in listed for name in names)] if name}


def load_mapping(path: Path) -> Mapping:
    """Read a mapping and check its shape: every key known, every value of its kind. Raises Unusable."""
    mapping: Mapping = build(Mapping, read_toml(path))
    if not SOURCE.fullmatch(mapping.source):
        raise bad_source(mapping.source)
    return mapping


def read_toml(path: Path) -> dict[str, Any]:
    """The whole file as tables. Raises Unusable."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unusable(_("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": reason}) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        facts = {"file": path.name, "reason": str(error)}
        raise Unusable(_("%(file)s is not TOML: %(reason)s.") % facts) from error


def bad_source(name: str) -> Unusable:
    """The refusal of a name that could not stand in a ticket."""
    text = _("“%(name)s” is no name for a source: at most 40 letters, figures, dots, dashes and underscores.")
    return Unusable(text % {"name": name[:60]})


def build(shape: Any, told: dict[str, Any], where: str = "") -> Any:
    """Tables as the dataclass that describes them: every key known, every value of its kind. Raises Unusable."""
    hints = get_type_hints(shape)
    known = {key.name: key for key in fields(shape)}
    for key in told.keys() - known.keys():
        raise _unknown_key(key, where, list(known))
    missing = [name for name, hint in hints.items() if name not in told and _is_required(known[name])]
    if missing:
        raise Unusable(_("The mapping does not say %(key)s.") % {"key": _path(where, missing[0])})
    return shape(**{name: _convert(hints[name], value, _path(where, name)) for name, value in told.items()})


def _is_required(key: Any) -> bool:
    return key.default is key.default_factory  # both are dataclasses.MISSING


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _unknown_key(key: str, where: str, known: list[str]) -> Unusable:
    near = get_close_matches(key, known, n=1)
    facts = {"key": _path(where, key), "known": "、".join(known), "near": near[0] if near else ""}
    if near:
        return Unusable(_("A mapping has no key “%(key)s”. Did you mean “%(near)s”? Known: %(known)s.") % facts)
    return Unusable(_("A mapping has no key “%(key)s”. Known: %(known)s.") % facts)


def _convert(hint: Any, value: Any, where: str) -> Any:
    """A value of the TOML file as the key wants it; one name may stand for a list of names."""
    if hint == Columns and isinstance(value, str):
        return (value,)
    if hint == Columns and isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    if hint == Words and _is_table_of(str, value):
        return value
    if hint == Tables and isinstance(value, dict) and all(_is_table_of(str, table) for table in value.values()):
        return value
    if hint == Lookup[str, int] and _is_table_of(int, value):
        return value
    if hint in (str, int, bool) and type(value) is hint:
        return value
    shape = PolicyKeys if hint == PolicyKeys | None else hint
    if hasattr(shape, "__dataclass_fields__") and isinstance(value, dict):
        return build(shape, value, where)
    raise Unusable(_("%(key)s in the mapping has the wrong kind of value.") % {"key": where})


def _is_table_of(kind: type, value: Any) -> bool:
    return isinstance(value, dict) and all(type(item) is kind for item in value.values())
