"""The words of standards on their pages."""

from django import template

from deadlines import words
from deadlines.limits import parse_limit
from deadlines.models import PolicyRule, Promise
from deadlines.naming import name_of, phrase
from deadlines.saying import describe

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    return str(words.KINDS.get(kind, kind))


@register.filter
def step_word(step: str) -> str:
    return str(words.STEPS.get(step, step))


@register.filter
def evidence_word(evidence: str) -> str:
    return str(words.EVIDENCE.get(evidence, evidence))


@register.filter
def limit_text(limit: str) -> str:
    """`45m` → 45 分钟内."""
    return describe(parse_limit(limit))


@register.filter
def whom(rule: PolicyRule) -> str:
    """The conditions of a line besides its kind: `城区 · *meter*`."""
    return " · ".join(rule.conditions)


@register.filter
def named(promise: Promise) -> str:
    """What a promise is called in the reader's language."""
    return name_of(promise)


@register.filter
def in_words(text: str) -> str:
    """A start, a stop or a remark in the reader's language."""
    return phrase(text)
