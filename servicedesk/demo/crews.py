"""The crews of the demo company: what they can, where they work, this week's rota, who is away, and where they were last."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Absence, Unit, User
from customers.models import SupplyPoint
from fieldwork.actions import crewing, rota
from fieldwork.models import AutoRule, CrewPosition, CrewProfile, Shift
from fieldwork.rotapage import monday_of
from servicedesk.demo.company import Units
from tickets.lifecycle import CREWED
from tickets.models import Category, Ticket

# Where each hall's ground lies on a map that belongs to nobody.
GROUND = {"CN": (36.060, 120.370), "CB": (36.150, 120.400), "GQ": (36.040, 120.280), "QY": (37.100, 121.200)}
SKILLS = ("带电作业", "电缆", "表计", "装表接电")
# crew: hall it covers, jobs at a time, skills, begin and end of its duty
CREWS = {
    "Q1": ("CN", 9, ("带电作业", "表计"), (0, 0)),
    "Q2": ("CN", 8, ("电缆", "装表接电", "表计"), (20, 8)),
    "Q3": ("CB", 8, ("带电作业", "电缆"), (0, 0)),
    "Q4": ("GQ", 4, ("装表接电", "表计"), (8, 20)),
}
NEEDS = {"fault-building": ("带电作业",), "fault-cable": ("电缆",), "business-meter-change": ("装表接电",)}
DAYS = 14


def load(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Write them once; returns how many crews."""
    org, by = units["C1"], people["supervisor"]
    if CrewProfile.objects.filter(org=org).exists():
        return 0
    known = {name: crewing.name_skill(org, name=name, by=by, at=at) for name in SKILLS}
    for code, wanted in NEEDS.items():
        category = Category.objects.filter(org=org, code=code).select_related("org").first()
        if category:
            crewing.ask_for(category, skills=[known[name] for name in wanted], by=by, at=at)
    for place, (code, (hall, limit, skills, duty)) in enumerate(CREWS.items()):
        latitude, longitude = GROUND[hall]
        told = {"job_limit": limit, "home": f"{units[hall].name}旁班组驻地", "by_rota": True}
        told |= {"latitude": latitude + place / 200, "longitude": longitude}
        mine = [known[name] for name in skills]
        crewing.save_crew(
            units[code], told=told, skills=mine, ground={("hall", hall)}, version=0, by=by, at=at, reason="建档"
        )
        _duty(units[code], org, duty, by=by, at=at)
    AutoRule.objects.create(org=org, hall=units["GQ"], is_on=True, wait_minutes=5)
    _away(org, people, at=at)
    return len(CREWS)


def _duty(crew: Unit, org: Unit, hours: tuple[int, int], *, by: User, at: datetime) -> None:
    """Two weeks of the same hours, from Monday on; the day before as well, for the night that reaches into it."""
    monday = monday_of(timezone.localdate(at))
    begin, end = hours
    rows = []
    for n in range(-1, DAYS):
        day = monday + timedelta(days=n)
        begins = timezone.make_aware(datetime.combine(day, time(begin)))
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=end <= begin), time(end)))
        rows.append(Shift(org=org, crew=crew, from_at=begins, until_at=ends, by=by, made_at=at))
    Shift.objects.bulk_create(rows)


def _away(org: Unit, people: dict[str, User], *, at: datetime) -> None:
    midnight = rota.midnight(timezone.localdate(at))
    told = {"from_at": midnight, "until_at": midnight + timedelta(days=3), "by": people["dispatcher"], "made_at": at}
    Absence.objects.create(org=org, person=people["s5131"], deputy=people["s5130"], **told)


def locate(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Say where supply points lie and where crews at work took their last step; returns how many positions."""
    for code, (latitude, longitude) in GROUND.items():
        points = SupplyPoint.objects.filter(hall=units[code], latitude__isnull=True)
        names = sorted(set(points.values_list("transformer", flat=True)))
        for n, name in enumerate(names):
            across, up = n % 6, n // 6
            place = {"latitude": latitude + up * 0.006, "longitude": longitude + across * 0.007}
            points.filter(transformer=name).update(**place)
    seen = 0
    members = {user.home_id: user for user in people.values()}
    jobs = Ticket.objects.filter(
        crew__in=[units[code] for code in CREWS], status__in=CREWED, supply_point__isnull=False
    )
    for ticket in jobs.select_related("supply_point", "crew").order_by("crew", "-registered_at").distinct("crew"):
        point, who = ticket.supply_point, members.get(ticket.crew_id)
        if point is None or point.latitude is None or who is None or ticket.crew is None:
            continue
        here = {"latitude": point.latitude + 0.004, "longitude": point.longitude, "accuracy": 12.0}
        told = {"org_id": ticket.org_id, "crew": ticket.crew, "person": who, "ticket": ticket, "step": "depart"}
        CrewPosition.objects.create(at=at - timedelta(minutes=6), **told, **here)
        seen += 1
    return seen
