"""A sheet of the counter, filled in for 陈桂芳, whose flat has no power."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from customers.models import Customer, SupplyPoint

Fill = Callable[..., dict[str, Any]]


@pytest.fixture
def fill(guifang: Customer, flat: SupplyPoint) -> Fill:
    """Make the fields of a sheet; what is named replaces or adds."""

    def filled(**more: Any) -> dict[str, Any]:
        told = {
            "sheet": str(uuid4()),
            "channel": "counter",
            "top": "no-power",
            "customer": str(guifang.pk),
            "point": str(flat.pk),
            "a_neighbours": "on",
            "a_danger": "none",
            "contact_name": "陈*芳",
            "contact_phone": "138****6217",
            "address": "文昌路 86 号 3 幢 **",
            "area": "urban",
            "description": "",
        }
        return told | more

    return filled


@pytest.fixture
def walk_in(fill: Fill) -> Fill:
    """The sheet of somebody who is not known."""

    def filled(**more: Any) -> dict[str, Any]:
        unknown = {
            "customer": "",
            "point": "",
            "contact_name": "孙晓梅",
            "contact_phone": "139 0000 1111",
            "address": "南桥街 5 号",
        }
        return fill(**(unknown | more))

    return filled


def shown(client: Client, path: str, **more: Any) -> str:
    """The text of a page, with runs of white space made one."""
    return re.sub(r"\s+", " ", client.get(path, **more).content.decode())
