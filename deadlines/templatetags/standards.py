"""The words of standards on their pages."""

from django import template

from deadlines import words
from deadlines.limits import parse_limit
from deadlines.models import PolicyRule
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
    area = str(words.AREAS.get(rule.area, rule.area))
    return " · ".join(filter(None, [area, rule.category, rule.level]))
