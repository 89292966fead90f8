"""How the words of the API's description are shown: `code`, **strong**, paragraphs. Everything else is text."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hotline.openapi.papers import names, unwrapped

register = template.Library()
MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^]]+)\]\(([^)\s]+)\)")


@register.filter
def marked_up_line(text: str) -> SafeString:
    """One line with its marks."""
    parts, last = [], 0
    for mark in MARKS.finditer(text):
        parts.append(format_html("{}", text[last : mark.start()]))
        parts.append(_marked(mark))
        last = mark.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, text[last:])))


def _marked(mark: re.Match[str]) -> SafeString:
    """`code`, **strong**, or a link: within these pages, or out to the world; any other leads nowhere and is its words."""
    if mark[3]:
        # A Chinese page stands one folder deeper.
        path = mark[4].removeprefix("../")
        name, _dot, end = path.rpartition(".")
        if mark[4].startswith("https://"):
            return format_html('<a href="{}" rel="noreferrer">{}</a>', mark[4], mark[3])
        here = {"md": name, "py": path, "sh": path}.get(end, "")
        known = here in names()
        return (
            format_html('<a href="{}">{}</a>', reverse("hotline:docs_paper", args=[here]), mark[3])
            if known
            else format_html("{}", mark[3])
        )
    return format_html("<code>{}</code>" if mark[1] else "<strong>{}</strong>", mark[1] or mark[2])


@register.filter
def marked_up(text: str) -> SafeString:
    """Paragraphs with their marks."""
    paragraphs = (unwrapped(part) for part in re.split(r"\n\s*\n", text.strip()))
    return format_html_join("", "<p>{}</p>", ((marked_up_line(part),) for part in paragraphs))


@register.filter
def short_path(path: str) -> str:
    """An address without what all have in front."""
    return path.removeprefix("/api/v1/")
