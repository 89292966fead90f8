"""Over REST: why a ticket is due when it is due."""

from datetime import datetime, timedelta

from django.utils import timezone

from tests.api.caller import Caller
from tests.people import no_power
from tickets.actions import desk


def test_the_deadlines_of_a_ticket_say_why(company, guifang, flat, min, lin):
    at = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)
    caller = Caller()
    caller.client.force_login(lin)

    told = caller.see(f"tickets/{ticket.number}/deadlines/")["why"]

    arrive = next(run for run in told if run["name"] == "arrive")
    assert (arrive["generation"], arrive["verdict"], arrive["limit"]) == (1, "running", "45m")
    assert (arrive["calendar"], arrive["calendar_version"]) == ("cn-24x7", 1)
    assert 600 <= arrive["used_seconds"] < 700
    assert (arrive["carried_seconds"], arrive["paused_seconds"]) == (0, 0)
    assert arrive["promise"]["source"]
    assert "王敏" in arrive["began"]
    [interval] = arrive["intervals"]
    assert interval["counted_seconds"] == 45 * 60
    assert datetime.fromisoformat(interval["to"]) == at + timedelta(minutes=45)
    assert [stage["stage"] for stage in arrive["stages"]] == [*("warn50", "warn80", "breach", "after30", "after120")]
