"""The matrix of rights stands in docs/authorisation.csv, covers every route, and every route answers as it says."""

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

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


KEYED = [route for route in ROUTES if "<" in route.pattern and route.methods()]
NOBODY = {"uuid": "0f5c3a52-7a17-4d2b-9a54-3f6a1c0e9b77", "str": "ZZ2603169999", "slug": "zz-nobody", "int": "9"}
# What the statement that looks for a key is bound by: a company, a place, a person, or the list of one's own units.
SCOPE = re.compile(
    r'"\w*(org|unit|hall|home|user|person|owner|agent|by)_id"|"accounts_unit"."(path|id)" IN|"(id|unit_id)" IN'
)
# What stands in an address beside the key, where a view asks for that first.
BESIDE = {
    "visits/<uuid:pk>/<str:verb>/": "begin",
    "complaints/<str:number>/form/<str:step>/": "verify",
    "recoveries/<uuid:pk>/<str:act>/": "take",
    "customers/<uuid:pk>/do/<slug:name>/": "edit",
    "hazards/<uuid:pk>/do/<slug:verb>/": "begin",
    "supply-security/<uuid:pk>/do/<slug:verb>/": "approve",
    "reports/bulletins/<str:month>/": "2026-01",
}
BY_PATTERN = {"start|stop|resume": "start", "agree|decline": "agree"}
# What stands in these addresses is a word of the program, and no row: with a wrong one they are not there.
WORDS_ALONE = {
    "manage/start/<slug:step>/",
    "manage/tables/<slug:what>/pattern/",
    "manage/texts/<slug:code>/",
    "manage/texts/<slug:code>/look/",
    "manage/promises/profiles/<slug:name>/",
    "manage/imports/pattern/<slug:kind>/<slug:mode>/",
    "manage/sheets/usual/<slug:what>/",
    "manage/qa/sheets/<slug:work>/",
    "manage/stuck/<str:kind>/<str:verb>/",
    "stock/export/<slug:kind>/",
}
# Bound by the person alone, and back to their page where there is nothing; or a form for what is new.
BACK_TO_A_PAGE = {
    "m/seen/<uuid:pk>/",
    "board/undo/<uuid:batch>/",
    "rota/fill/<str:how>/",
    "manage/questionnaires/<slug:code>/",
}


def path_to_nobody(route) -> tuple[str, set[str]]:
    """The address of a row that is nobody's, and the keys that stand in it."""
    path, keys = "/" + route.pattern.replace("^", "").replace("$", ""), set()
    for found in re.findall(r"\(\?P<[^()]*\)|<[^<>]*>", path):
        kind = "uuid" if "0-9a-f" in found else found.strip("<>").partition(":")[0]
        word = next((word for choice, word in BY_PATTERN.items() if choice in found), "")
        if not word and path.count("<") == 1:
            word = BESIDE.get(route.pattern, "")
        path = path.replace(found, word or NOBODY.get(kind, NOBODY["str"]), 1)
        keys.add(word or NOBODY.get(kind, NOBODY["str"]))
    return path, keys - {*BESIDE.values(), *BY_PATTERN.values()} or keys


@pytest.fixture
def everybody(company, root, shen):
    """Somebody for each verb: an administrator who holds every role that may be held beside it, and an auditor."""
    for role in set(Role.values) - {Role.ADMIN, Role.AUDITOR, Role.SECURITY, Role.HOTLINE}:
        root.grants.create(role=role, unit=company.org, org=company.org)
    return [(one, signed_in(one)) for one in (User.objects.get(pk=root.pk), User.objects.get(pk=shen.pk))]


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def is_bound(statement: str, keys: set[str]) -> bool:
    """Whether this statement looks for the key, and only among what is somebody's own."""
    told = statement.partition("WHERE")[2]
    return "accounts_auditevent" not in statement and any(key in told for key in keys) and bool(SCOPE.search(told))


def test_every_key_is_looked_for_among_one_s_own(everybody):
    """Every route that takes a row's key asks for it within a company, a place or a person: another's row is not there.

    Asked with a key that is nobody's: the statement that looks for it names the scope. A new route that does not fails.
    """
    free = set()
    for route in KEYED:
        method, verb = next(iter(route.methods().items()))
        client = next(client for who, client in everybody if verb == SIGNED_IN or who.may(verb))
        path, keys = path_to_nobody(route)
        with CaptureQueriesContext(connection) as asked:
            status = getattr(client, method.lower())(path, {"purpose": "核对", "reason": "核对"}).status_code
        bound = any(is_bound(one["sql"], keys) for one in asked)
        assert status == 404 or route.pattern in BACK_TO_A_PAGE or (status, bound) == (405, True), (path, status)
        if not bound:
            free.add(route.pattern)
    assert free - BACK_TO_A_PAGE == WORDS_ALONE


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
