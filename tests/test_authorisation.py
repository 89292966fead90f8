"""The matrix of rights stands in docs/authorisation.csv, covers every route, and every route answers as it says."""

import csv
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from accounts.roles import Role, roles_for
from servicedesk.lib.gate import OPEN, SIGNED_IN
from servicedesk.lib.refusals import NotAllowed
from servicedesk.rights import NO, as_csv, every_route

FILE = Path(__file__).resolve().parent.parent / "docs" / "authorisation.csv"
# Asks for a token from outside, for a role from inside: tests of the metrics themselves.
ELSEWHERE = {"metrics"}
ROUTES = [route for route in every_route() if route.verb not in ("", OPEN, "by method") and route.name not in ELSEWHERE]


def test_the_matrix_is_that_of_the_routes_and_the_roles():
    assert FILE.read_text(encoding="utf-8") == as_csv(), "run `manage.py authorisation`"


def test_no_route_is_missing_from_it():
    with FILE.open(encoding="utf-8") as kept:
        known = {row["route"] for row in csv.DictReader(kept)}

    assert {f"/{route.pattern}" for route in every_route()} <= known


class Somebody:
    """Holds one role, at one unit, without a database; what it may is asked of the very method of a member of staff."""

    is_authenticated = True
    may = User.may

    def __init__(self, role: str) -> None:
        self.reach = {uuid4(): frozenset({role})}


def asked(route, role: str, method: str) -> str:
    """What the guard of a route says to somebody of a role, with nothing behind it."""
    request = getattr(RequestFactory(), method.lower())(f"/{route.pattern}")
    request.user = Somebody(role)
    try:
        answer = GUARDS[route.name, route.pattern](request)
    except NotAllowed:
        return NO
    return answer.content.decode()


def emptied(view, verb: str):
    """The guard of a view, with the view taken out from behind it."""
    while view is not None:
        if getattr(view, "verb", "") == verb and "view" in view.__code__.co_freevars:
            return view
        view = getattr(view, "__wrapped__", None)
    return None


class Behind:
    """Stands where the view stood while its guard is asked."""

    def __init__(self, guard) -> None:
        self.cell = guard.__closure__[guard.__code__.co_freevars.index("view")]
        self.guard = guard

    def __call__(self, request):
        view, self.cell.cell_contents = self.cell.cell_contents, lambda *args, **more: HttpResponse("in")
        try:
            return self.guard(request)
        finally:
            self.cell.cell_contents = view


GUARDS = {
    (route.name, route.pattern): Behind(guard)
    for route in ROUTES
    if (guard := emptied(route.callback, route.verb)) is not None
}


def test_every_route_has_a_guard_that_can_be_asked():
    assert {route.name for route in ROUTES if (route.name, route.pattern) not in GUARDS} == set()


@pytest.mark.parametrize("role", Role.values)
def test_every_guard_answers_each_role_as_the_matrix_says(role):
    """Every page route, by each of its methods: in for who has the verb, refused for who has not."""
    for route in ROUTES:
        for method, verb in route.methods().items():
            expected = "in" if verb == SIGNED_IN or role in roles_for(verb) else NO
            assert asked(route, role, method) == expected, (route.pattern, method)


@pytest.fixture
def filled(company, fault, min):
    """Addresses of rows of our company, by what stands in the pattern."""
    return SimpleNamespace(number=fault.number, people=min.pk, units=company.hall.pk)


def test_what_is_elsewhere_is_not_there(client, filled, company, other, stranger):
    """Own hall, another hall, another company, really asked: the rows of a unit are 404 outside it."""
    for who in (other, stranger):
        client.force_login(who)
        assert client.get(f"/t/{filled.number}/").status_code == 404
    somebody = User.objects.get(login="wei")
    somebody.grants.create(role=Role.ADMIN, unit=company.north, org=company.org)
    client.force_login(somebody)
    for path in (f"/manage/people/{filled.people}/", f"/manage/units/{filled.units}/"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_row_opens_that_is_not_there(client, company, root, method):
    """Every route of the administrator with a key that is nobody's: 404, 405 or back to a page; never an error."""
    client.force_login(root)
    for route in ROUTES:
        if "<uuid:" in route.pattern and (
            route.verb in ("manage", "people", "staff", "give_role", "clients", "categories")
        ):
            path = "/" + route.pattern
            while "<" in path:
                head, _lt, rest = path.partition("<")
                kind, _gt, tail = rest.partition(">")
                path = head + (str(uuid4()) if kind.startswith("uuid") else "none") + tail
            try:
                answer = getattr(client, method)(path)
            except Http404:
                continue
            assert answer.status_code in (404, 405), (path, answer.status_code)
