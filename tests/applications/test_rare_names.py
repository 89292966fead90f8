"""Rare characters in names: on every page, paper and table as they are written, masked by whole characters."""

import csv
import io
import zipfile

import pytest

from customers.actions import register_customer
from tests.applications.conftest import apply
from tests.people import MONDAY_NINE, no_power
from tests.tickets.pages.conftest import shown
from tickets.actions import desk

# The name, and what its mask shows: a character of two code units is hidden or shown whole.
NAMES = [("𠮷珺", "𠮷*"), ("周昇璟", "周*璟"), ("王昇𠮷", "王*𠮷")]
PAPERS = ("", "slip/", "slip/?size=a4", "slip/?size=a5", "print/", "peek/")


def table(client, kind: str, **more: str) -> bytes:
    told = {"query": "", "reason": "核对姓名", "format": kind} | more
    return bytes(client.post("/tickets/table/", told).content)


@pytest.mark.parametrize(("name", "masked"), NAMES)
def test_a_rare_name_stands_on_pages_papers_and_in_tables(client, types, flat, min, name, masked):
    person = register_customer(org=types.org, name=name, phone="15400001111", at=MONDAY_NINE)
    told = no_power(types, person, flat)
    case = desk.register(told, unit=types.hall, by=min, at=MONDAY_NINE)
    client.force_login(min)

    for paper in PAPERS:
        page = shown(client, f"/t/{case.number}/{paper}")
        assert masked in page and "\ufffd" not in page, paper
        assert name not in page, paper

    rows = list(csv.reader(io.StringIO(table(client, "csv", in_full="1").decode("utf-8-sig"))))
    assert name in rows[1]
    assert masked in table(client, "csv").decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(table(client, "xlsx", in_full="1"))) as book:
        cells = "".join(book.read(part).decode() for part in book.namelist() if part.endswith(".xml"))
    assert name in cells


@pytest.mark.parametrize(("name", "masked"), NAMES[:1])
def test_a_rare_name_stands_on_the_notice_of_missing_papers(client, types, flat, min, name, masked):
    person = register_customer(org=types.org, name=name, phone="15400001111", at=MONDAY_NINE)
    case = apply(types, "transfer", person, flat, by=min)
    client.force_login(min)
    answer = client.post(f"/applications/{case.number}/check/", {"p_identity": "missing", "then": "notify"})

    for size in ("", "?size=a4"):
        paper = client.get(answer["Location"].partition("?")[0] + size).content.decode()
        assert masked in paper and name not in paper
