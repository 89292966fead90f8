"""What a category's settings must be before they are saved: every rule names the setting at fault."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid
from tickets import asking, closing_rules
from tickets.faces import line_of
from tickets.lifecycle import Kind
from tickets.model_category import DEEPEST
from tickets.models import Category

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
RESERVED = frozenset({"new", "halls", "import", "export"})  # pages beside the categories
MOST_QUESTIONS, MOST_OPTIONS, MOST_ITEMS = 12, 9, 20


def check_settings(facts: Mapping[str, Any]) -> None:
    """Raise Invalid unless these settings can be kept; only those that are named are looked at."""
    wrong = {name: text for name, check in _CHECKS.items() if name in facts and (text := check(facts[name]))}
    if "questions" in facts and "questions" not in wrong and (text := _hazards(facts)):
        wrong["hazards"] = text
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)


def check_place(category: Category, above: Category | None) -> None:
    """Raise Invalid unless the category can stand there: within the company, not below itself, not too deep."""
    if above is None:
        return
    line = list(line_of(above))
    below = _depth_below(category) if category.pk else 1
    if above.org_id != category.org_id or not above.is_active:
        text = _("It can stand only under a category of the company that is in use.")
    elif any(one.pk == category.pk for one in line):
        text = _("A category cannot stand under itself.")
    elif len(line) + below > DEEPEST:
        text = _("The tree is at most %(n)d levels deep.") % {"n": DEEPEST}
    else:
        return
    raise Invalid(text, fields={"parent": text})


def _depth_below(category: Category) -> int:
    """How many levels the category and what is under it take."""
    levels, row = 0, [category.pk]
    while row and levels <= DEEPEST:
        levels += 1
        row = list(Category.objects.filter(parent__in=row).values_list("pk", flat=True))
    return levels


def _name(name: str) -> str:
    return "" if name.strip() and len(name) <= 60 else str(_("A category needs a name of at most 60 characters."))


def _kind(kind: str) -> str:
    return "" if kind in Kind.values else str(_("There is no such kind of request."))


def _questions(rows: list[dict[str, Any]]) -> str:
    """What is wrong with the questions: the first thing that is."""
    questions = asking.read_questions(rows)
    codes = [one.code for one in questions]
    if len(questions) > MOST_QUESTIONS:
        return _("At most %(n)d questions: the customer is standing there.") % {"n": MOST_QUESTIONS}
    if len(set(codes)) != len(codes):
        return _("Two questions have the same code.")
    for place, one in enumerate(questions):
        text = _question(one) or _dependence(one, questions[:place])
        if text:
            return text
    return ""


def _question(one: asking.Question) -> str:
    facts = {"label": one.label or one.code}
    options = [option.code for option in one.options]
    if not one.label.strip() or not CODE.fullmatch(one.code):
        return _("Every question needs its words.")
    if one.kind not in asking.KINDS:
        return _("There is no such kind of question.")
    if one.kind == asking.CHOICE and len(options) < 2:
        return _("“%(label)s” needs at least two answers to choose from.") % facts
    if len(options) > MOST_OPTIONS:
        return _("“%(label)s” has more answers than there are digits.") % facts
    if len(set(options)) != len(options) or not all(CODE.fullmatch(code) for code in options):
        return _("“%(label)s” has two answers with the same code.") % facts
    if one.kind == asking.NUMBER and not (_is_number(one.least) and _is_number(one.most)):
        return _("The bounds of “%(label)s” are numbers.") % facts
    return ""


def _is_number(text: str) -> bool:
    try:
        return not text or Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _dependence(one: asking.Question, before: list[asking.Question]) -> str:
    if one.only_if is None:
        return ""
    above = next((other for other in before if other.code == one.only_if[0]), None)
    if above is None or above.option(one.only_if[1]) is None:
        return _("“%(label)s” depends on an answer that is not given before it.") % {"label": one.label}
    return ""


def _hazards(facts: Mapping[str, Any]) -> str:
    questions = asking.read_questions(facts["questions"])
    known = {(one.code, option.code) for one in questions for option in one.options}
    given = {(pair[0], pair[1]) for pair in facts.get("hazards") or []}
    # Without questions of its own the category asks those above, and so are its dangers theirs.
    return (
        "" if not questions or given <= known else str(_("An answer that raises the alarm is not among the questions."))
    )


def _items(rows: list[dict[str, Any]]) -> str:
    codes = [row.get("code") for row in rows]
    if len(rows) > MOST_ITEMS or len(set(codes)) != len(codes):
        return _("A checklist has at most %(n)d items, each different.") % {"n": MOST_ITEMS}
    return ""


def _demands(rows: list[dict[str, Any]]) -> str:
    demands = closing_rules.read_demands(rows)
    codes = [one.code for one in demands]
    if len(set(codes)) != len(codes) or not all(CODE.fullmatch(code) for code in codes):
        return _("What closing asks for has the same code twice.")
    if any(one.kind not in closing_rules.KINDS or not one.label.strip() for one in demands):
        return _("Everything that closing asks for needs its words.")
    return ""


def _slugs(slugs: list[str]) -> str:
    wrong = [slug for slug in slugs if not SLUG.fullmatch(slug)]
    return _("“%(slug)s” is no short name of an article.") % {"slug": wrong[0][:40]} if wrong else ""


_CHECKS: dict[str, Callable[[Any], str]] = {
    "name": _name,
    "kind": _kind,
    "questions": _questions,
    "checklist": _items,
    "to_close": _demands,
    "knowledge": _slugs,
}
