"""A telephone system and the people at its telephones."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from calls.actions.hearing import Heard, hear
from calls.actions.seating import sit_at
from calls.models import Call
from hotline.actions import make_client
from tests.api.caller import Caller
from tests.people import Company

Ring = Callable[..., Call]
PHONE = "13800006217"


@pytest.fixture
def pbx(company: Company) -> Caller:
    """A telephone system that may tell of calls and nothing else."""
    return Caller(make_client(org=company.org, name="PBX", source="pbx", scopes=["call_event"]).key)


@pytest.fixture
def foreign(company: Company) -> Caller:
    """The telephone system of the neighbouring company."""
    return Caller(make_client(org=company.foreign_org, name="PBX", source="pbx2", scopes=["call_event"]).key)


@pytest.fixture
def noon() -> datetime:
    """Now, to the second: what is posted may not lie far from it."""
    return timezone.now().astimezone(UTC).replace(microsecond=0)


@pytest.fixture
def heard(company: Company, noon: datetime) -> Ring:
    """`heard("c1", "ringing", 0, extension="801")`: an event so many seconds after the first moment."""
    numbers = count()

    def tell(call: str, what: str, after: float = 0, **more: Any) -> Call:
        event = more.pop("event", f"{call}-{next(numbers)}")
        told = {"number": PHONE} | more
        at = noon - timedelta(minutes=5) + timedelta(seconds=after)
        return hear(Heard(call=call, event=event, what=what, at=at, **told), org=company.org, source="pbx", at=noon)[0]

    return tell


@pytest.fixture
def seated(min, other, noon) -> None:
    """王敏 sits at 801, 赵东 at 802."""
    sit_at("801", by=min, at=noon - timedelta(hours=1))
    sit_at("802", by=other, at=noon - timedelta(hours=1))
