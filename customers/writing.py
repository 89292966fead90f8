"""What a customer is written: as the company words it, else as it is shipped; in the company's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from accounts.inheriting import values_of
from accounts.models import Unit
from accounts.standing import kept
from customers.letters import ENGLISH, ENGLISH_READ, HOLES, filled, shipped
from customers.model_wording import Wording


@dataclass(frozen=True)
class Letterhead:
    """How a unit is called, rung up, and in which language it writes."""

    name: str
    phone: str
    language: str


class Writer:
    """Writes many texts, and asks once for each unit and each company."""

    def __init__(self) -> None:
        self.heads: dict[UUID, Letterhead] = {}
        self.own: dict[UUID | None, dict[str, str]] = {}

    def text(self, letter: str, facts: Mapping[str, Any], *, unit: Unit) -> str:
        """One text in the name of a unit."""
        head = self.heads.get(unit.pk) or self.heads.setdefault(unit.pk, letterhead(unit))
        own = self.own.get(unit.org_id)
        if own is None:
            own = self.own.setdefault(unit.org_id, wordings(unit.org_id))
        told = Context(dict(facts) | {"name": head.name, "phone": head.phone}, autoescape=False)
        with override(head.language):
            body = own.get(letter) or shipped(letter, head.language)
            return filled(body, lambda name: _reading(name, head.language).render(told).strip())


def letter_text(letter: str, facts: Mapping[str, Any], *, unit: Unit) -> str:
    """One text to one customer."""
    return Writer().text(letter, facts, unit=unit)


def letterhead(unit: Unit) -> Letterhead:
    """How a unit shows itself in a text; what it does not say itself it takes from above."""

    def found() -> Letterhead:
        told = {one.field: one for one in values_of(unit)}
        title = told["title"]
        name = title.value if title.source is not None and title.source.pk == unit.pk else unit.name
        phone = told["phone"].value or told["hotline"].value
        return Letterhead(name, phone, told["language"].value or settings.LANGUAGE_CODE)

    return kept(("letterhead", unit.pk), found)


def wordings(org: UUID | None) -> dict[str, str]:
    """What the company words itself, by text."""
    rows = Wording.objects.filter(org=org).newest()
    return kept(("wordings", org), lambda: {one.letter: one.body for one in rows if one.body})


@cache
def _reading(name: str, language: str) -> Template:
    """How one word is read from the facts."""
    read = HOLES[name].read if name in HOLES else ""
    read = ENGLISH_READ.get(name, read) if language == ENGLISH else read
    return Template("{% load hall %}" + read)
