"""What a category asks for before a case may end: a cause, a text, ticked items, a photo. Pure but for one look-up."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid
from tickets.asking import Option

CAUSE, TEXT, CHECKS, PHOTO = "cause", "text", "checks", "photo"
KINDS = (CAUSE, TEXT, CHECKS, PHOTO)
LONGEST = 500
Filled = Mapping[str, Any]


@dataclass(frozen=True)
class Demand:
    """One thing that has to be known. The items of `checks` are those of the category's checklist."""

    code: str
    kind: str
    label: str
    options: tuple[Option, ...] = ()

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"code": self.code, "kind": self.kind, "label": self.label}
        if self.options:
            data["choices"] = [{"code": one.code, "label": one.label} for one in self.options]
        return data


@dataclass(frozen=True)
class Rules:
    """All that one category asks for, and its checklist, which may also be there without being asked for."""

    demands: tuple[Demand, ...] = ()
    checklist: tuple[Option, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.demands or self.checklist)

    def demand(self, kind: str) -> Demand | None:
        return next((one for one in self.demands if one.kind == kind), None)


@dataclass(frozen=True)
class Known:
    """What is known of a case so far: what was filled in, and the slots for which there is a photo."""

    filled: Filled = field(default_factory=dict)
    photos: Collection[str] = ()


def read_options(rows: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(str(one["code"]), str(one["label"])) for one in rows)


def read_demands(rows: Sequence[Mapping[str, Any]]) -> tuple[Demand, ...]:
    """The demands as a category keeps them."""
    return tuple(
        Demand(str(row["code"]), str(row["kind"]), str(row["label"]), read_options(row.get("choices", [])))
        for row in rows
    )


def missing(rules: Rules, known: Known) -> dict[str, str]:
    """What is still to be known: {code: what it is called}; of a checklist each item that is not ticked."""
    found: dict[str, str] = {}
    for demand in rules.demands:
        found |= _MISSING[demand.kind](demand, rules, known)
    return found


def _words(demand: Demand, rules: Rules, known: Known) -> dict[str, str]:
    return {} if known.filled.get(demand.code) else {demand.code: demand.label}


def _checks(demand: Demand, rules: Rules, known: Known) -> dict[str, str]:
    ticked = known.filled.get(CHECKS, ())
    return {f"{CHECKS}.{one.code}": one.label for one in rules.checklist if one.code not in ticked}


def _photo(demand: Demand, rules: Rules, known: Known) -> dict[str, str]:
    return {} if demand.code in known.photos else {demand.code: demand.label}


_MISSING: dict[str, Callable[[Demand, Rules, Known], dict[str, str]]] = {
    CAUSE: _words,
    TEXT: _words,
    CHECKS: _checks,
    PHOTO: _photo,
}


def put_right(rules: Rules, given: Filled) -> dict[str, Any]:
    """What was filled in, as it is kept; raises Invalid for what is not asked for or is no answer."""
    return {code: _kept(rules, code, value) for code, value in given.items()}


def _kept(rules: Rules, code: str, value: Any) -> Any:
    if code == CHECKS:
        known = [one.code for one in rules.checklist]
        wrong = [one for one in value if one not in known] if isinstance(value, list | tuple) else [value]
        if wrong:
            raise _no(code, _("The checklist has no such item."))
        return [one for one in known if one in value]
    demand = next((one for one in rules.demands if one.code == code and one.kind in (CAUSE, TEXT)), None)
    if demand is None or not isinstance(value, str):
        raise _no(code, _("Closing this case does not ask for it."))
    text = value.strip()[:LONGEST]
    option = next((one for one in demand.options if text in (one.code, one.label)), None)
    if text and demand.options and option is None:
        raise _no(code, _("“%(label)s” has no such answer.") % {"label": demand.label})
    return option.code if option else text


def _no(code: str, words: str) -> Invalid:
    return Invalid(words, fields={code: words})


def said(rules: Rules, filled: Filled) -> dict[str, str]:
    """What was filled in, in words: {label: words}."""
    words: dict[str, str] = {}
    for demand in rules.demands:
        value = filled.get(demand.code)
        if isinstance(value, str) and value:
            words[demand.label] = next((one.label for one in demand.options if one.code == value), value)
    return words
