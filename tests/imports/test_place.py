"""Into which hall the rows go, and how the command tells how far it is."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from hotline.imports.report import Report
from hotline.management.commands import import_tickets
from hotline.management.commands.import_tickets import Progress
from tests.imports.tables import Desk, row
from tickets.models import Category, Ticket


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("where", "hall"),
    [
        ({"hall": "LX"}, "LX"),
        ({"hall": "", "org": "C2"}, "LX"),
        ({"hall": "", "org": "C1"}, "CB"),
        ({"hall": ""}, "CB"),
    ],
)
def test_the_hall_that_is_named_or_the_first(desk: Desk, company, where, hall):
    report = desk.bring([row("W1")], **where)

    ticket = Ticket.objects.select_related("unit", "org").get()
    assert (report["hall"], ticket.unit.code, ticket.org) == (hall, hall, ticket.unit.org)


def test_each_company_has_its_own_importer_and_categories(desk: Desk, company):
    desk.bring([row("W1")])
    desk.bring([row("W2")], hall="LX")

    assert User.objects.filter(is_service=True).values("org").distinct().count() == 2
    assert Category.objects.filter(code="import").count() == 2


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ({"hall": "XX"}, "There is no hall “XX”. Known: CB 城北营业厅、CN 城南营业厅、LX 邻县营业厅."),
        ({"hall": "", "org": "XX"}, "There is no company “XX” with a hall."),
        ({"source": "旧 系统"}, "is no name for a source"),
    ],
)
def test_a_place_that_does_not_exist_is_refused_in_a_dry_run_too(desk: Desk, company, where, sentence):
    assert sentence in desk.refused([row("W1")], **where)
    assert sentence in desk.refused([row("W1")], dry_run=True, **where)


def test_one_may_look_at_a_file_before_there_is_any_hall(desk: Desk, bare):
    assert desk.bring([row("W1")], dry_run=True, hall="")["importable"] == 1
    assert "There is no hall yet" in desk.refused([row("W1")], hall="")


def test_the_hall_or_the_company_but_not_both(desk: Desk, company):
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("import_tickets", "x.csv", "--mapping=x.toml", "--hall=CN", "--org=C1")


def test_a_bar_where_somebody_looks_and_lines_where_nobody_does(monkeypatch):
    monkeypatch.setattr(import_tickets.sys, "stderr", Terminal())
    seen = Terminal()
    bar = Progress(import_tickets.Command(stderr=seen))
    bar.show(Report("x", read=1234, refused=5), 0.5)
    bar.end()

    assert "█" * 15 + "░" * 15 in seen.getvalue()
    assert "50%, 1234 rows read, 5 refused" in seen.getvalue()

    monkeypatch.setattr(import_tickets, "EVERY", 0.0)
    lines = StringIO()
    plain = Progress(import_tickets.Command(stderr=lines))
    plain.show(Report("x", read=7), 1.0)
    plain.end()

    assert lines.getvalue().startswith("100%, 7 rows read, 0 refused")
    assert "\r" not in lines.getvalue()
