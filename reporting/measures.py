"""The measures: each a definition in data, shown beside every figure that it yields. To add one: a line here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deadlines.words import STEPS
from reporting.sources_promises import NAMES


class Form(StrEnum):
    """What a figure is: how many, which part of a whole in percent, or how long on average."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True)
class Measure:
    """One definition. `part` and `whole` are counters (reporting/sources*.py); a mean is the seconds of `part` by its number.

    `version` is raised when the definition changes; what was frozen keeps the words by which it was told.
    """

    code: str
    group: str
    word: Promise | str
    means: Promise | str
    part: str
    whole: str = ""
    form: Form = Form.COUNT
    leaves_out: Promise | str = ""
    source: Promise | str = ""
    version: int = 1
    good: str = ""  # `high` or `low`: which way is better
    short: Promise | str = ""  # at the head of a column, where the table says the rest

    @property
    def leaves_out_more(self) -> Promise | str:
        """What it leaves out beyond what every measure does."""
        return "" if self.leaves_out is LEFT_OUT else self.leaves_out

    @property
    def counters(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.part, self.whole)))


LEFT_OUT = _("histories that were brought in, cases undone at once, reports of misconduct")
_JUDGED = format_lazy(
    "{}{}{}", LEFT_OUT, pgettext_lazy("in a sentence", "; "), _("breaches that were voided, orders from within")
)


def _rules(section: str) -> Promise:
    return format_lazy(_("trade rules, section {section}"), section=section)


def _step(name: str) -> Iterator[Measure]:
    word = STEPS[name]
    yield Measure(
        f"on_time_{name}", "promises", format_lazy(_("On time: {step}"), step=word),
        format_lazy(_("runs of “{step}” that ended by their due time, of all that ended in the period; pauses and granted time count as agreed"), step=word),
        f"promises.kept_{name}", f"promises.ended_{name}", Form.SHARE, _JUDGED, _rules("2, 3.3"), good="high", short=word,
    )  # fmt: skip
    yield Measure(
        f"even_{name}", "promises", format_lazy(_("On time with pauses counted: {step}"), step=word),
        format_lazy(_("runs of “{step}” that would have been in time had no clock ever stood still and nobody been given more time, of all that ended in the period"), step=word),
        f"promises.even_{name}", f"promises.ended_{name}", Form.SHARE, _JUDGED, _rules("12.1"), good="high", short=word,
    )  # fmt: skip
    yield Measure(
        f"took_{name}", "promises", format_lazy(_("Average time: {step}"), step=word),
        format_lazy(_("hours by the clock on the wall from the beginning of “{step}” to its end, pauses included, over all runs that ended in the period"), step=word),
        f"promises.ended_{name}", "", Form.MEAN, _JUDGED, _rules("2"), good="low", short=word,
    )  # fmt: skip


_DESK = (
    Measure("taken_in", "volume", pgettext_lazy("measure", "Taken in"), _("requests registered in the period, each once, even if it was merged into another later"),
            "cases.all", leaves_out=_("cases undone at once, reports of misconduct; histories brought in are counted"), source=_rules("1.2")),
    Measure("own", "volume", _("Taken in here"), _("requests registered in the period that ran under our clocks"), "cases.own", leaves_out=LEFT_OUT),
    Measure("merged", "volume", pgettext_lazy("measure", "Merged"), _("requests of the period that live on in another case"), "cases.merged", "cases.own", Form.SHARE, LEFT_OUT),
    Measure("first_contact", "desk", _("Resolved at first contact"),
            _("cases of known customers after which the same customer did not come again about the same matter within the days that the company has set; they count on the day when those days are over"),
            "first.once", "first.all", Form.SHARE,
            format_lazy("{}{}{}", LEFT_OUT, pgettext_lazy("in a sentence", "; "), _("cases without a known customer, and those that are a repetition themselves")), _rules("9"), 1, "high"),
    Measure("returned", "desk", _("Sent back by crews"), _("times that a crew sent a case back, of all dispatches in the period"),
            "events.send_back", "events.dispatch", Form.SHARE, LEFT_OUT, _rules("3.3"), 1, "low"),
    Measure("reworked", "desk", _("Reports sent back"), _("reports of finished work that were sent back at their review, of all cases settled in the period"),
            "events.return_report", "events.resolved", Form.SHARE, LEFT_OUT, _rules("3.3"), 1, "low"),
    Measure("repeats", "desk", _("Repeats"), _("requests of the period that repeat an earlier one of the same customer, of all taken in here"),
            "cases.repeat", "cases.own", Form.SHARE, LEFT_OUT, _rules("3.2"), 1, "low"),
    Measure("reopened", "desk", _("Reopened"), _("times that a case was opened again, of all cases settled in the period"),
            "events.reopen", "events.resolved", Form.SHARE, LEFT_OUT, _rules("3.4"), 1, "low"),
    Measure("extended", "desk", _("Given more time"), _("times that more time was granted, of all cases taken in here"),
            "events.granted", "cases.own", Form.SHARE, LEFT_OUT, _rules("12.1"), 1, "low"),
    Measure("urged", "desk", pgettext_lazy("measure", "Urged"), _("times that somebody urged a case, of all taken in here"), "events.urge", "cases.own", Form.SHARE, LEFT_OUT, _rules("3.4"), 1, "low"),
    Measure("passed_on", "desk", _("Passed on"), _("times that a case was passed on to somebody else, of all taken in here"),
            "events.transfer", "cases.own", Form.SHARE, LEFT_OUT, "", 1, "low"),
    Measure("avoided", "desk", _("Duplicates avoided"), _("cases linked as duplicates or merged, that nobody works on twice; links that were undone do not count"),
            "links.avoided", leaves_out=LEFT_OUT, source=_rules("3.4"), good="high"),
    Measure("written_down", "desk", _("Repeats written down"), _("times that a customer came again and it was written on the case instead of opening a new one"),
            "events.repeat", leaves_out=LEFT_OUT),
)  # fmt: skip
_AFTER = (
    Measure("reached", "customer", _("Callback reach"), _("callbacks at which the customer was reached, of those reached and those given up"),
            "callbacks.reached", "callbacks.called", Form.SHARE,
            _("callbacks exempted, spared by an answer by link, or no longer needed"), _rules("3.4"), 1, "high"),
    Measure("callback_satisfied", "customer", _("Satisfied at the callback"), _("callbacks with a score of 3 to 5, of all with an answer"),
            "callbacks.satisfied", "callbacks.answered", Form.SHARE, LEFT_OUT, _rules("9"), 1, "high"),
    Measure("satisfaction", "customer", pgettext_lazy("measure", "Satisfaction"), _("answers of 4 or 5, of all answers to questions sent or answered in the period"),
            "surveys.satisfied", "surveys.answered", Form.SHARE, _("who did not answer; it is shown as the response rate"), _rules("9"), 1, "high"),
    Measure("response", "customer", _("Response rate"), _("answers, of all questions sent or answered in the period"),
            "surveys.answered", "surveys.asked", Form.SHARE, LEFT_OUT, _rules("9"), 1, "high"),
    Measure("low_scores", "customer", _("Low scores"), _("answers of 1 or 2, of all answers"), "surveys.low", "surveys.answered", Form.SHARE, LEFT_OUT, _rules("9"), 1, "low"),
    Measure("counter_satisfaction", "customer", _("Satisfaction at the counter"), _("scores of 4 or 5 on the pad, of all scores given after visits that ended in the period"),
            "visits.satisfied", "visits.rated", Form.SHARE, _("visits that nobody rated"), _rules("1.1"), 1, "high"),
    Measure("counter_wait", "customer", _("Wait at the counter"), _("time from the number to the call, over the visits with a number that ended in the period"),
            "visits.waited", "", Form.MEAN, _("walk-ins without a number"), _rules("8"), 1, "low"),
    Measure("complaints", "complaints", pgettext_lazy("measure", "Complaints"), _("complaints registered in the period, of all requests taken in here; what was made less is still one"), "complaints.all", "cases.own", Form.SHARE, LEFT_OUT, _rules("3.2"), 1, "low"),
    Measure("true_complaints", "complaints", _("True complaints"), _("complaints found upheld or partly upheld, of all verified"),
            "complaints.true", "complaints.verified", Form.SHARE, _("complaints that are not verified yet"), _rules("3.2"), 1, "low"),
    Measure("outer_response", "outer", _("Cases from above: first contact in time"), _("first contacts in time, of all that ended in the period, of cases from the hotlines above"),
            "promises.outer_kept", "promises.outer_ended", Form.SHARE, LEFT_OUT, _rules("5"), 1, "high"),
    Measure("outer_solved", "outer", _("Cases from above: resolved"), _("customers who say at the callback that it is resolved, of those who answered, of cases from the hotlines above"),
            "outer.solved", "outer.said", Form.SHARE, LEFT_OUT, _rules("5"), 1, "high"),
    Measure("outer_satisfied", "outer", _("Cases from above: satisfied"), _("customers who give 4 or 5 at the callback, of those who answered, of cases from the hotlines above"),
            "outer.satisfied", "outer.said", Form.SHARE, LEFT_OUT, _rules("5"), 1, "high"),
)  # fmt: skip
_ALL = (
    Measure("on_time", "promises", _("Promises kept"), _("runs of all promises to customers that ended by their due time, of all that ended in the period"),
            "promises.kept_all", "promises.ended_all", Form.SHARE, _JUDGED, _rules("2, 3.3"), 1, "high"),
    Measure("even", "promises", _("Promises kept, pauses counted"), _("the same as if no clock had ever stood still and nobody had been given more time"),
            "promises.even_all", "promises.ended_all", Form.SHARE, _JUDGED, _rules("12.1"), 1, "high"),
)  # fmt: skip
PEOPLE = (
    Measure("staff_taken", "people", pgettext_lazy("measure", "Taken in"), _("cases whose first contact this person is"), "taken.cases", leaves_out=LEFT_OUT),
    Measure("staff_steps", "people", _("Steps"), _("steps that this person took on cases"), "steps.all", leaves_out=LEFT_OUT),
    Measure("staff_settled", "people", _("Settled"), _("steps of this person that settled a case"), "steps.resolved", leaves_out=LEFT_OUT),
    Measure("staff_called", "people", _("Callbacks"), _("callbacks that this person ended"), "called.all", leaves_out=LEFT_OUT),
    Measure("staff_held", "people", _("Held, on average"), _("time that a case lay with this person until its next step, by the clock on the wall"),
            "held.time", "", Form.MEAN, LEFT_OUT, "", 1, "low"),
)  # fmt: skip
KEY = (
    Measure("key_cases", "keys", _("Key customers: cases"), _("requests of key customers that ran under our clocks, registered in the period"), "keycases.own",
            leaves_out=LEFT_OUT, short=_("Cases")),
    Measure("key_on_time", "keys", _("Key customers: promises kept"), _("runs of all promises to key customers that ended by their due time, of all that ended in the period"),
            "keyruns.kept_all", "keyruns.ended_all", Form.SHARE, _JUDGED, _rules("2, 3.3"), 1, "high", pgettext_lazy("key customers", "Promises kept")),
    Measure("key_complaints", "keys", _("Key customers: complaints"), _("complaints of key customers registered in the period, of all their requests"),
            "keycomplaints.all", "keycases.own", Form.SHARE, LEFT_OUT, _rules("3.2"), 1, "low", pgettext_lazy("measure", "Complaints")),
    Measure("key_satisfaction", "keys", _("Key customers: satisfaction"), _("answers of key customers of 4 or 5, of all their answers to questions sent or answered in the period"),
            "keyanswers.satisfied", "keyanswers.answered", Form.SHARE, LEFT_OUT, _rules("9"), 1, "high", pgettext_lazy("measure", "Satisfaction")),
    Measure("key_visits", "keys", _("Key customers: visits"), _("visits that were paid to them in the period"), "keyvisits.paid", source=_rules("1.1"), short=_("Visits paid")),
    Measure("key_follow_ups", "keys", _("Key customers: follow-ups done in time"), _("follow-ups due in the period that were done by their day, of all that were due in it"),
            "keyfollow.done", "keyfollow.due", Form.SHARE, "", _rules("1.1"), 1, "high", _("Follow-ups in time")),
    Measure("key_hazards", "keys", _("Key customers: hazards removed"), _("hazards found in the period that are removed by now, of all found in it"),
            "keyhazards.removed", "keyhazards.found", Form.SHARE, "", _rules("4"), 1, "high", _("Hazards removed")),
)  # fmt: skip

MEASURES: dict[str, Measure] = {
    one.code: one
    for one in (
        *_DESK[:3],
        *_ALL,
        *(each for name in NAMES for each in _step(name)),
        *_DESK[3:],
        *_AFTER,
        *KEY,
        *PEOPLE,
    )
}
GROUPS: dict[str, Promise] = {
    "volume": _("Volume"),
    "promises": _("Promises"),
    "desk": _("Desk and field"),
    "customer": _("What customers say"),
    "complaints": _("Complaints"),
    "outer": _("Hotlines above"),
    "keys": _("Key customers"),
    "people": _("People"),
}


def of_group(group: str) -> list[Measure]:
    """The measures of a group, in their order."""
    return [one for one in MEASURES.values() if one.group == group]
