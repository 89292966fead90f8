"""Satisfaction in figures: by hall, person, kind and channel, each with whom we asked and how many answered."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from surveys.filters import VISIT, Wanted
from surveys.lifecycle import Reason
from surveys.margins import margin, promoters, share
from surveys.models import Channel, Questionnaire, Survey, VisitSaid
from surveys.questions import TEXT, Choice, Question, codes_of, own_of, parse
from tickets.lifecycle import Kind
from tickets.models import Visit, VisitState

SATISFIED, LOW = 4, 2
MOST_WORDS = 60
RECOMMEND = "recommend"  # the code of the question whose answers give the net promoter score


@dataclass
class Group:
    """Some answers: how many were asked, how many answered, how many of these are (very) satisfied, how many are not."""

    key: str
    name: str
    asked: int = 0
    answered: int = 0
    satisfied: int = 0
    low: int = 0
    query: str = ""

    @property
    def response(self) -> float | None:
        return share(self.answered, self.asked)

    @property
    def rate(self) -> float | None:
        return share(self.satisfied, self.answered)

    @property
    def margin(self) -> float | None:
        return margin(self.satisfied, self.answered)

    def row(self) -> list[str | int | float | None]:
        """As it leaves the house."""
        figures = [one if one is None else round(one, 1) for one in (self.response, self.rate, self.margin)]
        return [self.name, self.asked, self.answered, self.satisfied, self.low, *figures]


@dataclass(frozen=True)
class Own:
    """One question of the company's own: how often each choice or step was given, or the words."""

    question: Question
    version: int
    counts: list[tuple[Choice | int, int]]
    words: list[str] = field(default_factory=list)


@dataclass
class Overview:
    """One page of figures."""

    total: Group
    tables: list[tuple[str, str, list[Group]]]
    reasons: list[tuple[str, int]] = field(default_factory=list)
    words: list[Survey] = field(default_factory=list)
    words_at_desk: list[VisitSaid] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)
    promoters: float | None = None


def asked_of(user: User, want: Wanted) -> "QuerySet[Survey]":
    """The questions about cases that were put to somebody in this period: sent, or answered."""
    rows = Survey.objects.filter(org__in=user.orgs(), ticket__unit__in=user.units("satisfaction"))
    rows = rows.visible_to(user).filter(Q(sent_at__isnull=False) | Q(answered_at__isnull=False))
    rows = rows.annotate(when=Coalesce("sent_at", "answered_at")).filter(when__gte=want.begin, when__lt=want.end)
    told = {"ticket__unit": want.hall, "ticket__handler": want.person, "ticket__kind": want.kind}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    if want.channel:  # whoever has not answered was asked by SMS
        unanswered = Q(answered_at__isnull=True) if want.channel == Channel.SMS else Q(pk__in=[])
        rows = rows.filter(Q(channel=want.channel) | unanswered)
    return rows.filter(score__lte=LOW) if want.low else rows


def visits_of(user: User, want: Wanted) -> "QuerySet[Visit]":
    """The visits that ended in this period, after which the pad on the desk asks."""
    rows = Visit.objects.filter(hall__in=user.units("satisfaction"), state=VisitState.SERVED)
    rows = rows.filter(ended_at__gte=want.begin, ended_at__lt=want.end)
    if want.kind not in ("", VISIT) or want.channel not in ("", Channel.PAD):
        return rows.none()
    told = {"hall": want.hall, "clerk": want.person}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    return rows.filter(score__lte=LOW) if want.low else rows


def overview(user: User, want: Wanted) -> Overview:
    """All figures of the page."""
    cases, visits = asked_of(user, want), visits_of(user, want)
    tables = [
        ("hall", _("By hall"), _merged(cases, visits, "ticket__unit", "hall", "name")),
        ("person", _("By person"), _merged(cases, visits, "ticket__handler", "clerk", "name")),
        ("kind", _("By kind"), _by_kind(cases, visits)),
        ("channel", _("By channel"), _by_channel(cases, visits)),
    ]
    for name, _word, groups in tables:
        for group in groups:
            group.query = want.narrowed(name, group.key)
    total = Group("", _("All"), query=want.query)
    for group in tables[2][2]:
        _add(total, group.asked, group.answered, group.satisfied, group.low)
    found = Overview(total, tables)
    _reasons(found, cases, visits)
    return found


def _counts(score: str) -> dict[str, Count]:
    return {
        "asked": Count("pk"),
        "answered": Count("pk", filter=Q(**{f"{score}__isnull": False})),
        "satisfied": Count("pk", filter=Q(**{f"{score}__gte": SATISFIED})),
        "low": Count("pk", filter=Q(**{f"{score}__lte": LOW})),
    }


def _add(group: Group, asked: int, answered: int, satisfied: int, low: int) -> None:
    group.asked += asked
    group.answered += answered
    group.satisfied += satisfied
    group.low += low


def _rows(rows: "QuerySet[Any]", key: str, name: str) -> Iterator[tuple[Any, str, tuple[int, int, int, int]]]:
    grouped = rows.order_by().values(group=F(key), called=F(name)).annotate(**_counts("score"))
    for one in grouped:
        yield one["group"], one["called"] or "", (one["asked"], one["answered"], one["satisfied"], one["low"])


def _merged(cases: Any, visits: Any, of_case: str, of_visit: str, name: str) -> list[Group]:
    groups: dict[Any, Group] = {}
    for rows, key in ((cases, of_case), (visits, of_visit)):
        for pk, called, counts in _rows(rows, key, f"{key}__{name}"):
            _add(groups.setdefault(pk, Group(str(pk or ""), called or _("nobody alone"))), *counts)
    return sorted(groups.values(), key=lambda one: (-one.answered, one.name))


def _by_kind(cases: Any, visits: Any) -> list[Group]:
    groups = []
    for kind, _called, counts in _rows(cases, "ticket__kind", "ticket__kind"):
        groups.append(group := Group(kind, str(Kind(kind).label)))
        _add(group, *counts)
    visited = Group(VISIT, _("Visit to the counter"))
    for _kind, _called, counts in _rows(visits, "state", "state"):
        _add(visited, *counts)
    return sorted([*groups, *([visited] if visited.asked else [])], key=lambda one: -one.answered)


def _by_channel(cases: Any, visits: Any) -> list[Group]:
    groups: dict[str, Group] = {}
    for rows, key in ((cases, "channel"), (visits, "")):
        for name, _called, counts in _rows(rows, key or "state", key or "state"):
            code = (name or Channel.SMS) if key else Channel.PAD
            _add(groups.setdefault(code, Group(code, str(Channel(code).label))), *counts)
    return sorted(groups.values(), key=lambda one: -one.answered)


def _reasons(found: Overview, cases: "QuerySet[Survey]", visits: "QuerySet[Visit]") -> None:
    counted: Counter[str] = Counter()
    recommended, said = [], defaultdict[tuple[UUID, str], Counter[str]](Counter)
    rows = cases.filter(answered_at__isnull=False).values_list("questionnaire", "answers")
    at_the_desk = VisitSaid.objects.filter(visit__in=visits)
    for sheet, answers in [*rows, *at_the_desk.values_list("questionnaire", "answers")]:
        counted.update(answers.get("reasons") or ())
        if isinstance(answers.get(RECOMMEND), int):
            recommended.append(answers[RECOMMEND])
        for code in answers:
            said[sheet, code].update(codes_of(answers[code]))
    found.reasons = [(str(Reason(code).label), n) for code, n in counted.most_common() if code in Reason.values]
    found.promoters = promoters(recommended)
    found.own = list(_own(said))
    words = cases.exclude(comment="").select_related("ticket__unit").order_by("-answered_at")
    found.words = list(words[:MOST_WORDS])
    found.words_at_desk = list(
        at_the_desk.exclude(comment="").select_related("visit__hall").order_by("-at")[:MOST_WORDS]
    )


def _own(said: dict[tuple[UUID, str], Counter[str]]) -> Iterator[Own]:
    """The company's own questions, each version by itself, and what was answered; words are listed, not counted."""
    for sheet in Questionnaire.objects.filter(pk__in={key for key, _code in said}).order_by("code", "-version"):
        for question in own_of(parse(sheet.questions)):
            counts = said.get((sheet.pk, question.code))
            if not counts:
                continue
            if question.kind == TEXT:
                yield Own(question, sheet.version, [], list(counts)[:MOST_WORDS])
                continue
            words: list[tuple[Choice | int, str]] = [(one, one.code) for one in question.choices]
            words = words or [(step, str(step)) for step in question.steps]
            yield Own(question, sheet.version, [(one, counts[code]) for one, code in words if counts[code]])


def halls_for(user: User) -> list[Unit]:
    """The halls that may be chosen."""
    return list(
        Unit.objects.filter(pk__in=user.units("satisfaction"), kind=Unit.Kind.HALL, is_active=True).order_by("name")
    )
