"""The description of the API: whole, true, open, readable, and the same for Postman."""

import json
import re

import pytest
import yaml
from drf_spectacular.drainage import GENERATOR_STATS

from hotline.openapi.opened import PATHS
from hotline.openapi.page import groups_of
from hotline.openapi.papers import papers
from hotline.openapi.whole import document
from tests.api.conforming import described, validator
from tests.api.test_gates_rest import TABLE

ADDRESSES = ["schema/", "docs/", "docs/tickets/", "docs/read/journeys/", "postman/"]


def operations() -> list[tuple[str, str, dict]]:
    return [(path, method, row) for path, methods in document("en")["paths"].items() for method, row in methods.items()]


def test_every_address_is_described_once():
    known = {(method, re.sub(r"\{\w+\}", "{}", path)) for path, method, _row in operations()}
    names = [row["operationId"] for _path, _method, row in operations()]

    opened = {(method, path) for path, methods in PATHS.items() for method in methods}
    assert known == opened | {(method, "/api/v1/" + re.sub(r"\{\w+\}", "{}", path)) for method, path in TABLE}
    assert len(names) == len(set(names))
    assert not GENERATOR_STATS


def test_every_operation_says_what_it_is_and_shows_it():
    for path, method, row in operations():
        assert len(row["description"]) > 10, path
        assert row["tags"][0] in {tag["name"] for tag in document("en")["tags"]}, path
        for told in (
            row.get("requestBody"),
            *(row["responses"][status] for status in row["responses"] if status < "3"),
        ):
            for kind, content in (told or {}).get("content", {}).items():
                if "json" in kind:
                    check = validator(json.dumps(content["schema"]))
                    errors = [
                        f"{error.instance_path} {error.message}" for error in check.iter_errors(content["example"])
                    ]
                    assert not errors, (path, method, errors)


def test_every_reference_leads_somewhere():
    text = json.dumps(document("en"))
    for sort, name in set(re.findall(r'"#/components/(\w+)/([\w-]+)"', text)):
        assert name in document("en")["components"][sort], (sort, name)


def test_the_description_is_open_and_the_same_in_both_forms(client, db):
    told = client.get("/api/v1/schema/?format=json")
    plain = client.get("/api/v1/schema/")

    assert told.json()["openapi"] == "3.1.0"
    assert plain["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(plain.content) == told.json()
    assert client.post("/api/v1/schema/").status_code == 405


def test_a_company_may_keep_its_description_for_itself(client, min, settings):
    settings.API_DOCS_PUBLIC = False
    assert {client.get(f"/api/v1/{path}").status_code for path in ADDRESSES} == {404}

    client.force_login(min)
    assert {client.get(f"/api/v1/{path}").status_code for path in ADDRESSES} == {200}


def test_the_pages_show_every_operation_without_the_internet(client, db):
    """The script only helps: everything stands in the pages themselves."""
    pages = client.get("/api/v1/docs/").content.decode()
    for group in groups_of(document("zh-hans")):
        pages += client.get(f"/api/v1/docs/{group.name}/").content.decode()

    for path, _method, row in operations():
        assert f'id="{row["operationId"]}"' in pages, path
        assert f'id="curl-{row["operationId"]}"' in pages, path
    assert set(re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', pages)) == {
        "/static/img/favicon.svg", "/static/bundles/docs.css", "/static/bundles/docs.js"
    }  # fmt: skip
    assert client.get("/api/v1/docs/nothing/").status_code == 404


def test_the_pages_lead_to_the_journeys_and_are_searched(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    for name in papers("zh-hans"):
        assert f"/api/v1/docs/read/{name}/" in page
        assert client.get(f"/api/v1/docs/read/{name}/").status_code == 200
    for lang, words in (
        ("en", ("Report a fault", "Urge it", 'lang="en"')),
        ("zh-hans", ("报修", "催办", 'lang="zh-CN"')),
    ):
        told = client.get(f"/api/v1/docs/read/journeys/?lang={lang}").content.decode()
        assert all(word in told for word in (*words, "<ol>"))
        assert not re.search(r"\*\*|^\| |\]\(", html_text(told), re.MULTILINE)
    assert client.get("/api/v1/docs/read/../urls/").status_code == 404
    assert client.get("/api/v1/docs/read/nothing/").status_code == 404

    found = client.get("/api/v1/docs/?q=tickets+urge").content.decode()
    assert ("tickets_urge" in found, "callbacks_confirm" in found) == (True, False)
    assert "&lt;b&gt;" in client.get("/api/v1/docs/?q=<b>").content.decode()


def html_text(page: str) -> str:
    """What is read, without what stands in boxes of code."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<(pre|code)\b.*?</\1>", "", page, flags=re.DOTALL))


def test_postman_has_every_operation_with_its_example(client, db):
    told = client.get("/api/v1/postman/").json()
    found = {}
    for folder in told["item"]:
        for item in folder["item"]:
            request = item["request"]
            parts = [f"{{{part[1:]}}}" if part.startswith(":") else part for part in request["url"]["path"]]
            found["/" + "/".join(parts), request["method"].lower()] = request

    assert set(found) == {(path, method) for path, method, _row in operations()}
    for path, method, row in operations():
        content = row.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            assert json.loads(found[path, method]["body"]["raw"]) == content["application/json"]["example"]
        asked = {one["name"] for one in row["parameters"] if one.get("in") == "query"}
        assert {one["key"] for one in found[path, method]["url"]["query"]} == asked


@pytest.mark.parametrize("shape", ["TicketOut", "CustomerOut"])
def test_an_answer_may_be_narrowed_to_some_fields(shape):
    assert "required" not in described()["components"]["schemas"][shape]
