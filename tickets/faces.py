"""What a category shows and asks, settings inherited from above included; and the face that a case was registered with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime

from tickets.asking import TEXT, Question, asked, read_questions, spoken, words_of
from tickets.closing_rules import Rules, read_demands, read_options
from tickets.models import Category, Ticket

INHERITED = ("questions", "hazards", "script", "knowledge", "checklist", "receipt", "to_close", "hint", "duplicates")
# What a case goes by as long as it lives; the rest is only for the counter.
KEPT = ("questions", "hazards", "checklist", "receipt", "to_close")


@dataclass(frozen=True)
class Face:
    """The settings of one category as they hold; `sources` names, for what is inherited, the category it comes from."""

    data: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Category] = field(default_factory=dict)

    @property
    def questions(self) -> list[Question]:
        return read_questions(self.data.get("questions") or [])

    @property
    def hazards(self) -> list[list[str]]:
        return self.data.get("hazards") or []

    @property
    def rules(self) -> Rules:
        """What closing asks for, and the checklist."""
        return Rules(
            read_demands(self.data.get("to_close") or []),
            read_options(self.data.get("checklist") or []),
        )

    @property
    def script(self) -> str:
        return str(self.data.get("script") or "")

    @property
    def receipt(self) -> str:
        return str(self.data.get("receipt") or "")

    @property
    def hint(self) -> str:
        return str(self.data.get("hint") or "")

    @property
    def knowledge(self) -> list[str]:
        """The slugs of its knowledge cards."""
        return [str(slug) for slug in self.data.get("knowledge") or []]

    def is_hazard(self, answers: dict[str, str]) -> bool:
        """Whether an answer says that somebody is in danger (a line down, smoke, electric shock)."""
        return any(answers.get(question) == choice for question, choice in self.hazards)

    def kept(self) -> dict[str, Any]:
        """The part that a case keeps."""
        return {name: self.data[name] for name in KEPT if self.data.get(name)}


def line_of(category: Category) -> Iterator[Category]:
    """The category and those above it, upwards."""
    one: Category | None = category
    while one is not None:
        yield one
        one = one.parent


def face_of(category: Category) -> Face:
    """What holds for a category: its own settings, and for each that it leaves empty the nearest one's above it."""
    data: dict[str, Any] = {}
    sources: dict[str, Category] = {}
    for one in line_of(category):
        for name in INHERITED:
            if name not in data and getattr(one, name):
                data[name] = getattr(one, name)
                if one is not category:
                    sources[name] = one
    return Face(data, sources)


def face_of_case(ticket: Ticket) -> Face:
    """The face that the case was registered with; one that came in before there were versions goes by today's."""
    version = ticket.category_version
    return Face(version.face) if version else face_of(ticket.category)


def answers_of(ticket: Ticket) -> list[tuple[str, str]]:
    """The answers of a case in the words in which they were asked."""
    day = localtime(ticket.registered_at).date()
    return spoken(face_of_case(ticket).questions, ticket.answers, day=day)


def answers_leaving(ticket: Ticket, *, in_full: bool) -> dict[str, tuple[str, str]]:
    """The same by the questions' codes, as they leave the house: what was typed freely may name somebody, so it stays
    unless the case leaves in full."""
    if not ticket.answers:
        return {}
    questions = face_of_case(ticket).questions
    given = [one for one in asked(questions, ticket.answers) if ticket.answers.get(one.code)]
    leave = [one for one in given if in_full or one.kind != TEXT]
    return {one.code: (one.label, words_of(one, ticket.answers[one.code])) for one in leave}


def told_in_one(given: dict[str, tuple[str, str]]) -> str:
    """All of them in one cell."""
    return "; ".join(f"{label}: {words}" for label, words in given.values())
