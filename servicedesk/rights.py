"""Who may ask which route by which method, where: drawn from the routes and from the table of rights, never written by hand."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.roles import Role, roles_for
from servicedesk.lib.gate import OPEN, SIGNED_IN

# Routes whose row belongs to a hall, a crew or a person; whoever has a role in another hall of the company gets 404 there.
OF_A_UNIT = (
    "t/",
    "m/t/",
    "dispatch/<",
    "complaints/<",
    "manage/people/<",
    "manage/units/<",
    "applications/<",
    "callback/<",
)
# Answered without a right of the table: health for machines, and what is guarded by a key of its own.
WITHOUT = {"healthz": OPEN, "readyz": OPEN, "metrics": "key"}
ASKED = ("GET", "POST", "PUT", "PATCH", "DELETE")
YES, NO, NOWHERE = "y", "-", "x"
HEAD = """How to read it: a line is a route and a method, a column a role. The three letters of a cell: in one's own hall, in another hall of
one's company, in another company. y: answered; -: 403, the role lacks the verb; x: 404, it does not exist for them; o: the page
opens and shows one's own rows alone. `signed_in`: every member of staff; `open`: nobody need sign in; `key`: a key, a signed link
or a token instead of a role.

A test asks every guard for every role and method, and every route that takes a key with a key that is nobody's: the statement
that looks for it must be bound by a company, a place or a person. The few addresses that hold a word of the program instead of
a key are named in `tests/test_authorisation.py`."""


@dataclass(frozen=True)
class Route:
    """One address pattern and what answers it."""

    pattern: str
    name: str
    callback: Callable[..., Any]

    @property
    def verb(self) -> str:
        """The verb that guards it; API views name theirs by method, in `verbs`."""
        owner = self._owner
        return getattr(self.callback, "verb", "") or ("by method" if getattr(owner, "verbs", None) else "")

    @property
    def _owner(self) -> Any:
        return getattr(self.callback, "cls", None) or getattr(self.callback, "view_class", None)

    def methods(self) -> dict[str, str]:
        """Each method that is answered, with the verb that guards it."""
        if self.verb == "by method":
            actions = getattr(self.callback, "actions", None) or {one.lower(): one.lower() for one in ASKED}
            verbs = self._owner.verbs
            return {how.upper(): verbs[act] for how, act in actions.items() if act in verbs and how != "head"}
        verb = self.verb or WITHOUT.get(self.name, "key")
        return dict.fromkeys(_methods(self.callback), verb)


def _methods(view: Any) -> tuple[str, ...]:
    """What `require_http_methods` lets through; GET and POST where nothing is said."""
    while view is not None:
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        if code is not None and "request_method_list" in code.co_freevars:
            said = cells[code.co_freevars.index("request_method_list")].cell_contents
            return tuple(one for one in ASKED if one in said)
        view = getattr(view, "__wrapped__", None)
    return ("GET", "POST")


def every_route(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Walk all routes, those of included modules as well."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from every_route(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield Route(path, f"{space}{entry.name or path}", entry.callback)


def cell(route: Route, verb: str, role: str) -> str:
    """What somebody of this role is answered: in their own hall, in another one, in another company."""
    if verb in (OPEN, "key"):
        return YES * 3
    if verb != SIGNED_IN and role not in roles_for(verb):
        return NO * 3
    if "<" not in route.pattern:
        return YES + "oo"
    return YES + (NOWHERE if route.pattern.startswith(OF_A_UNIT) else YES) + NOWHERE


def lines() -> Iterator[list[str]]:
    """The whole matrix, sorted by address."""
    yield ["route", "method", "verb", *Role.values]
    for route in sorted(every_route(), key=lambda one: (one.pattern, one.name)):
        for method, verb in sorted(route.methods().items()):
            yield [f"/{route.pattern}", method, verb, *(cell(route, verb, role) for role in Role.values)]


def as_csv() -> str:
    """The matrix as it is kept in docs/authorisation.csv."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines())
    return out.getvalue()
