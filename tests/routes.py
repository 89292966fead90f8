"""Every route of the product, found by walking the URL configuration."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address pattern and what answers it."""

    pattern: str
    name: str
    callback: Callable[..., Any]

    @property
    def verb(self) -> str:
        """The verb that guards it; API views name theirs by method, in `verbs`."""
        owner = getattr(self.callback, "cls", None) or getattr(self.callback, "view_class", None)
        return getattr(self.callback, "verb", "") or ("by method" if getattr(owner, "verbs", None) else "")


def every_route(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Walk all routes, those of included modules as well."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from every_route(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield Route(path, f"{space}{entry.name or path}", entry.callback)
