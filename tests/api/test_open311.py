"""Open311 GeoReport v2, as its clients speak it: the standard's own words out, the desk's rules behind."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hotline.actions import Issued, make_client
from tests.people import MONDAY_NINE
from tickets.actions.desk import register
from tickets.intake import Intake
from tickets.models import Clock, Ticket

ROOT = "/open311/v2/"
FAULT = {
    "service_code": "no-power",
    "address_string": "文昌路 86 号",
    "phone": "13800006217",
    "first_name": "桂芳",
    "last_name": "陈",
    "description": "全家停电\n楼道也没有灯",
    "media_url": "https://pictures.example.cn/a.jpg",
    "email": "somebody@example.cn",
    "device_id": "tt222111",
    "attribute[neighbours]": "on",
    "attribute[danger]": "none",
    "jurisdiction_id": "C1",
}


class GeoReport:
    """What a client library of the standard does: form-encoded POST, api_key with it, XML or JSON by the ending."""

    def __init__(self, key: str) -> None:
        self.client, self.key = Client(raise_request_exception=False, enforce_csrf_checks=True), key

    def get(self, path: str, **query: str):
        return self.client.get(ROOT + path, ({"api_key": self.key} if self.key else {}) | query)

    def post(self, told: dict, form: str = "json", **headers: str):
        return self.client.post(f"{ROOT}requests.{form}", {"api_key": self.key} | told, headers=headers)


@pytest.fixture
def app(issued: Issued) -> GeoReport:
    """An app for citizens, let in as the hotline is."""
    return GeoReport(issued.key)


def error_of(answer) -> tuple[int, str]:
    ((told,)) = answer.json()
    assert told["code"] == answer.status_code and set(told) == {"code", "description"}
    return told["code"], told["description"]


def test_discovery_leads_to_what_there_is(company, db):
    nobody = GeoReport("")
    found = nobody.get("discovery.json").json()["endpoints"][0]
    assert found["url"].endswith("/open311/v2") and found["specification"].endswith("GeoReport_v2")

    root = ET.fromstring(nobody.get("services.xml", jurisdiction_id="C1").content)
    told = {one.findtext("service_code"): one for one in root}
    assert root.tag == "services" and "no-power" in told and "attitude" not in told
    assert (told["no-power"].findtext("metadata"), told["no-power"].findtext("type")) == ("true", "realtime")
    assert nobody.get("services.json", jurisdiction_id="C1").json()[0]["type"] == "realtime"

    asked = nobody.get("services/no-power.json", jurisdiction_id="C1").json()
    first = next(one for one in asked["attributes"] if one["code"] == "neighbours")
    assert (first["datatype"], first["required"], first["variable"]) == ("singlevaluelist", True, True)
    assert {"key": "on", "name": "有电"} in first["values"]
    times = {one["datatype"] for one in asked["attributes"]}
    assert times <= {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
    root = ET.fromstring(nobody.get("services/no-power", jurisdiction_id="C1").content)
    assert root.tag == "service_definition" and root.find("attributes/attribute/values/value/key") is not None


def test_a_request_is_a_case_of_the_desk(app, flat):
    answer = app.post(FAULT)
    (told,) = answer.json()
    ticket = Ticket.objects.get(number=told["service_request_id"])

    assert answer.status_code == 201 and set(told) == {"service_request_id", "service_notice", "account_id"}
    assert (ticket.contact_name, ticket.contact_phone, ticket.channel) == ("陈桂芳", "13800006217", "open311")
    assert ticket.answers["neighbours"] == "on" and "https://pictures.example.cn/a.jpg" in ticket.description
    assert "somebody@example.cn" not in ticket.description and Clock.objects.filter(ticket=ticket).exists()

    root = ET.fromstring(app.get(f"requests/{ticket.number}.xml", jurisdiction_id="C1").content)
    assert root.tag == "service_requests" and root.findtext("request/status") == "open"
    shown = app.get(f"requests/{ticket.number}.json").json()[0]
    assert shown["expected_datetime"].endswith("+08:00") and shown["service_code"] == "no-power"
    assert not any(word in str(shown) for word in ("陈桂芳", "13800006217", "86 号", "楼道"))
    assert app.get(f"tokens/{ticket.number}.json").json() == [
        {"service_request_id": ticket.number, "token": ticket.number}
    ]


def test_the_same_key_again_is_the_same_request(app, flat):
    first, again = (app.post(FAULT, **{"Idempotency-Key": "abc"}).json() for _n in range(2))
    other = app.post(FAULT | {"phone": "13800006218"}, **{"Idempotency-Key": "abc"})

    assert first == again and error_of(other)[0] == 400
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "nothing"}, 404, "service_code"),
        ({"service_code": "attitude"}, 404, "service_code"),
        ({"jurisdiction_id": "C9"}, 404, "jurisdiction_id"),
        ({"jurisdiction_id": "C2"}, 404, "jurisdiction_id"),
        ({"address_string": ""}, 400, ""),
        ({"address_string": "", "lat": "36"}, 400, "lat"),
        ({"lat": "NaN", "long": "1"}, 400, "lat"),
        ({"lat": "91", "long": "1"}, 400, "lat"),
        ({"address_id": "000000000000"}, 404, "address_id"),
        ({"attribute[danger]": ""}, 400, ""),
        ({"attribute[danger]": "wrong"}, 400, ""),
        ({"attribute[nothing]": "x"}, 400, "nothing"),
        ({"attribute[danger]": ["none", "line"]}, 400, "danger"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"media_url": "http://169.254.169.254/ latest"}, 400, "media_url"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"description": "a\0b"}, 400, "description"),
        ({"phone": "abc"}, 400, ""),
        ({"api_key": "hl_000000000000_" + "0" * 64}, 403, "api_key"),
        ({"api_key": ""}, 403, "api_key"),
    ],
)
def test_every_no_has_the_standard_s_shape(app, flat, wrong, status, word):
    answer = app.post(FAULT | wrong)
    code, said = error_of(answer)

    assert code == status and word in said and not Ticket.objects.exists()
    root = ET.fromstring(app.post(FAULT | wrong, form="xml").content)
    assert root.tag == "errors" and root.findtext("error/code") == str(status)


def test_a_place_may_be_degrees_or_an_account(app, flat):
    place = {"address_string": "", "lat": "36.0700", "long": "120.38"}
    first, second = (app.post(FAULT | more).json()[0]["service_request_id"] for more in (
        place | {"phone": "13800006218"}, {"address_string": "", "address_id": flat.account_number, "jurisdiction_id": ""}
    ))  # fmt: skip
    assert Ticket.objects.get(number=first).address == "36.070000, 120.380000"
    assert Ticket.objects.get(number=second).supply_point == flat
    nameless = {name: text for name, text in FAULT.items() if name not in ("phone", "first_name", "last_name")}
    assert app.post(nameless).status_code == 201


def test_requests_are_found_by_what_the_standard_asks(app, reported, company):
    Ticket.objects.filter(pk=reported.pk).update(registered_at=timezone.now() - timedelta(days=100))
    fresh = app.post(FAULT).json()[0]["service_request_id"]

    def numbers(**query: str) -> list[str]:
        answer = app.get("requests.json", **query)
        assert answer.status_code == 200, answer.content.decode()
        return [one["service_request_id"] for one in answer.json()]

    old = f"{timezone.now() - timedelta(days=101):%Y-%m-%dT%H:%M:%SZ}"
    assert numbers() == [fresh] == numbers(status="open") == numbers(service_code="no-power,other")
    assert numbers(start_date=old) == [reported.number]
    assert numbers(status="closed", start_date=old) == [reported.number]
    assert numbers(service_request_id=f"{fresh},{reported.number}", status="closed") == [fresh, reported.number]
    assert numbers(jurisdiction_id="CN") == [] and numbers(page="2", page_size="1") == []
    for wrong in (
        {"start_date": "yesterday"},
        {"start_date": old, "end_date": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"},
        {"status": "lost"},
        {"page": "0"},
        {"page_size": "1001"},
        {"start_date": "2026-13-99T00:00:00Z"},
    ):
        assert error_of(app.get("requests.json", **wrong))[0] == 400, wrong


def test_who_may_see_and_send_what(app, company, fault, min):
    intake = Intake(
        category=company.complaint, contact_name="李玉芬", contact_phone="13800006222", description="态度差"
    )
    complained = register(intake, unit=company.hall, by=min)
    scoped = GeoReport(make_client(org=company.org, name="只读", source="reader", scopes=("read",)).key)
    foreign = GeoReport(make_client(org=company.foreign_org, name="邻县", source="near").key)

    assert scoped.get("requests.json", start_date=f"{MONDAY_NINE:%Y-%m-%dT00:00:00Z}").status_code == 200
    assert error_of(scoped.post(FAULT))[0] == 403
    assert error_of(foreign.get(f"requests/{fault.number}.json"))[0] == 404
    assert error_of(app.get(f"requests/{complained.number}.json"))[0] == 404
    assert error_of(GeoReport("").get("requests.json"))[0] == 403
    assert error_of(app.client.put(f"{ROOT}requests.json"))[0] == 400
    assert error_of(app.client.post(f"{ROOT}services.json"))[0] == 400
    assert app.client.get(f"{ROOT}nothing").status_code == 404
    assert ET.fromstring(app.client.get(f"{ROOT}nothing").content).tag == "errors"


def test_too_often_is_told_with_when_to_come_again(app, issued):
    issued.client.per_minute = 1
    issued.client.save()
    answers = [app.get("requests.json") for _n in range(4)]
    last = answers[-1]

    assert error_of(last)[0] == 429 and last["Retry-After"] and last["X-Request-Id"]
