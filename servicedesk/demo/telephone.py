"""The demo company's telephone of today: seats, calls that were answered, passed on and missed, one that rings."""

from datetime import datetime, timedelta

from accounts.models import Unit, User
from calls.actions.hearing import Heard, hear
from calls.actions.noting import note_call, put_to_ticket
from calls.actions.seating import sit_at
from calls.models import Call
from customers.models import Customer
from servicedesk.demo.people import SERIES
from tickets.models import Ticket

SOURCE = "demo-pbx"
SEATS = {"clerk": "801", "callback": "802", "complaints": "803"}
# Minutes ago, whose number (a customer by place in the list, or its end), and what happened after how many seconds.
STORIES: tuple[tuple[int, int | str, str], ...] = (
    (205, 1, "ringing 801 0, answered 801 6, ended - 190"),
    (180, 2, "ringing 801 0, ringing 802 0, answered 802 11, ended - 95"),
    (150, "11112222", "ringing 801 0, missed - 38"),
    (141, "11112222", "ringing 801 0, missed - 26"),
    (120, 3, "ringing 803 0, answered 803 22, held 803 60, resumed 803 85, ended - 340"),
    (96, 4, "ringing 801 0, answered 801 4, transferred 801>803 70, answered 803 76, ended - 300"),
    (64, 5, "ringing 802 0, missed - 41"),
    (52, "", "ringing 801 0, missed - 19"),
    (33, 0, "ringing 801 0, answered 801 8, ended - 156"),
    (12, 6, "ringing 802 0, answered 802 14, ended - 131"),
)
WORDS = {0: ("问抢修几点到，家中有老人", "chased"), 3: ("投诉抄表，已登记", "ticket"), 4: ("转投诉专责处理", "passed")}


def load(org: Unit, people: dict[str, User], *, at: datetime) -> int:
    """Tell of today's calls, once; a company that has any is left alone. Returns how many there are."""
    if Call.objects.filter(org=org).exists():
        return 0
    for who, extension in SEATS.items():
        sit_at(extension, by=people[who], at=at - timedelta(hours=5))
    known = list(Customer.objects.filter(org=org, secrecy="public", phones__number=f"{SERIES}00006217")[:1])
    known += (
        Customer.objects.filter(org=org, secrecy="public", kind="resident")
        .exclude(pk__in=[one.pk for one in known])
        .order_by("pk")[:6]
    )
    for place, (ago, whose, story) in enumerate(STORIES):
        number = _number(known, whose)
        call = _tell(org, f"demo-{place}", number, story, began=at - timedelta(minutes=ago), at=at)
        if isinstance(whose, int) and whose in WORDS:
            text, disposition = WORDS[whose]
            note_call(call, text=text, disposition=disposition, by=people["clerk"], at=at - timedelta(minutes=ago - 4))
    _about_a_ticket(org, people["clerk"], at=at)
    return Call.objects.filter(org=org).count()


def _number(known: list[Customer], whose: int | str) -> str:
    if isinstance(whose, str):
        return f"{SERIES}{whose}" if whose else ""
    phone = known[whose].phones.first() if whose < len(known) else None
    return phone.number if phone else ""


def _tell(org: Unit, name: str, number: str, story: str, *, began: datetime, at: datetime) -> Call:
    for place, line in enumerate(story.split(", ")):
        what, where, after = line.split()
        extension, _, to = where.strip("-").partition(">")
        told = Heard(name, f"{name}-{place}", what, began + timedelta(seconds=int(after)), number=number, line="95598")
        told = Heard(**{**vars(told), "extension": extension, "to": to})
        call, _is_new = hear(told, org=org, source=SOURCE, at=at)
    return call


def _about_a_ticket(org: Unit, by: User, *, at: datetime) -> None:
    """The caller whose case is open rang about it."""
    for call in Call.objects.filter(org=org, customer__isnull=False, answered_at__isnull=False):
        case = Ticket.objects.visible_to(by).open().filter(customer=call.customer_id).order_by("registered_at").first()
        if case:
            put_to_ticket(call, case, by=by, at=at)
