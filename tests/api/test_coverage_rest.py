"""What every operation has, and that every right has its operation or a reason: asked of the description itself."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from accounts.roles import MAY
from customers.actions import add_supply_point, register_customer
from hotline.openapi.whole import document
from tests.api.caller import Caller, signed_in
from tests.people import MONDAY_NINE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "coverage.md"
LINE = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
# Lists that come whole: parts of one row, what is worked out when asked, or sorted by time left.
WHOLE = re.compile(r"/\{\w+\}/[a-z_]+/$|/(promises|measures|figures|orders|topics|previews|lookup|query|hand_over)/$")


def operations():
    for path, methods in document("en")["paths"].items():
        for method, row in methods.items():
            if row["tags"] != ["door"]:
                yield path.removeprefix("/api/v1"), method, row


def test_every_right_has_its_operations_or_a_reason():
    told, opened = dict(LINE.findall(PAGE.read_text())), defaultdict(set)
    for path, method, row in operations():
        opened[row.get("x-verb", "")].add((method, path[1:]))

    assert set(told) == set(MAY)
    for verb, text in told.items():
        named = {(one.lower(), path) for how, path in re.findall(r"`([A-Z/]+) (\S+)`", text) for one in how.split("/")}
        assert named <= opened[verb], verb
        assert bool(named) == bool(opened[verb]), verb
        assert named or len(text) > 20, verb


def headers_of(row) -> set[str]:
    return {one["$ref"].rpartition("/")[2] for one in row["parameters"] if "$ref" in one}


def test_every_read_can_be_narrowed_and_is_not_said_twice():
    """`fields`, `If-None-Match` and an ETag at each; cursor, page size, total and an order at each list; each has an end."""
    for path, method, row in operations():
        good = next(answer for status, answer in row["responses"].items() if status < "300")
        content = good.get("content", {}).get("application/json")
        if method != "get" or content is None:
            continue
        asked = {one["name"] for one in row["parameters"] if one.get("in") == "query"}
        results = content["schema"].get("properties", {}).get("results")

        assert "fields" in asked, path
        assert "If-None-Match" in headers_of(row), path
        assert {"ETag", "X-Request-Id"} <= set(good["headers"]), path
        if results and not WHOLE.search(path):
            assert {"cursor", "page_size", "total", "ordering"} <= asked, path
        if results:
            assert 0 < results["maxItems"] <= 2000, path


def test_every_change_can_be_repeated_and_is_refused_in_words():
    """`Idempotency-Key` at each POST but those whose answer is shown once; each has an example of what it takes."""
    once = set()
    for path, method, row in operations():
        if method == "post":
            once |= set() if "Idempotency-Key" in headers_of(row) else {path}
            assert {"400", "401", "403", "409", "415", "429"} <= set(row["responses"]), path
            assert "example" in next(iter(row["requestBody"]["content"].values())), path

    assert {re.sub(r"\{\w+\}", "{}", path) for path in once} == {
        "/customers/{}/reveal/", "/tickets/{}/reveal/", "/tickets/{}/unseal/", "/webhooks/", "/webhooks/{}/secret/"
    }  # fmt: skip


def test_a_row_with_versions_is_changed_under_if_match():
    """Whatever shows a version takes `If-Match` at the steps that move it, and at none without."""
    for path, method, row in operations():
        if method == "post" and "requestBody" in row:
            schema = next(iter(row["requestBody"]["content"].values()))["schema"]
            shape = (
                document("en")["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else {}
            )
            assert ("If-Match" in headers_of(row)) == ("version" in shape.get("properties", {})), path


FOREIGN = (
    "password",
    "org",
    "org__name",
    "ticket__first_contact__password",
    "customer__identity_index",
    "id__in",
    "pk",
)


def test_no_list_is_asked_for_what_its_filters_do_not_name(guo):
    """Security line 18: a filter never reaches into another table, at any list."""
    caller: Caller = signed_in(guo)
    lists = [path[1:] for path, method, _row in operations() if method == "get" and "{" not in path]
    answers = {path: caller.get(path, **dict.fromkeys(FOREIGN, "x")) for path in lists}

    assert len(lists) > 30
    for path, answer in answers.items():
        assert answer.status_code == 403 or (answer.status_code, set(answer.json()["fields"])) == (400, set(FOREIGN)), (
            path
        )


@pytest.fixture
def theirs(company, stranger) -> dict[str, str]:
    """What the neighbouring company has, by the way in which a body names it."""
    told = {"org": company.foreign_org, "at": MONDAY_NINE}
    customer = register_customer(name="赵远", phone="13700001111", **told)
    more = {"account_number": "099900001111", "address": "远路 1 号", "area": "urban"}
    point = add_supply_point(org=company.foreign_org, holder=customer, **more)
    return {
        "a code or an id": str(company.foreign_hall.pk),
        "an id": str(customer.pk),
        "an account number or an id": point.account_number,
        "a number": "LX2603160001",
        "a staff number or an id": stranger.staff_number,
    }


def test_a_row_of_another_company_is_as_unknown_in_a_body_as_none(theirs, guo, fault, kept):
    """Security line 18: every field of every body that names a row refuses a foreign one by its own name."""
    schemas, caller, tried = document("en")["components"]["schemas"], signed_in(guo), 0
    here = {"{number}": fault.number, "customers/{id}": f"customers/{kept.pk}"}
    for path, method, row in operations():
        for how, where in here.items():
            path = path.replace(how, where)
        content = row.get("requestBody", {}).get("content", {}).get("application/json")
        if method != "post" or "{" in path or content is None or "$ref" not in content["schema"]:
            continue
        shape = schemas[content["schema"]["$ref"].rpartition("/")[2]]
        for name, value in shape.get("properties", {}).items():
            if value.get("description") in theirs:
                answer = caller.post(path[1:], content["example"] | {name: theirs[value["description"]]})
                assert answer.status_code in (400, 403, 404), (path, name, answer.content)
                assert answer.status_code != 400 or name in answer.json()["fields"], (path, name, answer.content)
                tried += 1

    assert tried > 20
