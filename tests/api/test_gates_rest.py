"""Deny by default: every address of the API, every role, from one table. Security lines 16 and 17."""

import pytest

from accounts.roles import MAY, Role
from keyaccounts.hazards.actions import find
from keyaccounts.security_lifecycle import MOVES
from outages.actions import announce
from outages.checking import Told
from outages.models import OutageArea
from surveys.models import Callback
from tests.api.caller import Caller, signed_in
from tests.files.samples import ready
from tests.people import MONDAY_NINE
from tests.routes import every_route
from tickets.actions.attaching import attach
from tickets.actions.numbers import take_number

ROLES = {
    "min": Role.CLERK,
    "lin": Role.DISPATCHER,
    "qiang": Role.CREW,
    "qian": Role.COMPLAINTS,
    "jing": Role.CALLBACK,
    "guo": Role.SUPERVISOR,
    "root": Role.ADMIN,
    "shen": Role.AUDITOR,
    "line": Role.HOTLINE,
}
# Method and address of every route, and the verb that opens it; `None` is open to whoever has signed in.
TABLE: dict[tuple[str, str], str | None] = {
    ("get", "me/"): None,
    ("get", "categories/"): "read",
    ("get", "halls/"): "read",
    ("get", "crews/"): "read",
    ("post", "previews/"): "register",
    ("post", "customers/"): "register",
    ("post", "customers/lookup/"): "lookup",
    ("get", "customers/{customer}/"): "lookup",
    ("post", "customers/{customer}/reveal/"): "reveal",
    ("get", "tickets/"): "read",
    ("post", "tickets/"): "register",
    ("get", "tickets/{number}/"): "read",
    ("get", "tickets/{number}/events/"): "read",
    ("get", "tickets/{number}/deadlines/"): "read",
    ("post", "tickets/{number}/reveal/"): "reveal",
    **{
        ("post", f"tickets/{{number}}/{verb}/"): verb
        for verb in (
            *("note", "call", "urge", "reply", "transfer", "withdraw", "close", "reopen"),
            *("dispatch", "accept", "depart", "arrive", "restore", "report", "send_back"),
            *("estimate", "approve_return", "return_report"),
            *("contact", "verify", "review_reply"),
            *("order", "acknowledge", "answer_order", "accept_answer", "return_answer", "withdraw_order"),
            *("suspend", "resume", "extend", "approve_extension", "withdraw_extension", "reclassify"),
            *("void", "uphold", "appoint"),
            *("link", "unlink", "merge", "unmerge", "absorb", "split", "unsplit", "repeat", "amend", "fill"),
        )
    },
    ("get", "imports/"): "bulk",
    ("post", "imports/"): "bulk",
    ("get", "imports/{import}/"): "bulk",
    **{("post", f"imports/{{import}}/{verb}/"): "bulk" for verb in ("start", "stop", "resume")},
    **{("get", f"imports/{{import}}/{part}/"): "bulk" for part in ("rows", "file")},
    ("get", "exports/"): "export",
    ("post", "exports/"): "export",
    ("get", "exports/{export}/"): "export",
    ("get", "exports/{export}/file/"): "export",
    ("post", "exports/{export}/agree/"): "approve_export",
    ("post", "exports/{export}/decline/"): "export",
    ("get", "tickets/{number}/files/"): "read",
    ("post", "tickets/{number}/files/"): "attach",
    ("get", "tickets/{number}/files/{file}/"): "read",
    ("get", "tickets/{number}/complaint/"): "complaints",
    ("post", "tickets/{number}/keep_away/"): "complaints",
    ("post", "tickets/{number}/draft_reply/"): "reply",
    ("get", "tickets/{number}/orders/"): "read",
    ("get", "tickets/{number}/links/"): "read",
    ("get", "orders/"): "board",
    ("get", "visits/"): "queue",
    ("post", "visits/"): "take_number",
    ("get", "visits/{visit}/"): "queue",
    ("post", "visits/{visit}/cancel/"): "cancel_number",
    **{
        ("post", f"tickets/{{number}}/{verb}/"): verb
        for verb in ("unclaim", "let_go", "refuse_send_back", "arbitrate", "undo")
    },
    ("get", "complaints/"): "complaint_file",
    ("get", "complaints/{number}/"): "complaint_file",
    **{
        ("post", f"complaints/{{number}}/{verb}/"): "complaints"
        for verb in ("told_by_word", "plan_fix", "ask_help", "ask_less", "archive")
    },
    ("post", "complaints/{number}/decide_less/"): "downgrade",
    **{("post", f"tickets/{{number}}/{verb}/"): "my" for verb in ("finish_fix", "check_fix", "give_help")},
    ("get", "tickets/{number}/parts/"): "my",
    ("post", "tickets/{number}/unseal/"): "complaint_file",
    ("get", "complaints/{number}/outer/"): "complaint_file",
    **{
        ("post", f"complaints/{{number}}/{verb}/"): "complaints"
        for verb in ("name_outer", "extend_outer", "report_outer", "hear_outer")
    },
    ("post", "complaints/{number}/return_outer/"): "board",
    **{
        ("post", f"tickets/{{number}}/{verb}/"): verb
        for verb in ("be_late", "ask_support", "take_over", "follow", "hide_file", "convey")
    },
    **{("post", f"tickets/{{number}}/{verb}/"): "reply" for verb in ("decide", "judge")},
    ("post", "tickets/{number}/against/"): "transfer",
    ("get", "customers/"): "customers",
    **{
        ("get", f"customers/{{customer}}/{part}/"): "customers"
        for part in ("changes", "people", "corrections", "contracts", "visits", "follow_ups", "dates")
    },
    **{
        ("post", f"customers/{{customer}}/{verb}/"): "customer_edit"
        for verb in (
            *("edit", "undo", "give_phone", "main_phone", "drop_phone", "link_person", "unlink_person"),
            *("check_paper", "correct", "verify"),
        )
    },
    ("post", "customers/{customer}/decide_correction/"): "customer_verify",
    **{
        ("post", f"customers/{{customer}}/{verb}/"): "care"
        for verb in (
            *("contracts", "end_contract", "visits", "pay_visit", "drop_visit", "follow_ups", "settle"),
            *("dates", "end_date"),
        )
    },
    ("post", "customers/{customer}/set_level/"): "customer_level",
    ("post", "customers/{customer}/assign/"): "care_assign",
    ("post", "customers/{customer}/classify/"): "secrecy_approve",
    **{("get", f"recoveries/{part}"): "recoveries" for part in ("", "{row}/")},
    ("post", "recoveries/"): "recover",
    **{
        ("post", f"recoveries/{{row}}/{verb}/"): "recover"
        for verb in ("take", "decline", "apologise", "correct", "ask", "give", "look_again", "end")
    },
    ("post", "recoveries/{row}/decide/"): "compensate",
    **{
        (method, f"{group}/{part}"): "clean"
        for group, parts in {
            "doubles": ("get", "get {row}/", "post {row}/different/", "post {row}/again/"),
            "merges": ("get", "post", "get {row}/", "post {row}/undo/"),
            "rests": ("get", "post", "get {row}/", "post {row}/wake/"),
        }.items()
        for method, _space, part in (told.partition(" ") for told in parts)
    },
    **{("get", f"rechecks/{part}"): "recheck" for part in ("", "{row}/")},
    ("post", "rechecks/{row}/answer/"): "recheck",
    **{("get", f"watch/{part}"): "watch" for part in ("", "{row}/")},
    **{("post", f"watch/{{row}}/{verb}/"): "watch" for verb in ("plan", "explain", "put_off")},
    **{("get", f"safety-files/{part}"): "hazards" for part in ("", "{row}/")},
    **{("post", f"safety-files/{part}"): "inspect" for part in ("", "{row}/inspect/")},
    **{("get", f"supply-security/{part}"): "supply_security" for part in ("", "{row}/")},
    ("post", "supply-security/"): "secure",
    **{("post", f"supply-security/{{row}}/{verb}/"): move.right for verb, move in MOVES.items()},
    **{("get", f"sheets/{part}"): "read" for part in ("", "{row}/")},
    ("post", "sheets/"): "sheet",
    **{("post", f"sheets/{{row}}/{verb}/"): "sheet" for verb in ("write", "issue", "finish", "void")},
    **{("post", f"sheets/{{row}}/{verb}/"): "approve_sheet" for verb in ("approve", "send_back")},
    **{("get", f"shifts/{part}"): "rota" for part in ("", "{row}/")},
    **{("post", f"shifts/{part}"): "rota_edit" for part in ("", "{row}/cancel/")},
    **{("get", f"appointments/{part}"): "appointments" for part in ("", "{row}/")},
    **{("post", f"appointments/{part}"): "appoint" for part in ("", "{row}/call_off/")},
    **{("get", f"low-ratings/{part}"): "satisfaction" for part in ("", "{row}/")},
    ("post", "low-ratings/{row}/settle/"): "follow_up",
    ("get", "supply-points/{point}/"): "lookup",
    ("get", "supply-points/{point}/outages/"): "lookup",
    ("get", "supply-points/{point}/tickets/"): "read",
    ("post", "supply-points/lookup/"): "lookup",
    ("get", "outages/"): "read",
    ("post", "outages/"): "outage",
    ("post", "outages/query/"): "lookup",
    **{("get", f"outages/{{outage}}/{part}"): "read" for part in ("", "events/", "cases/")},
    **{
        ("post", f"outages/{{outage}}/{verb}/"): "outage" for verb in ("expect", "withdraw", "accept", "reject", "join")
    },
    ("post", "outages/{outage}/end/"): "supply_back",
    ("get", "knowledge/"): "knowledge",
    ("get", "knowledge/{article}/"): "knowledge",
    ("post", "knowledge/"): "knowledge_edit",
    **{("post", f"knowledge/{{article}}/{verb}/"): "knowledge_edit" for verb in ("change", "retire")},
    **{("post", f"knowledge/{{article}}/{verb}/"): "knowledge" for verb in ("confirm", "vote")},
    ("get", "outages/{outage}/calls/"): "outage_call",
    ("post", "outages/{outage}/called/"): "outage_call",
    ("post", "callbacks/hand_over/"): "hand_over_calls",
    **{("get", f"stock/{part}"): "stock" for part in ("", "{row}/")},
    **{("get", path): "reports" for path in ("measures/", "figures/", "bulletins/", "bulletins/{row}/")},
    ("get", "promises/"): "read",
    ("get", "staff/"): "read",
    ("get", "surveys/"): "satisfaction",
    ("get", "surveys/{survey}/"): "satisfaction",
    ("get", "applications/"): "applications",
    ("get", "applications/{number}/"): "applications",
    **{
        ("post", f"applications/{{number}}/{verb}/"): verb
        for verb in ("check", "notify", "admit", "decline", "finish_step", "skip_step", "return_step")
    },
    ("post", "applications/{number}/settle/"): "reply",
    ("get", "filings/"): "filings",
    ("post", "filings/"): "register",
    ("get", "filings/{number}/"): "filings",
    **{("post", f"filings/{{number}}/{verb}/"): verb for verb in ("approve", "refuse", "renew", "revoke")},
    ("get", "hazards/"): "hazards",
    ("post", "hazards/"): "find_hazard",
    **{("get", f"hazards/{{hazard}}/{part}"): "hazards" for part in ("", "follow_ups/")},
    ("post", "hazards/{hazard}/regrade/"): "find_hazard",
    ("post", "hazards/{hazard}/report/"): "report_hazard",
    **{
        ("post", f"hazards/{{hazard}}/{verb}/"): "work_hazard"
        for verb in ("notify", "serve", "begin", "follow_up", "looked_again", "pass", "fail", "remove")
    },
    ("get", "handovers/"): "handover",
    ("get", "handovers/{callback}/"): "handover",
    ("get", "duty/"): "handover",
    ("get", "inspections/"): "qa",
    ("get", "inspections/{callback}/"): "qa",
    ("get", "qa-plans/"): "qa",
    ("get", "callbacks/{callback}/tries/"): "callback",
    ("get", "callbacks/"): "callback",
    ("get", "callbacks/{callback}/"): "callback",
    ("post", "callbacks/{callback}/confirm/"): "callback",
    ("post", "callbacks/{callback}/deny/"): "callback",
    ("post", "callbacks/{callback}/try/"): "callback",
    **{("get", f"calls/{part}"): "call_event" for part in ("", "{call}/")},
    ("post", "calls/"): "call_event",
    ("get", "upstream-orders/"): "read",
    ("post", "upstream-orders/"): "register",
    ("get", "upstream-orders/{order}/"): "read",
    **{("post", f"upstream-orders/{{order}}/{verb}/"): "upstream" for verb in ("accept", "return", "ask", "more_time")},
    ("get", "webhooks/"): "read",
    ("post", "webhooks/"): "read",
    ("get", "webhooks/topics/"): "read",
    **{("get", f"webhooks/{{webhook}}/{part}"): "read" for part in ("", "messages/")},
    **{("post", f"webhooks/{{webhook}}/{verb}/"): "read" for verb in ("change", "end", "secret", "test")},
    ("post", "webhooks/{webhook}/messages/{message}/resend/"): "read",
}
NAMED = {"(?P<number>[0-9A-Za-z-]{1,24})": "{number}"}
BY_FILE = "(?P<file>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
BY_MESSAGE = "(?P<message>[0-9A-Fa-f-]{36})"
NEVER = "00000000-0000-7000-8000-000000000000"
BY_ID = "(?P<pk>[0-9A-Fa-f-]{36})"
OWN_NAMES = {
    **dict.fromkeys(
        (
            *("recoveries", "doubles", "merges", "rests", "rechecks", "watch", "safety-files"),
            *("supply-security", "sheets", "shifts", "appointments", "low-ratings", "stock", "bulletins"),
        ),
        "{row}",
    ),
    "customers": "{customer}",
    "visits": "{visit}",
    "supply-points": "{point}",
    "outages": "{outage}",
    "knowledge": "{article}",
    "surveys": "{survey}",
    "hazards": "{hazard}",
    "webhooks": "{webhook}",
    "calls": "{call}",
    "upstream-orders": "{order}",
    "imports": "{import}",
    "exports": "{export}",
}
# What a fault has no file of, and what the tests' company has none of.
NO_SUCH = (
    "{row}",
    "complaint/",
    "complaints/{",
    "applications/{",
    "filings/{",
    "surveys/{",
    "knowledge/{",
    "webhooks/{",
    "calls/{",
    "upstream-orders/{",
    "imports/{",
    "exports/{",
    "handovers/{",
    "inspections/{",
)


def addresses() -> set[tuple[str, str]]:
    """Every method and address that the router knows, in the table's spelling."""
    found = set()
    for route in every_route():
        if not route.name.startswith("hotline:") or route.verb == "open":
            continue
        path = route.pattern.removeprefix("api/v1/").replace("^", "").removesuffix("$")
        path = path.replace(BY_FILE, "{file}").replace(BY_MESSAGE, "{message}")
        path = path.replace(BY_ID, OWN_NAMES.get(path.partition("/")[0], "{callback}"))
        for pattern, name in NAMED.items():
            path = path.replace(pattern, name)
        found |= {(method, path) for method in route.callback.actions if method != "head"}
    return found


@pytest.fixture
def names(company, line, reported, guifang, flat, guo) -> dict[str, str]:
    told = Told(kind="fault", title="文昌路", starts_at=MONDAY_NINE, areas=[OutageArea(by="street", value="文昌路")])
    off = announce(told, org=company.org, by=guo, at=MONDAY_NINE, confirmed=True)
    hazard = find(guifang, text="漏水", grade="grave", by=guo, at=MONDAY_NINE)
    return {
        **dict.fromkeys(("article", "survey", "webhook", "message", "row", "call", "order", "import", "export"), NEVER),
        "point": str(flat.pk),
        "outage": str(off.pk),
        "hazard": str(hazard.pk),
        "number": reported.number,
        "customer": str(guifang.pk),
        "callback": str(Callback.objects.get(ticket=reported).pk),
        "visit": str(take_number(company.hall, number="A001", by=line).pk),
        "file": str(attach(reported, [ready()], by=reported.first_contact)[0].pk),
    }


def call(caller: Caller, method: str, path: str):
    return caller.get(path) if method == "get" else caller.post(path, {"wrong": "on purpose"})


def test_the_table_names_every_address():
    assert addresses() == set(TABLE)


def expected(role: str, method: str, path: str) -> int:
    """A POST that is let in fails on its unknown field (400), so that nothing moves between two roles."""
    verb = TABLE[method, path]
    if verb is not None and role not in MAY[verb]:
        return 403
    if any(part in path for part in NO_SUCH):
        return 404
    return 200 if method == "get" else 400


@pytest.mark.parametrize("who", ROLES)
def test_who_may_do_what(request, names, who):
    caller = signed_in(request.getfixturevalue(who))
    answers = {key: call(caller, key[0], key[1].format(**names)).status_code for key in TABLE}

    assert answers == {key: expected(ROLES[who], *key) for key in TABLE}


def test_without_a_name_everything_is_closed(names):
    answers = {(method, path): call(Caller(), method, path.format(**names)) for method, path in TABLE}

    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.json()["code"] for answer in answers.values()} == {"not_authenticated"}


@pytest.mark.parametrize("role", [Role.CLERK, Role.HOTLINE])
def test_what_another_company_has_does_not_exist(names, stranger, foreign, role):
    """Security line 18: one's own role first (403), then the same 404 as for something that never was."""
    caller = foreign if role == Role.HOTLINE else signed_in(stranger)
    never = dict.fromkeys(names, NEVER) | {"number": "CN2603169999"}
    for method, path in (key for key in TABLE if "{" in key[1]):
        theirs, nobodys = (call(caller, method, path.format(**one)) for one in (names, never))

        assert theirs.status_code == (404 if role in MAY[TABLE[method, path]] else 403), path
        assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_taken(hotline, fault, method):
    answer = getattr(hotline.client, method)(f"/api/v1/tickets/{fault.number}/", headers=hotline.headers)

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["", "nothing/", "tickets", "tickets/CN1/nothing/", "../v2/", "tickets/%00/"])
def test_an_unknown_address_answers_in_json(client, db, path):
    for answer in (client.get(f"/api/v1/{path}"), client.post(f"/api/v1/{path}", {})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.json()["sentence"]
