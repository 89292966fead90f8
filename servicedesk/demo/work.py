"""The demo's requests, taken in and worked on by their own verbs at moments that lie before now."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from accounts.models import Unit, User
from complaints import actions as complaints
from complaints.actions import FileFacts
from customers.models import SupplyPoint
from hotline.models import ApiClient
from outages.models import OutageArea
from servicedesk.demo.company import Units
from servicedesk.demo.households import SEED
from servicedesk.demo.stories import STORIES, Step, Story
from surveys import actions as surveys
from surveys.models import Callback
from surveys.refusals import SaidByTelephone
from tickets.actions import closing, desk, extending, field, merging, ordering, pausing, urging
from tickets.actions.desk import Intake
from tickets.actions.telling import link_for
from tickets.intake import describe
from tickets.lifecycle import Kind
from tickets.models import Category, CustomerLink, Outbox, Ticket
from tickets.more_time import extendable, limit_for
from tickets.secrecy import GUARD
from worksheets.actions import reporting

SOURCE = "demo"
CREW_OF_HALL = {"CN": "Q1", "CB": "Q3", "GQ": "Q4", "QY": "QQ"}
FACES = {"Q1": "crew", "Q2": "s5130", "Q3": "s5140", "Q4": "s5150", "QQ": "f5001"}
CLERKS = {"CN": "clerk", "CB": "s3021", "GQ": "s3031", "QY": "f3001"}


class Desk:
    """Everybody and everything that the stories need, looked up once."""

    def __init__(
        self, units: Units, people: dict[str, User], client: ApiClient, *, at: datetime, draw: int = 0
    ) -> None:
        self.units, self.people, self.client, self.at = units, people, client, at
        companies = (units["C1"].pk, units["C2"].pk)
        self.categories: dict[tuple[UUID | None, str], Category] = {
            (row.org_id, row.code): row for row in Category.objects.filter(org__in=companies)
        }
        points = list(SupplyPoint.objects.filter(org__in=companies).order_by("org", "account_number"))
        Random(f"{SEED}:{draw}").shuffle(points)
        # Whoever lives where supply is off is no story of their own: their case goes along with the outage's.
        off = set(
            OutageArea.objects.filter(org__in=companies, by=OutageArea.By.TRANSFORMER).values_list("value", flat=True)
        )
        # They come last all the same: a hall with few households of a kind must not run out of them.
        self.points = sorted(points, key=lambda point: point.transformer in off)

    def point_for(self, story: Story) -> SupplyPoint:
        """The household of a story; each is drawn once, unless the story names it."""
        hall = self.units[story.hall]
        ending = story.customer
        for place, point in enumerate(self.points):
            fits = point.address.endswith(ending) if ending else point.area == story.area
            is_named = "文昌路 86 号 3 幢" in point.address
            if point.hall_id == hall.pk and fits and is_named == bool(ending):
                return point if ending else self.points.pop(place)
        raise LookupError(f"no household left for {story}")

    def dispatcher(self, story: Story) -> User:
        return self.people["f4001" if story.hall == "QY" else "dispatcher"]

    def crew(self, story: Story) -> Unit:
        return self.units[story.crew or CREW_OF_HALL[story.hall]]

    def face(self, story: Story) -> User:
        return self.people[FACES[story.crew or CREW_OF_HALL[story.hall]]]

    def clerk(self, story: Story) -> User:
        if story.channel == "hotline":
            return self.client.user
        return self.people[story.by or CLERKS[story.hall]]


@transaction.atomic
def tell(story: Story, cast: Desk) -> Ticket:
    """Take one request in and do what has been done about it, each step at its own moment."""
    began = cast.at - timedelta(minutes=story.ago)
    ticket = _take_in(story, cast, at=began)
    for step in story.course():
        VERBS[step.verb](ticket, story, step, cast, began + timedelta(minutes=step.minute))
    # What happened before anybody looked is history: it stands on the ticket and rings no bell.
    Outbox.objects.filter(ticket=ticket, delivered_at__isnull=True).update(delivered_at=cast.at)
    return ticket


def _take_in(story: Story, cast: Desk, *, at: datetime) -> Ticket:
    unit, point = cast.units[story.hall], cast.point_for(story)
    category = cast.categories[unit.org_id, story.category]
    holder = point.holdings.select_related("customer").earliest("pk").customer
    answers = answers_for(category, story)
    intake = Intake(
        category=category,
        customer=holder,
        supply_point=point,
        contact_phone=holder.phones.earliest("pk").number,
        answers=answers,
        channel=story.channel,
        source=SOURCE,
    )
    if story.text:
        said = "；".join(filter(None, [story.text.rstrip("。"), describe(intake)]))
        intake = Intake(**{**vars(intake), "description": said})
    by = cast.clerk(story)
    if category.kind != Kind.COMPLAINT:
        return desk.register(intake, unit=unit, by=by, at=at)
    against = (cast.people[story.against],) if story.against else ()
    return complaints.register(intake, facts=FileFacts(against=against), unit=unit, by=by, at=at)


def answers_for(category: Category, story: Story) -> dict[str, str]:
    """The story's answers; where it says nothing the dice do, but nobody is put in danger by chance."""
    dice, told = Random(repr(story)), dict(pair.split("=") for pair in story.answers.split())
    chances = {
        question["code"]: dice.choice(question["choices"])
        for question in category.questions
        if question.get("choices") and not question.get("only_if") and question["code"] != GUARD
    }
    safe = {question: "none" for question, _choice in category.hazards}
    return {code: choice["code"] for code, choice in chances.items()} | safe | told


Doing = Callable[[Ticket, Story, Step, Desk, datetime], object]


def _accept(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    if ticket.kind == Kind.COMPLAINT:
        return complaints.accept(ticket, by=cast.people["complaints"], at=at)
    return field.accept(ticket, by=cast.face(story), at=at)


def _reply(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    if ticket.kind != Kind.COMPLAINT:
        return desk.reply(ticket, text=step.words, by=cast.clerk(story), at=at)
    by = cast.people["complaints"]
    complaints.draft(ticket, text=step.words, by=by, at=at - timedelta(minutes=40))
    complaints.review(ticket, approved=True, by=cast.people["supervisor"], at=at - timedelta(minutes=15))
    return complaints.reply(ticket, by=by, at=at)


def _verify(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    ours = step.words != "unfounded"
    found = "已调取记录并与当事人核对。" + (
        "客户反映的情况存在，已要求整改。" if ours else "未发现违反服务规范的情况。"
    )
    return complaints.verify(
        ticket,
        verdict=step.words,
        finding=found,
        cause="delay" if ours else "customer",
        responsible_unit=cast.crew(story) if ours else None,
        corrective="本周内完成整改并复查。" if ours else "",
        evidence=[{"kind": "recording", "id": f"R-{ticket.short_number}"}],
        by=cast.people["complaints"],
        at=at,
    )


def _charge(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    """A report with a fee, which a colleague has to look at before it counts."""
    fee, text = step.words.split(maxsplit=1)
    cause, receipt, by = "客户侧设备故障", f"SJ-{ticket.short_number}", cast.face(story)
    return reporting.report(ticket, cause=cause, text=text, fee=fee, receipt=receipt, by=by, at=at)


def _waiting(ticket: Ticket, cast: Desk) -> tuple[Callback, User]:
    callback = Callback.objects.open().select_related("agent").get(ticket=ticket)
    return callback, callback.agent or cast.people["callback"]


def _confirm(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    callback, agent = _waiting(ticket, cast)
    return surveys.confirm(callback, score=int(step.words), by=agent, at=at)


def _deny(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    callback, agent = _waiting(ticket, cast)
    score, reason = step.words.split()
    return surveys.deny(callback, score=int(score), reason=reason, by=agent, at=at)


def _try(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    callback, agent = _waiting(ticket, cast)
    # The story happens at whatever hour the demo is loaded: as if it had been agreed.
    Callback.objects.filter(pk=callback.pk).update(appointment_at=at, not_before=at)
    return surveys.record_try(callback, result=step.words, by=agent, at=at)


def _give_up(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    for attempt in range(3):
        _try(ticket, story, Step("try", 0, "no_answer"), cast, at + attempt * timedelta(minutes=130))
    return ticket


def _rate(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    score, _space, comment = step.words.partition(" ")
    token = link_for(ticket, CustomerLink.Purpose.SURVEY, at=at, n=ticket.round)
    try:
        return surveys.record_answer(token, given=surveys.Given(int(score), comment), at=at)
    except SaidByTelephone:  # what was told to the agent is the round's answer
        return ticket


def _order(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    limit, text = step.words.split(maxsplit=1)
    chief = cast.people["supervisor"]
    return ordering.order(ticket, text=text, to=cast.crew(story), limit=limit, by=chief, at=at)


def _answer_order(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    return ordering.answer_order(ticket, text=step.words, by=cast.face(story), at=at)


def _extend(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    name, more, why, reason = step.words.split(maxsplit=3)
    clock = next(clock for clock in extendable(ticket, at=at) if clock.name == name)
    limit = limit_for(clock, at=at, more=int(more))
    return extending.extend(ticket, name=name, limit=limit, why=why, reason=reason, by=cast.face(story), at=at)


def _suspend(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    """The pause lasts beyond now, so that the demo shows one."""
    why, proof = step.words.split(maxsplit=1)
    review_at = cast.at + timedelta(hours=20)
    return pausing.suspend(ticket, why=why, proof=proof, review_at=review_at, by=cast.face(story), at=at)


def _merge(ticket: Ticket, story: Story, step: Step, cast: Desk, at: datetime) -> object:
    """Into the one of the same hall and category that came just before it."""
    same = Ticket.objects.open().filter(source=SOURCE, unit=ticket.unit, category=ticket.category)
    into = same.exclude(pk=ticket.pk).latest("registered_at")
    return merging.merge(ticket, into=into, reason=step.words, by=cast.dispatcher(story), at=at)


VERBS: dict[str, Doing] = {
    "dispatch": lambda t, story, step, cast, at: field.dispatch(
        t, crew=cast.crew(story), by=cast.dispatcher(story), at=at
    ),
    "accept": _accept,
    "depart": lambda t, story, step, cast, at: field.depart(t, by=cast.face(story), at=at),
    "arrive": lambda t, story, step, cast, at: field.arrive(t, by=cast.face(story), at=at),
    "restore": lambda t, story, step, cast, at: field.restore(t, by=cast.face(story), at=at),
    "report": lambda t, story, step, cast, at: field.report(t, cause=step.words, by=cast.face(story), at=at),
    "charge": _charge,
    "send_back": lambda t, story, step, cast, at: field.send_back(t, reason=step.words, by=cast.face(story), at=at),
    "note": lambda t, story, step, cast, at: desk.note(t, text=step.words, by=cast.face(story), at=at),
    "call": lambda t, story, step, cast, at: desk.call(t, text=step.words, reached=True, by=cast.clerk(story), at=at),
    "urge": lambda t, story, step, cast, at: urging.urge(t, text=step.words, by=cast.clerk(story), at=at),
    "press": lambda t, story, step, cast, at: urging.urge(t, text=step.words, by=None, at=at),
    "merge": _merge,
    "extend": _extend,
    "suspend": _suspend,
    "order": _order,
    "acknowledge": lambda t, story, step, cast, at: ordering.acknowledge(t, by=cast.face(story), at=at),
    "answer_order": _answer_order,
    "withdraw": lambda t, story, step, cast, at: desk.withdraw(t, reason=step.words, by=cast.clerk(story), at=at),
    "close": lambda t, story, step, cast, at: closing.close(t, outcome=step.words, by=cast.clerk(story), at=at),
    "contact": lambda t, story, step, cast, at: complaints.contact(
        t, text=step.words, by=cast.people["complaints"], at=at
    ),
    "reply": _reply,
    "verify": _verify,
    "confirm": _confirm,
    "deny": _deny,
    "try": _try,
    "give_up": _give_up,
    "rate": _rate,
}


def tell_all(cast: Desk, stories: Iterable[Story] = STORIES) -> Iterator[Ticket]:
    """Tell the stories, oldest first."""
    for story in sorted(stories, key=lambda story: -story.ago):
        yield tell(story, cast)
