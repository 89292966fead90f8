"""What the demo company has on its way through the office: applications at different steps, filed matters, who reads reports."""

from datetime import datetime, timedelta

from accounts.models import Unit, User
from applications.actions import filing, handlers, papers, steps
from applications.actions.filing import FilingFacts
from applications.actions.papers import Looked
from applications.models import Application, Filing
from applications.types import load_types
from customers.models import SupplyPoint
from tickets.actions import desk, field
from tickets.lifecycle import Kind
from tickets.models import Category, NamedHandler, Ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS = {
    "business-new": "power-new-resident",
    "business-rename": "power-transfer",
    "business-meter-check": "power-meter-test",
    "business-high": "power-new-high",
}
GIVEN = Looked("given")


def settle(units: dict[str, Unit], people: dict[str, User], *, at: datetime) -> int:
    """Types, categories and handlers the first time; then a few applications and filed matters. Returns how many are new."""
    org = units["C1"]
    load_types(org, "power")
    for category, kind in OPENS.items():
        Category.objects.filter(org=org, code=category, application="").update(application=kind)
    if not NamedHandler.objects.filter(org=org).exists():
        for login in ("complaints", "s2011"):
            handlers.name_handler(people[login], reason="纪检监察兼职", by=people["admin"], at=at - 30 * DAY)
    if Application.objects.filter(org=org).exists() or Filing.objects.filter(org=org).exists():
        return 0
    points = list(SupplyPoint.objects.filter(org=org, hall=units["CN"]).order_by("account_number")[:5])
    if len(points) < 5:
        return 0
    clerk, hall = people["clerk"], units["CN"]
    _apply("business-rename", points[0], at=at - 2 * HOUR, clerk=clerk, hall=hall)
    _missing(_apply("business-rename", points[1], at=at - DAY, clerk=clerk, hall=hall), by=clerk, at=at - DAY)
    _walk(_apply("business-new", points[2], at=at - 2 * DAY, clerk=clerk, hall=hall), 1, by=clerk, at=at - 2 * DAY)
    _walk(_apply("business-new", points[3], at=at - 3 * DAY, clerk=clerk, hall=hall), 2, by=clerk, at=at - 3 * DAY)
    crewed = _walk(
        _apply("business-meter-check", points[4], at=at - DAY, clerk=clerk, hall=hall), 0, by=clerk, at=at - DAY
    )
    field.dispatch(crewed, crew=units["Q1"], by=people["dispatcher"], at=at - 20 * HOUR)
    _walk(_apply("business-high", points[0], at=at - 5 * DAY, clerk=clerk, hall=hall), 2, by=clerk, at=at - 5 * DAY)
    return 6 + _file(units, people, at=at)


def _apply(code: str, point: SupplyPoint, *, at: datetime, clerk: User, hall: Unit) -> Ticket:
    category = Category.objects.get(org=hall.org, code=code)
    customer = point.holders.first()
    answers = {one["code"]: one["choices"][0]["code"] for one in category.questions if one.get("choices")}
    phone = customer.phones.first() if customer else None
    intake = desk.Intake(
        category=category,
        customer=customer,
        supply_point=point,
        contact_phone=phone.number if phone else "13900000000",
        answers=answers,
    )
    return desk.register(intake, unit=hall, by=clerk, at=at)


def _missing(ticket: Ticket, *, by: User, at: datetime) -> None:
    """One copy cannot be read and one paper was left at home."""
    found = {"identity": GIVEN, "old-identity": Looked("refused", "复印件看不清")}
    papers.check(ticket, papers=found, by=by, at=at + timedelta(minutes=4))
    papers.notify(ticket, by=by, at=at + timedelta(minutes=5))


def _walk(ticket: Ticket, count: int, *, by: User, at: datetime) -> Ticket:
    """Every paper is there, and so many steps are done."""
    file = Application.objects.get(ticket=ticket)
    codes = file.papers.values_list("code", flat=True)
    papers.check(ticket, papers=dict.fromkeys(codes, GIVEN), by=by, at=at + timedelta(minutes=6))
    ticket = papers.admit(ticket, by=by, at=at + timedelta(minutes=7))
    for n in range(count):
        now = file.steps.get(state="running")
        ticket = steps.finish_step(ticket, code=now.code, by=by, at=at + (n + 1) * 3 * HOUR)
    return ticket


def _file(units: dict[str, Unit], people: dict[str, User], *, at: datetime) -> int:
    """One matter in force, one that waits for approval."""
    category = Category.objects.filter(org=units["C1"], kind=Kind.FILING).first()
    if category is None:
        return 0
    force = FilingFacts(
        kind="works",
        valid_from=at - DAY,
        valid_until=at + 6 * DAY,
        place=units["CN"],
        to_say="文昌路电缆改造，夜间施工，请客户谅解。",
    )
    wait = FilingFacts(
        kind="event",
        valid_from=at + DAY,
        valid_until=at + 4 * DAY,
        place=units["CN"],
        to_say="考点周边保电，停电检修一律延后。",
    )
    filed = _one(category, "文昌路电缆改造施工", force, units["CN"], people["clerk"], at=at - DAY)
    filing.approve(filed, by=people["supervisor"], at=at - DAY + HOUR)
    _one(category, "中考保电", wait, units["CN"], people["clerk"], at=at - HOUR)
    return 2


def _one(category: Category, title: str, facts: FilingFacts, hall: Unit, by: User, *, at: datetime) -> Ticket:
    intake = desk.Intake(category=category, title=title, description=facts.to_say)
    return filing.file_matter(intake, facts=facts, unit=hall, by=by, at=at)
