"""Deny by default: every route names its verb, and every page answers each role as one table says. Security line 16."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import grant, hire
from accounts.models import User
from accounts.roles import Role
from tests.routes import every_route

# The only pages that need no sign-in. A new one has to be written down here first.
OPEN_TO_ALL = {
    "healthz",
    "readyz",
    "accounts:sign_in",
    "accounts:step_code",
    "accounts:sso_begin",
    "accounts:sso_back",
    "accounts:step_enrol",
    "accounts:step_on",
    "accounts:step_password",
    "accounts:forgotten",
    "accounts:reset",
    "accounts:sign_out",
    "accounts:language",
    "tickets:track",
    "tickets:track_urge",
    "tickets:track_file",
    "tickets:track_file_size",
    "tickets:file_signed",
    "tickets:pad",
    "supervision:wall",
    "fieldwork:worker",
    "fieldwork:manifest",
    "surveys:rate",
    "surveys:words",
    "surveys:no_more",
    "surveys:more",
    "surveys:pad_more",
    "surveys:hall",
    "knowledge:public_shelf",
    "knowledge:public_article",
    "restoration:public",
    "accounts:brand_logo",
    "accounts:brand_look",
    *(f"open311:{name}" for name in ("discovery", "services", "definition", "nowhere")),
}
# Guarded by the api_key of their standard instead: tests/api/test_open311.py.
BY_KEY = {f"open311:{name}" for name in ("requests", "request", "token")}
ROLES = {
    "min": "clerk",
    "lin": "dispatcher",
    "qiang": "crew",
    "qian": "complaints",
    "jing": "callback",
    "mei": "manager",
    "guo": "supervisor",
    "root": "admin",
    "shen": "auditor",
}
PAGES = {
    "/intake/": {"clerk", "dispatcher", "complaints", "supervisor"},
    "/my/": {"clerk", "dispatcher", "crew", "complaints", "callback", "manager", "supervisor"},
    "/visits/": {"supervisor", "auditor"},
    "/visits/bar/": {"clerk", "supervisor"},
    "/intake/drafts/": {"clerk", "dispatcher", "complaints", "supervisor"},
    "/manage/": {"admin", "supervisor", "auditor"},
    "/manage/start/trade/": {"admin"},
    "/manage/people/": {"admin", "supervisor", "auditor"},
    "/manage/people/new/": {"admin"},
    "/manage/people/table/": {"admin"},
    "/manage/units/": {"admin", "supervisor", "auditor"},
    "/manage/units/table/": {"admin"},
    "/manage/crews/table/": {"admin"},
    "/manage/texts/": {"admin"},
    "/manage/texts/registered/": {"admin"},
    "/manage/tables/people/pattern/": {"admin"},
    "/manage/brand/": {"admin"},
    "/manage/roles/": {"admin", "supervisor", "auditor"},
    "/manage/changes/": {"admin", "supervisor", "auditor"},
    "/manage/channels/": {"admin"},
    "/manage/windows/": {"admin"},
    "/dispatch/": {"dispatcher", "supervisor"},
    "/dispatch/day/": {"dispatcher", "supervisor"},
    "/rota/": {"crew", "dispatcher", "supervisor"},
    "/manage/crews/": {"supervisor", "admin"},
    "/manage/crews/rules/": {"supervisor", "admin"},
    "/manage/crews/phones/": {"supervisor", "admin"},
    "/rota/week.csv": {"crew", "dispatcher", "supervisor"},
    "/m/": {"crew", "dispatcher", "supervisor"},
    "/m/hello/": {"crew", "dispatcher", "supervisor"},
    "/complaints/": {"complaints", "supervisor"},
    "/complaints/analysis/": {"complaints", "supervisor", "auditor"},
    "/manage/complaints/": {"admin", "supervisor"},
    "/recoveries/": {"clerk", "complaints", "callback", "manager", "supervisor", "auditor"},
    "/handover/": {"clerk", "dispatcher", "complaints", "callback", "supervisor", "auditor"},
    "/handover/past/": {"clerk", "dispatcher", "complaints", "callback", "supervisor", "auditor"},
    "/handover/duty/": {"clerk", "dispatcher", "complaints", "callback", "supervisor", "auditor"},
    "/manage/handover/": {"admin", "supervisor"},
    "/qa/": {"supervisor"},
    "/qa/figures/": {"supervisor"},
    "/qa/draws/": {"supervisor"},
    "/qa/exams/": {"supervisor"},
    "/qa/exams/questions/": {"supervisor"},
    "/qa/training/": {"supervisor"},
    "/qa/merits/": {"supervisor"},
    "/qa/rounds/": {"supervisor"},
    "/qa/projects/": {"supervisor"},
    "/qa/mine/": {"clerk", "dispatcher", "crew", "complaints", "callback", "manager", "supervisor"},
    "/manage/qa/": {"admin", "supervisor"},
    "/manage/qa/sheets/desk/": {"admin", "supervisor"},
    "/manage/qa/plans/new/": {"admin", "supervisor"},
    "/callback/": {"callback", "supervisor"},
    "/callback/calendar/": {"callback", "supervisor"},
    "/callback/summary/": {"callback", "supervisor"},
    "/callback/handover/": {"supervisor"},
    "/satisfaction/": {"supervisor", "auditor"},
    "/satisfaction/answers/": {"supervisor", "auditor"},
    "/satisfaction/export/": {"supervisor", "auditor"},
    "/satisfaction/follow-ups/": {"supervisor", "auditor"},
    "/satisfaction/halls/": {"supervisor", "auditor"},
    "/satisfaction/checks/": {"supervisor", "auditor"},
    "/satisfaction/outside/": {"supervisor", "auditor"},
    "/manage/questionnaires/": {"admin", "supervisor"},
    "/manage/questionnaires/plan/": {"admin", "supervisor"},
    "/manage/questionnaires/hall-month/": {"admin", "supervisor"},
    "/calls/": {"clerk", "dispatcher", "complaints", "callback", "manager", "supervisor"},
    "/calls/back/": {"clerk", "dispatcher", "complaints", "callback", "manager", "supervisor"},
    "/calls/all/": {"supervisor", "auditor"},
    "/manage/calls/": {"admin", "supervisor"},
    "/customers/": {"clerk", "dispatcher", "complaints", "callback", "manager", "supervisor"},
    "/customers/viewings/": {"supervisor"},
    "/board/": {"supervisor", "auditor"},
    "/manage/walls/": {"admin", "supervisor"},
    "/board/extensions/": {"supervisor"},
    "/audit/": {"auditor", "admin"},
    "/applications/": {"clerk", "dispatcher", "supervisor", "auditor"},
    "/filings/": {"clerk", "dispatcher", "complaints", "supervisor", "auditor"},
    "/filings/new/": {"clerk", "dispatcher", "complaints", "supervisor"},
    "/misconduct/taken-in/": {"clerk", "dispatcher", "complaints", "supervisor"},
    "/misconduct/readings/": {"auditor", "admin"},
    "/manage/applications/": {"admin"},
    "/manage/handlers/": {"admin"},
    "/manage/clients/": {"admin"},
    "/manage/clients/new/": {"admin"},
    "/manage/webhooks/": {"admin"},
    "/manage/upstreams/": {"admin"},
    "/manage/upstreams/new/": {"admin"},
    "/upstream/": {"dispatcher", "complaints", "supervisor"},
    "/upstream/reconcile/": {"dispatcher", "complaints", "supervisor", "auditor"},
    "/reviews/": {"dispatcher", "supervisor"},
    "/appointments/": {"clerk", "dispatcher", "supervisor", "auditor"},
    "/stock/": {"dispatcher", "supervisor"},
    "/stock/in/": {"dispatcher", "supervisor"},
    "/stock/items/": {"dispatcher", "supervisor"},
    "/stock/places/": {"dispatcher", "supervisor"},
    "/stock/shortages/": {"dispatcher", "supervisor"},
    "/manage/sheets/": {"admin", "supervisor"},
    "/manage/sheets/reports/": {"admin", "supervisor"},
    "/manage/sheets/back/": {"admin", "supervisor"},
    "/manage/sheets/windows/": {"admin", "supervisor"},
    "/reports/kept/": {"supervisor", "auditor"},
    "/reports/": {"supervisor", "auditor"},
    "/reports/behind/": {"supervisor", "auditor"},
    "/reports/measures/": {"supervisor", "auditor"},
    "/reports/bulletins/": {"supervisor", "auditor"},
    "/reports/orders/": {"supervisor", "auditor"},
    "/reports/rules/": {"supervisor", "admin"},
    "/board/orders/": {"supervisor", "auditor"},
    "/manage/urging/": {"admin", "supervisor"},
    "/manage/categories/": {"admin", "supervisor"},
    "/manage/categories/halls/": {"admin", "supervisor"},
    "/manage/categories/export/": {"admin", "supervisor"},
    "/manage/categories/new/": {"admin"},
    "/manage/categories/import/": {"admin"},
    "/manage/categories/no-power/": {"admin", "supervisor"},
    "/manage/categories/no-power/history/": {"admin", "supervisor"},
    "/status/": {"supervisor", "auditor", "admin"},
    "/manage/messages/": {"admin", "supervisor"},
    "/manage/doors/": {"admin"},
    "/manage/doors/sso/": {"admin"},
    "/manage/retention/": {"admin"},
    "/person-data/": {"supervisor"},
    "/me/security/": set(ROLES.values()),
    "/manage/stuck/": {"admin", "supervisor"},
    "/manage/tags/": {"admin", "supervisor"},
    "/manage/promises/": {"admin", "supervisor"},
    "/manage/promises/try/": {"admin", "supervisor"},
    "/manage/calendars/": {"admin", "supervisor"},
    "/manage/calendars/cn-office/notice/": {"admin"},
    "/manage/calendars/cn-office/hours/": {"admin"},
    "/manage/promises/lines/new/": {"admin"},
    "/manage/promises/power-fault-arrive-sgcc-2011-urban/": {"admin", "supervisor"},
    "/manage/promises/power-fault-arrive-sgcc-2011-urban/revise/": {"admin"},
    "/manage/doubles/": {"admin", "supervisor"},
    "/watch/": {"manager", "supervisor"},
    "/supply-security/": {"crew", "dispatcher", "manager", "supervisor", "auditor"},
    "/supply-security/new/": {"dispatcher", "manager", "supervisor"},
    "/hazards/": {"clerk", "crew", "dispatcher", "manager", "supervisor", "auditor"},
    "/manage/inspection-cycles/": {"admin", "supervisor"},
    "/recheck/": {"manager", "supervisor"},
    "/manage/watch-rules/": {"admin", "supervisor"},
    "/manage/watch-rules/new/": {"admin", "supervisor"},
    "/manage/rest/": {"admin", "supervisor"},
    "/manage/figures/": {"admin"},
    "/manage/figures/pattern/": {"admin"},
    "/manage/imports/": {"admin", "supervisor"},
    "/manage/imports/pattern/tickets/open/": {"admin", "supervisor"},
    "/manage/exports/": {"admin", "supervisor", "auditor"},
    "/tickets/": set(ROLES.values()),
    "/notices/": set(ROLES.values()),
    "/outages/": set(ROLES.values()),
    "/outages/new/": {"dispatcher", "supervisor"},
    "/outages/export/": set(ROLES.values()),
    "/manage/outages/": {"admin", "supervisor"},
    "/manage/outages/grid/": {"admin", "supervisor"},
    "/manage/outages/history/": {"admin", "supervisor"},
    "/customers/unverified/": {"clerk", "complaints", "manager", "supervisor"},
    "/knowledge/": set(ROLES.values()),
    "/knowledge/texts/": set(ROLES.values()),
    "/knowledge/new/": {"supervisor", "admin"},
    "/intake/texts/": {"clerk", "dispatcher", "complaints", "supervisor"},
}


def test_every_route_names_the_verb_that_guards_it():
    open_doors = [
        route.pattern for route in every_route() if not route.verb and route.name not in {"healthz", "readyz"}
    ]

    assert open_doors == [], "these name no verb and would be open"


def test_the_pages_open_to_all_are_these_and_no_others():
    opened = {route.name for route in every_route() if route.verb == "open" or route.name in {"healthz", "readyz"}}

    assert opened - {name for name in opened if name.startswith("hotline:")} == OPEN_TO_ALL | BY_KEY


@pytest.mark.parametrize("who", ROLES)
def test_who_may_open_which_page(client, request, who):
    client.force_login(request.getfixturevalue(who))
    expected = {page: 200 if ROLES[who] in roles else 403 for page, roles in PAGES.items()}

    assert {page: client.get(page).status_code for page in PAGES} == expected


def test_a_stranger_is_sent_to_the_sign_in_page(client, db):
    answers = {page: client.get(page) for page in PAGES}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(PAGES, 302)
    assert {page: answer["Location"] for page, answer in answers.items()} == {
        page: f"/sign-in/?next={page}" for page in PAGES
    }


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("min", 200),
        ("lin", 200),
        ("qian", 200),
        ("jing", 200),
        ("guo", 200),
        ("root", 200),
        ("shen", 200),
        ("qiang", 404),
        ("other", 404),
        ("stranger", 404),
    ],
)
def test_who_sees_a_ticket_of_the_southern_hall(client, request, fault, who, answer):
    """I32: outside one's scope a ticket does not exist."""
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/t/{fault.number}/").status_code == answer


def test_a_foreign_ticket_and_a_missing_one_answer_alike(client, fault, stranger):
    """Security line 18."""
    client.force_login(stranger)
    foreign = client.get(f"/t/{fault.number}/")
    missing = client.get("/t/CN2603169999/")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content.replace(fault.number.encode(), b"") == missing.content.replace(b"CN2603169999", b"")


CHANGING = [
    route for route in every_route() if "<str:verb>" in route.pattern or route.name.endswith(("urge", "assign"))
]


def test_nothing_changes_by_reading(client, fault, guo):
    """Security line 12: a GET on a route that changes something is refused."""
    client.force_login(guo)

    for route in CHANGING:
        path = "/" + route.pattern.replace("<str:number>", fault.number).replace("<str:verb>", "accept")
        assert client.get(path.replace("<str:token>", "AAAA")).status_code in (404, 405), route.name

    fault.refresh_from_db()
    assert fault.version == 1


def test_a_change_without_the_csrf_token_is_refused(fault, guo, company):
    """Security line 12."""
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(guo)

    assert careful.post(f"/dispatch/{fault.number}/", {"crew": company.crew.pk}).status_code == 403


def test_a_role_taken_away_is_gone_at_the_next_request(client, lin, fault):
    """Security line 22."""
    client.force_login(lin)
    assert client.get("/dispatch/").status_code == 200
    lin.grants.update(until_at=timezone.now() - timedelta(seconds=1), from_at=timezone.now() - timedelta(days=1))

    assert client.get("/dispatch/").status_code == 403


OF_A_TICKET = [
    route for route in every_route() if "<str:number>" in route.pattern and not route.pattern.startswith("api/")
]


@pytest.fixture
def foreign_chief(company):
    """Everything that a role can give, but in the neighbouring company."""
    chief = hire(login="chief", name="外司长", home=company.foreign_org)
    for role in set(Role) - {Role.SECURITY, Role.AUDITOR}:  # nobody holds these beside the administrator's
        grant(chief, role=role, unit=company.foreign_org)
    return User.objects.get(pk=chief.pk)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_a_ticket_opens_for_another_company(client, fault, foreign_chief, method):
    """Security line 17: list, detail, print, reveal and every verb go through the same door."""
    client.force_login(foreign_chief)

    for route in OF_A_TICKET:
        path = "/" + route.pattern.replace("<str:number>", fault.number).replace("<str:verb>", "note")
        answer = getattr(client, method)(path, {"text": "…", "version": "1"} if method == "post" else {})
        assert answer.status_code in (404, 405), route.name

    fault.refresh_from_db()
    assert fault.version == 1


@pytest.mark.parametrize("words", ["CN2603160001", "0316-0001", "13800006217", "6217 cgf", "053211876204"])
def test_no_search_finds_another_companys_case(client, fault, foreign_chief, words):
    """Security lines 17 and 21: what one may not see is not found, and not counted either."""
    client.force_login(foreign_chief)

    text = client.post("/search/", {"q": words}, follow=True).content.decode()

    assert f"/t/{fault.number}/" not in text
    assert "陈*芳" not in text
    assert fault.title not in text


@pytest.mark.parametrize("verb", ["note", "urge", "call", "transfer", "withdraw", "close", "reopen"])
def test_who_may_only_read_changes_nothing(client, fault, shen, verb):
    """Security line 20: the auditor sees the ticket and can neither write on it nor move it."""
    client.force_login(shen)

    answer = client.post(f"/t/{fault.number}/{verb}/", {"text": "…", "reason": "…", "version": "1"})

    fault.refresh_from_db()
    assert answer.status_code == 403
    assert fault.version == 1
