"""The page of rules: every rule in words, with the form that changes it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.roles import Role
from complaints import rule_forms as forms
from complaints.actions.ruling import mark_of
from complaints.lifecycle import Level, Matter
from complaints.models import CompensationRule, RecoveryRule
from complaints.rulebook import BOOK, Values
from complaints.steps import Step
from deadlines.conditions import CHANNELS, IMPORTANCE
from deadlines.limits import parse_limit
from deadlines.saying import describe
from deadlines.words import STEPS

Word = str | Promise


@dataclass(frozen=True)
class Line:
    """One rule: what it is called, what it says in words, whether it holds, and its form."""

    key: str
    word: Word
    says: list[str]
    is_active: bool
    form: forms.RuleForm


@dataclass(frozen=True)
class Section:
    """One sort of rules on the page; `fresh` is the blank form where lines may be added."""

    what: str
    word: Word
    hint: Word
    lines: list[Line]
    fresh: forms.RuleForm | None


@dataclass(frozen=True)
class Sort:
    """How one sort of rules is shown."""

    word: Word
    hint: Word
    form: type[forms.RuleForm]
    name: Callable[[str, Values], Word]
    says: Callable[[Values], list[str]]


def _say_step(told: Values) -> list[str]:
    early = _("reminded %(within)s of the limit") % {"within": describe(parse_limit(told["remind"]))}
    return [told["title"], describe(parse_limit(told["limit"])), early]


def _say_grade(told: Values) -> list[str]:
    repeats = _("repeated %(n)d times or more") % {"n": told["repeats"]} if told["repeats"] else ""
    parts = [
        Level(told["level"]).label if told["level"] else "",
        Matter(told["matter"]).label if told["matter"] else "",
        told["words"],
        told["category"],
        CHANNELS.get(told["channel"], told["channel"]),
        IMPORTANCE.get(told["importance"], told["importance"]),
        repeats,
    ]
    return [str(part) for part in parts if part]


def _say_head(told: Values) -> list[str]:
    return [_("repeated %(n)d times or more") % {"n": told["times"]}, str(Role(told["role"]).label)]


def _say_recovery(told: Values) -> list[str]:
    clocks = [str(STEPS.get(name, name)) for name in told["clocks"].split()]
    return [part for part in (told["category"], "、".join(clocks)) if part] or [_("always")]


def _say_compensation(told: Values) -> list[str]:
    return [f"{Role(role).label} ¥{most}" for role, most in told.items()]


SORTS: dict[str, Sort] = {
    "step": Sort(
        gettext_lazy("Steps, sheets and their limits"),
        gettext_lazy("What is due already stays as it was."),
        forms.StepRuleForm,
        lambda key, told: Step(key).label,
        _say_step,
    ),
    "grade": Sort(
        gettext_lazy("Level and class by rule"),
        gettext_lazy("the first line that fits decides"),
        forms.GradeRuleForm,
        lambda key, told: told["name"],
        _say_grade,
    ),
    "head": Sort(
        gettext_lazy("When the head takes over"),
        gettext_lazy("the same customer about the same"),
        forms.HeadRuleForm,
        lambda key, told: _("Gone to the head"),
        _say_head,
    ),
    "recovery": Sort(
        gettext_lazy("When it is proposed to make good"),
        "",
        forms.RecoveryRuleForm,
        lambda key, told: RecoveryRule.Why(key).label,
        _say_recovery,
    ),
    "compensation": Sort(
        gettext_lazy("Who may agree to how much"),
        gettext_lazy("0: none of it"),
        forms.CompensationRuleForm,
        lambda key, told: CompensationRule.What(key).label,
        _say_compensation,
    ),
}


def sections(org: Unit, *, typed: tuple[str, str, forms.RuleForm] | None = None) -> list[Section]:
    """All rules of a company; `typed` is the form that came back with errors, in place of its own."""
    return [_section(org, what, sort, typed) for what, sort in SORTS.items()]


def _section(org: Unit, what: str, sort: Sort, typed: tuple[str, str, forms.RuleForm] | None) -> Section:
    known = BOOK[what].read(org)
    back = {key: form for kind, key, form in ([typed] if typed else []) if kind == what}
    lines = [
        Line(
            key,
            sort.name(key, told),
            sort.says(told),
            told.get("is_active", True),
            back.get(key) or sort.form(key=key, initial=told | {"seen": mark_of(told)}),
        )
        for key, told in known.items()
    ]
    after = max((told.get("place", 0) for told in known.values()), default=0) + 10
    blank = {"seen": mark_of({}), "is_active": True, "place": after}
    fresh = (back.get("") or sort.form(key="", initial=blank)) if what == "grade" else None
    return Section(what, sort.word, sort.hint, lines, fresh)
