"""Quick texts with holes: which words may stand in braces, and how they are filled."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# As they are written in a text, and what each becomes.
HOLES: dict[str, Promise] = {
    "客户": _("how to address the customer"),
    "单号": _("the ticket's number"),
    "事项": _("what it is about"),
    "承诺": _("the next time promised to the customer"),
    "营业厅": _("the hall"),
    "电话": _("the hall's telephone"),
    "经办人": _("who writes"),
}
_HOLE = re.compile(r"\{([^{}]*)\}")


def holes_in(text: str) -> list[str]:
    """The words in braces, each once, in their order."""
    return list(dict.fromkeys(_HOLE.findall(text)))


def unknown_in(text: str) -> list[str]:
    """The words in braces that nothing fills."""
    return [hole for hole in holes_in(text) if hole not in HOLES]


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with what is known put in; a hole about which nothing is known stays, so that the writer sees it."""
    return _HOLE.sub(lambda found: known.get(found[1]) or found[0], text)
