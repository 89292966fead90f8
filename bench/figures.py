"""Monthly consumption from a file: how many lines a second are looked at, imported, and imported once more."""

import csv
import io
import time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit, User
from bench.crowd import settle
from bench.making import first_case
from bench.sweeping import Row
from customers.models import SupplyPoint
from keyaccounts.figures import loading
from keyaccounts.figures.chart import months_back
from keyaccounts.models import Consumption, FigureImport
from tickets.actions.spine import database_time

MONTHS = 12


def measure(*, lines: int, people: int) -> list[Row]:
    """One file of `lines` lines, a year of every account: looked at, imported, the same again, and again with new figures."""
    case = first_case()
    if SupplyPoint.objects.filter(org=case.org).count() * MONTHS < lines:
        settle(case.org, max(people, lines // MONTHS + 1))
    by = User.objects.get(login="boss")
    rows: list[Row] = [("figures: lines of the file", lines, "")]
    for name, factor in (("the first time", "1"), ("the same once more", "1"), ("with other figures", "1.1")):
        content = _file(case.org, lines, Decimal(factor))
        at = database_time()
        began = time.monotonic()
        job = loading.look(SimpleUploadedFile("figures.csv", content), org=case.org, by=by, at=at)
        looked = time.monotonic()
        job = loading.load(job, by=by, at=at)
        ended = time.monotonic()
        assert job.stage == FigureImport.Stage.LOADED and not job.refused, loading.told(job)
        rows.append((f"figures, looked at {name}, lines/s", round(lines / (looked - began)), ""))
        rows.append((f"figures, imported {name}, lines/s", round(lines / (ended - looked)), "2000"))
    rows.append(("figures: in the database", Consumption.objects.filter(org=case.org).count(), f"{lines}"))
    return rows


def _file(org: Unit, lines: int, factor: Decimal) -> bytes:
    """A CSV as a billing system writes it: a year of one account after the other."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["户号", "月份", "用量", "金额"])
    months = months_back(database_time().date(), MONTHS)
    accounts = SupplyPoint.objects.filter(org=org).order_by("account_number").values_list("account_number", flat=True)
    numbers = list(accounts[: lines // MONTHS + 1])
    for n in range(lines):
        used = (100 + n * 7919 % 900) * factor
        out.writerow([numbers[n // MONTHS], f"{months[n % MONTHS]:%Y-%m}", used, used * Decimal("0.55")])
    return text.getvalue().encode()
