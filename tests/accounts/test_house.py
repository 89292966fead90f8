"""What stands around every page: the rail shows only what the role may open, and each role begins somewhere."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from accounts.actions import tell
from accounts.context import house
from accounts.models import User
from accounts.rail import rail_for
from tests.people import MONDAY_NINE, Company

RAILS = {
    "min": [
        "intake",
        "my",
        "handover",
        "tickets",
        "customers",
        "outages",
        "knowledge",
        "calls",
        "applications",
        "filings",
        "appointments",
        "hazards",
    ],
    "lin": [
        "intake",
        "my",
        "dispatch",
        "reviews",
        "rota",
        "handover",
        "tickets",
        "customers",
        "outages",
        "knowledge",
        "calls",
        "upstream",
        "applications",
        "filings",
        "appointments",
        "stock",
        "hazards",
        "security",
    ],
    "qiang": ["my", "m", "rota", "tickets", "outages", "knowledge", "hazards", "security"],
    "qian": [
        "intake",
        "my",
        "complaints",
        "handover",
        "tickets",
        "customers",
        "outages",
        "knowledge",
        "calls",
        "upstream",
        "filings",
    ],
    "jing": ["my", "callback", "handover", "tickets", "customers", "outages", "knowledge", "calls"],
    "guo": [
        "intake",
        "my",
        "dispatch",
        "reviews",
        "rota",
        "complaints",
        "callback",
        "handover",
        "qa",
        "board",
        "reports",
        "tickets",
        "customers",
        "outages",
        "knowledge",
        "calls",
        "upstream",
        "satisfaction",
        "extensions",
        "applications",
        "filings",
        "appointments",
        "stock",
        "visits",
        "watch",
        "recheck",
        "hazards",
        "security",
        "settings",
        "status",
    ],
    "root": ["tickets", "outages", "knowledge", "audit", "settings", "status"],
    "shen": [
        "handover",
        "board",
        "reports",
        "tickets",
        "outages",
        "knowledge",
        "satisfaction",
        "applications",
        "filings",
        "appointments",
        "visits",
        "hazards",
        "security",
        "audit",
        "settings",
        "status",
    ],
    "mei": ["my", "tickets", "customers", "outages", "knowledge", "calls", "watch", "recheck", "hazards", "security"],
}
FIRST = {
    "min": "/intake/",
    "lin": "/dispatch/",
    "qiang": "/m/",
    "qian": "/complaints/",
    "jing": "/callback/",
    "guo": "/board/",
    "mei": "/customers/",
    "root": "/manage/",
    "shen": "/audit/",
}


@pytest.mark.parametrize(("who", "names"), RAILS.items())
def test_the_rail_shows_what_the_role_may_open(request: pytest.FixtureRequest, who: str, names: list[str]) -> None:
    assert [stop["name"] for stop in rail_for(request.getfixturevalue(who))] == names


@pytest.mark.parametrize(("who", "page"), FIRST.items())
def test_each_role_begins_where_its_work_is(
    client: Client, request: pytest.FixtureRequest, who: str, page: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/")["Location"] == page


def test_no_two_stops_share_a_key(guo: User, root: User, shen: User, qiang: User) -> None:
    keys = {str(stop["name"]): stop["key"] for user in (guo, root, shen, qiang) for stop in rail_for(user)}
    assert len(set(keys.values())) == len(keys)


def test_somebody_without_a_role_can_still_read_notices(client: Client, company: Company) -> None:
    nobody = User.objects.create_user("new", "x", name="新人", home=company.hall, org=company.org)
    client.force_login(nobody)
    assert client.get("/")["Location"] == "/notices/"
    assert client.get("/notices/").status_code == 200


def test_the_bell_counts_no_further_than_99(rf: RequestFactory, min: User) -> None:
    for number in range(105):
        tell([min], key=f"k{number}", what="urge", at=MONDAY_NINE)
    request = rf.get("/")
    request.user = min
    assert house(request)["notices_unread"] == 99


def test_nothing_is_asked_of_the_database_until_it_is_shown(
    rf: RequestFactory,
    min: User,
    django_assert_num_queries: object,
) -> None:
    request = rf.get("/")
    request.user = min
    with django_assert_num_queries(0):  # type: ignore[operator]
        told = house(request)
    assert told["hall_name"] == "城南营业厅"


def test_a_page_without_a_person_has_an_empty_rail(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert list(house(request)["rail"]) == []
    assert not house(request)["notices_unread"]
