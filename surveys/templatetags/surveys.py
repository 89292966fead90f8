"""A question or choice in the reader's language, and what stands under a code."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from surveys.lifecycle import Reason
from surveys.questions import Question, codes_of

register = template.Library()


@register.simple_tag
def say(one: Any) -> str:
    """The words of a question or choice in the reader's language, as far as there are any."""
    english = not (get_language() or "").startswith("zh")
    return str(one.label_en if english and one.label_en else one.label)


@register.filter
def at(known: Any, code: str) -> Any:
    """`{{ answers|at:one.code }}`; nothing where nothing is known."""
    return known.get(code, "") if isinstance(known, Mapping) or hasattr(known, "getlist") else ""


@register.filter
def picked(one: Question, given: Any) -> list[str]:
    """The codes of what was chosen; nothing beforehand."""
    return codes_of(at(given, one.code))


@register.filter
def said_else(one: Question, given: Any) -> str:
    """The words that complete “other”."""
    answer = at(given, one.code)
    return str(answer.get("other", "")) if isinstance(answer, Mapping) else ""


@register.filter
def reason_word(code: str) -> str:
    """What a reason is called."""
    return str(Reason(code).label) if code in Reason.values else code
