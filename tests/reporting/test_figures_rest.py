"""Figures over REST: the same numbers as on the page, with their definitions, and the months as they were told."""

from datetime import timedelta

from reporting import rollup
from reporting.actions import freezing
from reporting.measures import MEASURES
from tests.api.caller import signed_in
from tests.people import MONDAY_NINE

SPAN = {"since": "2026-03-10", "until": "2026-03-31"}


def test_a_machine_reads_what_a_supervisor_reads(busy, company, guo, min):
    caller = signed_in(guo)
    measures = caller.get("measures/").json()["results"]
    halls = caller.get("figures/", measure="own", by="hall", **SPAN).json()["results"]
    south = caller.get("figures/", measure="on_time_arrive", hall="CN", **SPAN).json()["results"]

    assert [one["code"] for one in measures] == list(MEASURES)
    assert all(one["means"] for one in measures)
    assert [(one["key"], one["part"], one["is_total"]) for one in halls] == [
        ("CB", 2, False),
        ("CN", 2, False),
        ("", 4, True),
    ]
    assert [(one["part"], one["whole"], one["value"]) for one in south] == [(1, 2, 50.0)]
    assert caller.get("figures/", measure="nothing", **SPAN).status_code == 400
    for wrong in ({"hall": "XX"}, {"until": "2028-01-01"}, {"by": "x"}, {"crew": str(company.hall.pk)}):
        assert caller.get("figures/", measure="own", **SPAN | wrong).status_code == 400, wrong
    assert signed_in(min).get("measures/").status_code == 403


def test_a_bulletin_is_read_as_it_was_told(busy, company, guo, stranger):
    at = MONDAY_NINE + timedelta(days=19)
    rollup.settle(at=at, longest=60)
    made = freezing.freeze(company.org, made_month := at.date().replace(day=1, month=3), at=at)
    caller = signed_in(guo)
    (row,) = caller.get("bulletins/").json()["results"]

    assert (row["month"], row["figures"]["all"]["cases.own"]) == (made_month.isoformat(), [4, 0])
    assert caller.get(f"bulletins/{made.pk}/").json()["measures"][0]["words"]["zh-hans"]["means"]
