"""How the words of the API's description are shown: `code`, **strong**, paragraphs. Everything else is text."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@register.filter
def marked_up_line(text: str) -> SafeString:
    """One line with its marks."""
    parts, last = [], 0
    for mark in MARKS.finditer(text):
        parts.append(format_html("{}", text[last : mark.start()]))
        shape = "<code>{}</code>" if mark[1] else "<strong>{}</strong>"
        parts.append(format_html(shape, mark[1] or mark[2]))
        last = mark.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, text[last:])))


@register.filter
def marked_up(text: str) -> SafeString:
    """Paragraphs with their marks."""
    paragraphs = (part.replace("\n", " ") for part in re.split(r"\n\s*\n", text.strip()))
    return format_html_join("", "<p>{}</p>", ((marked_up_line(part),) for part in paragraphs))


@register.filter
def short_path(path: str) -> str:
    """An address without what all have in front."""
    return path.removeprefix("/api/v1/")
