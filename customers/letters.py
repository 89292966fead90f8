"""The texts to customers: what is shipped, which words stand in braces, how a text is filled.

A part in 〔 〕 is left out where one of its words is not known; 〔A｜B〕 then says B.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data" / "letters.json"
ENGLISH = "en"
HOLE = re.compile(r"\{([^{}]*)\}")
PART = re.compile(r"〔([^〔〕｜]*)(?:｜([^〔〕｜]*))?〕")

# When each text is written.
LETTERS: dict[str, Promise] = {
    "registered": _("a request was taken in"),
    "dispatched": _("a crew was sent"),
    "arrived": _("the crew is on site"),
    "late": _("the crew is held up"),
    "restored": _("the work is done"),
    "replied": _("there is an answer"),
    "extended": _("more time is needed"),
    "outer_extended": _("more time is needed, and the authority above has agreed"),
    "complaint_today": _("a complaint has somebody in charge"),
    "apology": _("an apology"),
    "paper_late": _("papers are missing after their day"),
    "visit_agreed": _("a visit was agreed"),
    "visit_moved": _("a visit was moved"),
    "visit_near": _("a visit is near"),
    "survey": _("a case was closed: please rate it"),
    "survey_again": _("a rating is still missing"),
    "unreachable": _("a case was closed after calls that nobody took"),
    "hall": _("somebody was at the counter: please rate the hall"),
    "outage_first": _("an interruption, to important customers"),
    "outage_again": _("an interruption, to important customers again"),
    "outage_news": _("an interruption, to everybody concerned"),
    "outage_later": _("an interruption ends later than said"),
    "outage_back": _("supply is back"),
}


@dataclass(frozen=True)
class Hole:
    """A word in braces: what it becomes, how that is read from the facts, and what it looks like in a preview."""

    meaning: Promise
    read: str
    sample: str


HOLES: dict[str, Hole] = {
    "营业厅": Hole(_("the hall, or the company"), "{{ name }}", "城南营业厅"),
    "电话": Hole(_("its telephone, or that above it"), "{{ phone }}", "0532-0000 3010"),
    "单号": Hole(_("the ticket's number"), "{{ ticket.short_number }}", "1123-0042"),
    "事项": Hole(_("what it is about"), "{{ ticket.title }}", "家里没电"),
    "进度": Hole(_("the customer's own page"), "{{ link }}", "https://desk.example.org/s/Qm7xT2vK9pLw4RzN8sYb/"),
    "评价": Hole(
        _("the page for rating"), "{% firstof rate_url url %}", "https://desk.example.org/s/Qm7xT2vK9pLw/rate/"
    ),
    "班组": Hole(_("the crew"), "{{ ticket.crew.name }}", "城南抢修一班"),
    "受理人": Hole(
        _("who took it in; nobody where a machine did"),
        "{% if not ticket.first_contact.is_service %}"
        "{% firstof ticket.first_contact.staff_number ticket.first_contact.name %}{% endif %}",
        "3017",
    ),
    "责任人": Hole(_("who is in charge"), "{% firstof who.staff_number who.name %}", "6001"),
    "将": Hole(
        _("“will” or “usually”, as the promise binds"),
        "{% if promised.promise.binds_each %}将{% else %}一般{% endif %}",
        "将",
    ),
    "到场时间": Hole(
        _("until when somebody is on site"),
        '{% if promised.name == "arrive" %}{{ promised.due_at|hall_time:at }}{% endif %}',
        "15:08",
    ),
    "联系时间": Hole(
        _("until when somebody calls"),
        '{% if promised.name == "contact" %}{{ promised.due_at|hall_time:at }}{% endif %}',
        "",
    ),
    "答复时间": Hole(
        _("until when there is an answer"),
        '{% if promised and promised.name != "arrive" and promised.name != "contact" %}'
        "{{ promised.due_at|hall_time:at }}{% endif %}",
        "",
    ),
    "承诺时间": Hole(_("the next time promised"), "{{ promised.due_at|hall_time:at }}", "16:30"),
    "新时间": Hole(
        _("the new time"),
        "{% if clock %}{{ clock.due_at|hall_time:at }}{% elif until %}{{ until|hall_time:at }}"
        "{% else %}{{ expected_at|hall_time:at }}{% endif %}",
        "17:40",
    ),
    "现在": Hole(_("when it happened"), "{{ at|hall_time:at }}", "14:52"),
    "材料": Hole(_("the missing papers"), "{{ papers }}", "身份证复印件"),
    "说明": Hole(_("the words of whoever writes"), "{{ words }}", "抄表有误，已更正，很抱歉。"),
    "上门起": Hole(_("the visit, from"), "{{ visit.starts_at|hall_time:at }}", "11-24 09:00"),
    "上门止": Hole(_("the visit, until"), '{{ visit.ends_at|date:"H:i" }}', "11:00"),
    "停电": Hole(_("what is interrupted"), "{{ outage.title }}", "滨海路3号变"),
    "原因": Hole(_("the cause"), "{{ cause }}", "线路检修"),
    "停电起": Hole(_("since when"), "{{ outage.starts_at|hall_time }}", "11-24 08:00"),
    "恢复时间": Hole(_("when supply is expected back"), "{{ outage.expected_end_at|hall_time }}", "11-24 16:00"),
    "已恢复": Hole(_("when supply came back"), "{{ outage.ended_at|hall_time }}", "15:42"),
}
OF_TICKET = ("营业厅", "电话", "单号", "事项", "进度")
OF_OUTAGE = ("营业厅", "电话", "停电", "原因", "停电起", "恢复时间", "已恢复")
# Said in another language.
ENGLISH_READ = {"将": "{% if promised.promise.binds_each %}will{% else %}usually{% endif %}"}


@cache
def _shipped() -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = json.loads(DATA.read_text(encoding="utf-8"))
    return told


def shipped(letter: str, language: str) -> str:
    """The text as it is shipped, in a company's language."""
    return str(_shipped()[letter]["en" if language == ENGLISH else "zh"])


def needed(letter: str) -> list[str]:
    """The words in braces without which the text says nothing."""
    return [str(one) for one in _shipped()[letter]["needs"]]  # type: ignore[attr-defined]


def holes_in(text: str) -> list[str]:
    """The words in braces, each once, in their order."""
    return list(dict.fromkeys(HOLE.findall(text)))


def holes_for(letter: str) -> list[str]:
    """The words that this text may use: those of its kind, and what the shipped one uses."""
    common = OF_OUTAGE if letter.startswith("outage_") else OF_TICKET
    used = holes_in(shipped(letter, "")) if letter != "hall" else []
    return list(dict.fromkeys([*(common if letter != "hall" else ("营业厅", "电话", "评价")), *used]))


def filled(text: str, value: Callable[[str], str]) -> str:
    """The text with its words put in; parts that know nothing fall away. All in one line."""

    def part(found: re.Match[str]) -> str:
        values = [value(name) for name in holes_in(found[1])]
        return found[1] if all(values) else found[2] or ""

    whole = PART.sub(part, text)
    return " ".join(HOLE.sub(lambda found: value(found[1]), whole).split())


def sampled(text: str, language: str = "") -> str:
    """The text as a customer might read it."""
    samples = {name: hole.sample for name, hole in HOLES.items()} | ({"将": "will"} if language == ENGLISH else {})
    return filled(text, lambda name: samples.get(name, "{" + name + "}"))
