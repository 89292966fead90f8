"""The demo company's shifts: which places hand over, who is on duty this week, and the last handover of the dispatchers."""

from datetime import datetime, timedelta

from accounts.models import Unit, User
from fieldwork.models import Shift
from servicedesk.demo.company import Units
from shifts.actions import moving, noting, ruling, signing, taking
from shifts.actions.spine import ensure
from shifts.models import Handover, HandoverRule
from shifts.sheet import gather
from tickets.lifecycle import ENDED
from tickets.models import Ticket

DAY, NIGHT, OFFICE = ("08:00", "20:00"), ("20:00", "08:00"), ("08:30", "17:30")
TURNS = {
    "PD": [("白班", *DAY), ("夜班", *NIGHT)],
    "TS": [("全天", *OFFICE)],
    "HF": [("全天", *OFFICE)],
    "CN": [("早班", "08:00", "14:00"), ("午班", "14:00", "20:00")],
}
ITEMS = {
    "PD": (("值班电话", 2), ("调度对讲机", 4), ("应急车钥匙", 2)),
    "CN": (("大门钥匙", 2), ("业务专用章", 1), ("手持终端", 3), ("备用金封包", 1)),
}
USUAL = (("值班电话", 1), ("钥匙", 2))
MINUTES = {"tidy_before": 15, "come_before": 5, "late_after": 15, "soon_within": 60, "swaps_a_month": 2, "is_on": True}
# Who takes turns; where there is one turn a day, both are there.
ROTA = {
    "PD": ("dispatcher", "s4002"),
    "CN": ("clerk", "s3018"),
    "CB": ("s3021", "s3022"),
    "GQ": ("s3031", "s3032"),
    "TS": ("complaints", "s6002"),
    "HF": ("callback", "s7002"),
}
YES = dict.fromkeys(("records", "tidy", "things", "repairs"), (True, ""))
DAYS = 7


def load(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Write them once; returns how many places."""
    boss = people["supervisor"]
    if HandoverRule.objects.filter(org=units["C1"]).exists():
        return 0
    for code in TURNS:
        items = [
            {"code": f"i{place}", "text": text, "count": count}
            for place, (text, count) in enumerate(ITEMS.get(code, USUAL), start=1)
        ]
        # The rules are older than the turn that has just ended.
        ruling.set_rule(units[code], turns=_turns(code), items=items, by=boss, at=at - timedelta(days=2), **MINUTES)
    for code, (one, other) in ROTA.items():
        _rota(units[code], people[one], people[other], by=boss, at=at)
    _hand_over(units["PD"], people["dispatcher"], people["s4002"], at=at)
    noting.write_note(
        units["PD"], text="10kV 梅园线 3 号杆待巡视，天亮后安排", sort="pending", by=people["s4002"], at=at
    )
    noting.write_note(
        units["CN"], text="文昌路居民问夜间是否还停电，已答复", sort="question", by=people["clerk"], at=at
    )
    return len(TURNS)


def _rota(unit: Unit, one: User, other: User, *, by: User, at: datetime) -> None:
    """A week in which two people take turns, or work the same office hours."""
    turns, rows = _turns(unit.code), []
    for n in range(-1, DAYS):
        for place, (_name, begin, end) in enumerate(_day(turns, at + timedelta(days=n))):
            people = (one, other) if len(turns) == 1 else ((one, other)[place % 2],)
            rows += [Shift(org=unit.org, person=who, from_at=begin, until_at=end, by=by, made_at=at) for who in people]
    Shift.objects.bulk_create(rows, ignore_conflicts=True)


def _turns(code: str) -> list[dict[str, str]]:
    told = TURNS.get(code, [("全天", *OFFICE)])
    return [{"name": name, "from": begin, "until": until} for name, begin, until in told]


def _day(turns: list[dict[str, str]], moment: datetime) -> list[tuple[str, datetime, datetime]]:
    return HandoverRule(turns=turns).stretches_around(moment)[len(turns) : 2 * len(turns)]


def _hand_over(unit: Unit, one: User, other: User, *, at: datetime) -> Handover:
    """The turn that ended last, handed over by two people."""
    rule = HandoverRule.of(unit.pk)
    name, begin, end = max((row for row in rule.stretches_around(at) if row[2] <= at), key=lambda row: row[2])
    out_by, in_by = (one, other) if name == "白班" else (other, one)
    row = ensure(unit, rule, name=name, from_at=begin, until_at=end)
    near = end - timedelta(minutes=8)
    pressing = [line.row for line in gather(row, by=out_by, at=near).wordless]
    open_ones = Ticket.objects.filter(pk__in=pressing).exclude(status__in=ENDED).values_list("pk", flat=True)
    counted = {item["code"]: (int(item["count"]), "") for item in rule.items}
    words = dict.fromkeys(open_ones, "班组已在路上，盯到达时间并告知客户")
    row = signing.fill(row, words=words, ticked=counted, by=out_by, at=near)
    row = signing.sign(row, by=out_by, at=near, remark="夜间有雷雨，注意梅园线")
    done, _no = taking.take(row, answers=YES, by=in_by, at=end + timedelta(minutes=2))
    moving.carry_out(done, at=end + timedelta(minutes=2))
    return done
