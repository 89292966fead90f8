"""The provincial hotline, its client here, and a stand-in for its own API on this machine."""

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from typing import Any

import pytest

from hotline.actions import Issued, make_client
from hotline.model_upstream import Upstream
from hotline.upstream.setting import set_up
from tests.api.caller import Caller
from tests.people import MONDAY_NINE, Company
from tests.upstream.province import Province, standing

NUMBER = "370200-20260316-000417"


@pytest.fixture
def province(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with standing() as one:
        yield one


@pytest.fixture
def issued(company: Company) -> Issued:
    return make_client(org=company.org, name="省客服中心", source="95598")


@pytest.fixture
def above(company: Company, issued: Issued, province: Province, root) -> Upstream:
    """95598 sends down to this company; no code of its is mapped yet."""
    told = {"kind": "95598", "name": "省 95598", "address": province.address, "accept_limit": "3m"}
    told |= {"hall": company.hall, "category": company.enquiry}
    return set_up(issued.client, secret="shared", by=root, at=MONDAY_NINE, **told)


@pytest.fixture
def line(issued: Issued) -> Caller:
    return Caller(issued.key)


@pytest.fixture
def message() -> Callable[..., dict[str, Any]]:
    def made(version: int = 1, **more: Any) -> dict[str, Any]:
        told = {"number": NUMBER, "version": version, "sent_at": datetime.now().astimezone().isoformat()}
        told |= {
            "category": "0301",
            "category_name": "客户侧故障",
            "description": "家中没有电。",
            "contact_phone": "13800006217",
        }
        told |= {"address": "文昌路 86 号", "message_id": f"{more.get('number', NUMBER)}:{version}"}
        return told | more

    first = made()["sent_at"]
    return lambda version=1, **more: made(version, **({"sent_at": first} | more))
