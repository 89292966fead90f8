"""I35, PIPL 45 and 47: after its time personal data are gone everywhere, and the figures and the chain are what they were."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts import chain, proving
from accounts.models import AuditEvent, AuditMark, Unit, User
from complaints.models import Complaint
from customers.models import Customer, Message, Phone, SupplyPoint
from reporting.counting import count
from reporting.rules import rules_of
from safekeeping.actions import persons, ruling
from safekeeping.clearing import clear, old_ones, without_words
from safekeeping.kinds import GONE, KINDS
from safekeeping.models import PersonRequest, RetentionRule, RetentionRun
from servicedesk.lib.files import store
from tests.people import MONDAY_NINE, Company, minutes, no_power
from tickets.actions import desk
from tickets.actions.keeping import read_through
from tickets.models import Attachment, CaseWords, Ticket, TicketEvent

NOW = datetime.now(UTC)
LONG_AFTER = MONDAY_NINE + timedelta(days=5000)
TRACES = ("陈桂芳", "13800006217", "86 号", "家里老人等着用电")


def everything() -> str:
    """All that the database holds in words, but the change table and the counters of this very test."""
    told = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.managed and model._meta.app_label not in {"contenttypes", "auth"}:
                cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {model._meta.db_table} t")
                told.append(f"{model._meta.db_table}: {cursor.fetchone()[0]}")
    return "\n".join(told)


def traces(*but: str) -> list[tuple[str, str]]:
    lines = everything().splitlines()
    return [
        (line.split(":")[0], trace)
        for line in lines
        for trace in TRACES
        if trace in line and line.split(":")[0] not in but
    ]


def seal() -> None:
    for _round in range(2):
        chain.seal_all(at=datetime.now(UTC) + chain.BEHIND, seconds=5)
        AuditMark.objects.update(waiting_for=1)


@pytest.fixture
def old_case(company: Company, guifang: Customer, flat: SupplyPoint, min: User) -> Ticket:
    """A case with a note, a file and texts to the customer, withdrawn long ago."""
    told = {"contact_name": "陈桂芳", "address": "文昌路 86 号", "description": "家里老人等着用电"}
    ticket = desk.register(no_power(company, guifang, flat, **told), unit=company.hall, by=min, at=MONDAY_NINE)
    desk.note(ticket, text="陈桂芳 13800006217 家里老人等着用电", by=min, at=MONDAY_NINE + minutes(1))
    kept = store.put(b"a photo", at=MONDAY_NINE)
    Attachment.objects.create(
        org=ticket.org, ticket=ticket, by=min, at=MONDAY_NINE, kind="photo", name="陈桂芳.jpg", content_type="image/jpeg",
        stored=kept.name, size=7, sha256=kept.sha256, came_as=kept.sha256, state="clean", judged_at=MONDAY_NINE,
    )  # fmt: skip
    return desk.withdraw(ticket, reason="陈桂芳说不用了", by=min, at=MONDAY_NINE + minutes(5))


def test_every_statement_fits_the_schema_and_nothing_old_is_nothing_done(company: Company) -> None:
    for kind in KINDS:
        assert old_ones(kind, company.org, before=MONDAY_NINE - timedelta(days=900)) == []
        assert clear(kind, [], by=None, why="test", at=NOW) == {}


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"crew": "Q1", "by": "王敏说", "n": 3}, {"crew": "Q1", "by": GONE, "n": 3}),
        (
            {"due_at": "2026-03-16T09:00:00+08:00", "phone": "13800006217"},
            {"due_at": "2026-03-16T09:00:00+08:00", "phone": GONE},
        ),
        ({"parts": ["ok", "两句 话", {"a": True, "b": None}]}, {"parts": ["ok", GONE, {"a": True, "b": None}]}),
    ],
)
def test_words_go_and_codes_stay(told: object, left: object) -> None:
    assert without_words(told) == left


def test_a_rule_takes_two_people_and_a_day_that_the_law_allows(
    company: Company, root: User, guo: User, old_case: Ticket
) -> None:
    org = company.org
    with pytest.raises(ruling.Invalid):
        ruling.ask(org, kind="audit", days=189, reason="短", by=root, at=NOW)
    trial = ruling.try_out(org, kind="cases", days=1095, at=LONG_AFTER)
    assert (trial.count, trial.examples[0][1]) == (1, "陈*芳")
    assert Ticket.objects.get(pk=old_case.pk).contact_name == "陈桂芳", "trying out changes nothing"
    rule = ruling.ask(org, kind="cases", days=1095, reason="三年", by=root, at=NOW)
    assert ruling.run_due(at=LONG_AFTER, seconds=5) == 0, "a wish does nothing"
    with pytest.raises(ruling.OwnRule):
        ruling.agree(rule, by=root, at=NOW)
    ruling.agree(rule, by=guo, at=NOW)
    with pytest.raises(ruling.RuleDecided):
        ruling.agree(rule, by=guo, at=NOW)
    shorter = ruling.ask(org, kind="cases", days=800, reason="两年", by=guo, at=NOW)
    ruling.agree(shorter, by=root, at=NOW)
    assert list(RetentionRule.objects.on()) == [shorter], "one rule a kind"


def cleared(org: Unit, root: User, guo: User, *kinds: str) -> int:
    """Rules for these kinds, asked for by one and agreed to by another, and their first day."""
    Message.objects.update(sent_at=MONDAY_NINE)
    for kind in kinds:
        ruling.agree(ruling.ask(org, kind=kind, days=1825, reason="五年", by=root, at=NOW), by=guo, at=NOW)
    return ruling.run_due(at=LONG_AFTER, seconds=60)


def test_data_are_gone_everywhere_and_the_chain_stays(
    old_case: Ticket, company: Company, root: User, guo: User, client: Client, django_capture_on_commit_callbacks
) -> None:
    seal()
    (file,) = Attachment.objects.filter(ticket=old_case)
    events = TicketEvent.objects.count()
    assert {trace for _table, trace in traces()} == set(TRACES)
    with django_capture_on_commit_callbacks(execute=True):
        assert cleared(company.org, root, guo, "cases", "files", "messages", "notices") > 2
    assert ruling.run_due(at=LONG_AFTER, seconds=60) == 0, "once a day"
    assert ruling.run_due(at=LONG_AFTER + timedelta(days=1), seconds=60) == 0, "and there is nothing left"
    held = Ticket.objects.get(pk=old_case.pk)
    assert (held.number, held.description, held.contact_name, held.contact_phone) == (old_case.number, GONE, "", "")
    assert not CaseWords.objects.filter(ticket=held).exists(), "no search finds what was said"
    assert not store.path_of(file.stored).exists()
    read_through(at=LONG_AFTER)
    assert not Attachment.objects.broken().exists(), "a file whose time was over is not missed"
    assert traces("customers_customer", "customers_phone", "customers_namekey", "customers_supplypoint") == []
    assert TicketEvent.objects.count() == events
    assert proving.prove_all() == []
    runs = {run.rule.kind: run.cleared for run in RetentionRun.objects.exclude(cleared={}).select_related("rule")}
    assert runs["files"] == {"tickets_attachment": 1}
    assert AuditEvent.objects.filter(what="retention_run").count() == len(runs)
    client.force_login(guo)
    assert client.get(f"/t/{held.number}/").status_code == 200, "the case can still be read"


def test_every_measure_of_every_report_stays(
    busy: Ticket, old_case: Ticket, company: Company, root: User, guo: User
) -> None:
    org, span = company.org, (date(2026, 3, 1), date(2026, 4, 30))
    before = count(org.pk, rules_of(org), *span)
    assert before
    assert cleared(org, root, guo, *(kind.code for kind in KINDS)) > 2
    assert count(org.pk, rules_of(org), *span) == before


def test_papers_of_a_complaint_stay_for_their_years(company: Company, old_case: Ticket) -> None:
    cases = next(kind for kind in KINDS if kind.code == "cases")
    assert old_ones(cases, company.org, before=LONG_AFTER) == [old_case.pk]
    Complaint.objects.create(
        org=company.org, ticket=old_case, archived_at=NOW, archived_by=old_case.first_contact,
        keep_until=NOW.date() + timedelta(days=30),
    )  # fmt: skip
    assert old_ones(cases, company.org, before=LONG_AFTER) == []


def test_how_long_papers_of_a_complaint_are_kept_is_a_rule_of_the_company(
    company: Company, old_case: Ticket, root: User, guo: User
) -> None:
    """Five and three years until somebody says otherwise; a rule holds for the files on the shelf as well, and ends."""
    day = old_case.closed_at.date() if old_case.closed_at else NOW.date()
    file = Complaint.objects.create(
        org=company.org, ticket=old_case, archived_at=NOW, archived_by=root, first_level="special", keep_until=day
    )
    with pytest.raises(ruling.Invalid):
        ruling.ask(company.org, kind="papers_grave", days=1094, reason="短", by=root, at=NOW)
    rule = ruling.ask(company.org, kind="papers_grave", days=2555, reason="公司档案管理办法：七年", by=root, at=NOW)
    ruling.agree(rule, by=guo, at=NOW)
    file.refresh_from_db()
    assert file.keep_until == day + timedelta(days=2555)
    assert ruling.try_out(company.org, kind="papers_grave", days=2555, at=LONG_AFTER).count == 1
    assert ruling.run_due(at=LONG_AFTER, seconds=5) == 0, "of itself it clears nothing"
    ruling.end(rule, by=guo, at=NOW)
    file.refresh_from_db()
    assert file.keep_until == day.replace(year=day.year + 5)
    assert AuditEvent.objects.filter(what__startswith="retention_", facts__kind="papers_grave").count() == 3


def test_a_copy_for_the_person_is_theirs_and_recorded(
    client: Client, old_case: Ticket, guifang: Customer, min: User, guo: User
) -> None:
    asked = persons.ask(guifang, what="copy", proof="本人持身份证到厅", by=min, at=NOW)
    assert persons.ask(guifang, what="copy", proof="再来", by=min, at=NOW) == asked, "one open wish"
    with pytest.raises(persons.OwnRequest):
        persons.decide(asked, agree=True, answer="", by=min, at=NOW)
    with pytest.raises(persons.Settled):
        persons.copy_of(asked, by=guo, at=NOW)
    persons.decide(asked, agree=True, answer="", by=guo, at=NOW)
    told = json.dumps(persons.copy_of(asked, by=guo, at=NOW), ensure_ascii=False)
    for trace in ("陈桂芳", "13800006217", "053211876204", old_case.number, "家里老人等着用电"):
        assert trace in told
    assert AuditEvent.objects.get(what="person_copy").by == guo


def test_a_deletion_waits_for_cases_and_supply_and_then_leaves_nothing(
    old_case: Ticket, guifang: Customer, flat: object, min: User, guo: User
) -> None:
    asked = persons.ask(guifang, what="erase", proof="本人持身份证到厅", by=min, at=NOW)
    with pytest.raises(persons.StillNeeded):
        persons.decide(asked, agree=True, answer="", by=guo, at=NOW)
    guifang.holdings.update(until_on=date(2026, 3, 20))
    seal()
    done = persons.decide(asked, agree=True, answer="", by=guo, at=NOW)
    assert done.state == PersonRequest.State.DONE
    assert done.cleared["tickets_ticket"] == 1
    assert not Phone.objects.filter(customer=guifang).exists()
    guifang.refresh_from_db()
    assert (guifang.name, guifang.hidden_at is not None) == (GONE, True)
    assert proving.prove_all() == []


def test_the_pages_take_a_rule_and_a_wish_from_end_to_end(
    client: Client, company: Company, root: User, guo: User, min: User, stranger: User, guifang: Customer
) -> None:
    client.force_login(root)
    page = client.get("/manage/retention/?kind=cases&days=1095")
    assert page.context["alone"] and "/manage/people/" in page.content.decode(), "one administrator is told what to do"
    client.post("/manage/retention/", {"kind": "cases", "days": "1095", "reason": "三年"})
    rule = RetentionRule.objects.get()
    assert client.post(f"/manage/retention/{rule.pk}/agree/").status_code == 409
    page = f"/customers/{guifang.pk}/data/"
    client.force_login(min)
    assert client.get("/manage/retention/").status_code == 403
    assert client.post(page, {"what": "copy", "proof": ""}).status_code == 422
    assert client.post(page, {"what": "copy", "proof": "本人持身份证到厅"}).status_code == 302
    wish = PersonRequest.objects.get()
    assert client.post(f"/person-data/{wish.pk}/decide/", {"agree": "1"}).status_code == 403
    client.force_login(guo)
    assert "陈*芳" in client.get("/person-data/").content.decode()
    assert client.post(f"/person-data/{wish.pk}/decide/", {"agree": "1"}).status_code == 302
    copy = client.get(f"/person-data/{wish.pk}/copy/")
    assert copy.status_code == 405, "what is recorded is asked for by POST"
    copy = client.post(f"/person-data/{wish.pk}/copy/")
    assert "13800006217" in copy.content.decode()
    paper = client.post(f"/person-data/{wish.pk}/copy/", {"as": "print"}).content.decode()
    assert "13800006217" in paper and "<table" in paper
    assert "attachment" in copy["Content-Disposition"]
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    assert isinstance(wish.pk, UUID)
