"""What a request consists of, and how it is put into words."""

from dataclasses import dataclass, field
from datetime import datetime

from customers.models import Customer, SupplyPoint
from tickets.models import Category, Visit


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
    more: object = None  # what the app above keeps of it, handed on untouched (a complaint's file)


def is_hazard(intake: Intake) -> bool:
    """Whether an answer says that somebody is in danger (a line down, smoke, electric shock)."""
    return any(intake.answers.get(question) == choice for question, choice in intake.category.hazards)


def title_of(intake: Intake) -> str:
    """Name the request by its category, and by the answer to the question that says what is wrong (`in_title`), if any."""
    named = {question["label"] for question in intake.category.questions if question.get("in_title")}
    words = [choice for label, choice in spoken_answers(intake.category, intake.answers) if label in named]
    return "：".join([intake.category.name, *words])[:200]


def describe(intake: Intake) -> str:
    """Write the description from the answers, as the clerk would."""
    words = spoken_answers(intake.category, intake.answers)
    return "；".join(f"{label}：{choice}" for label, choice in words)


def spoken_answers(category: Category, answers: dict[str, str]) -> list[tuple[str, str]]:
    """Return the answers in the words of the questions: [("邻居是否有电", "有电"), …]."""
    spoken = []
    for question in category.questions:
        given = answers.get(question["code"])
        if given:
            words = {choice["code"]: choice["label"] for choice in question.get("choices", [])}
            spoken.append((question["label"], words.get(given, given)))
    return spoken
