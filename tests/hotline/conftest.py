"""A partner that wants to hear of us, on this machine, which the settings allow."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.utils import timezone

from hotline.actions import Issued, make_client
from hotline.actions.hooking import Hooked, hook_up
from tests.hotline.receiver import Receiver, receiving
from tests.people import Company


@pytest.fixture
def partner(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def let_in(company: Company) -> Issued:
    """The hotline's client and its key."""
    return make_client(org=company.org, name="95598 接口", source="95598")


@pytest.fixture
def hooked(partner: Receiver, let_in: Issued) -> Hooked:
    """It wants to hear of what is registered, sent out and urged."""
    topics = ["ticket.registered", "ticket.dispatched", "ticket.urged"]
    who = let_in.client.user
    return hook_up(let_in.client, address=partner.address, topics=topics, by=who, at=timezone.now())
