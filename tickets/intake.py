"""What a request consists of, and how it is put into words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customers.models import Customer, SupplyPoint
from tickets.asking import spoken
from tickets.faces import Face, face_of
from tickets.models import Category, Ticket, Visit


@dataclass(frozen=True)
class Intake:
    """What is known of a request when it is taken in. Everything but category and one contact may be empty."""

    category: Category
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    customer: Customer | None = None
    supply_point: SupplyPoint | None = None
    answers: dict[str, str] = field(default_factory=dict)
    description: str = ""
    title: str = ""
    kind: str = ""
    area: str = ""
    level: str = ""
    channel: str = "counter"
    source: str = ""
    external_number: str = ""
    digest: str = ""
    visit: Visit | None = None
    held_until: datetime | None = None  # how long it can be undone
    filled: dict[str, Any] = field(default_factory=dict)  # what closing asks for, if it is answered on the spot
    parent: Ticket | None = None  # the case whose crew does this one's work as well
    asks_later: bool = False  # passed on by another house: what its category asks is asked by whoever works on it
    more: object = None  # what the app above keeps of it, handed on untouched (a complaint's file)


def title_of(intake: Intake, face: Face | None = None) -> str:
    """Name the request by its category, and by the answer to the question that says what is wrong (`in_title`), if any."""
    questions = (face or face_of(intake.category)).questions
    named = {one.label for one in questions if one.in_title}
    words = [choice for label, choice in spoken(questions, intake.answers) if label in named]
    return "：".join([intake.category.name, *words])[:200]


def describe(intake: Intake, face: Face | None = None, *, day: date | None = None) -> str:
    """Write the description from the answers, as the clerk would; times of that `day` without their date."""
    words = spoken((face or face_of(intake.category)).questions, intake.answers, day=day)
    return "；".join(f"{label}：{choice}" for label, choice in words)
