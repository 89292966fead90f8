"""Security line 47, invariant I34: the histories are sealed in blocks, and whoever alters one row is named by its block."""

import json
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import anchoring, chain, proving, redacting
from accounts.actions import audit
from accounts.models import AuditBlock, AuditBreak, AuditEvent, AuditMark, Redacted, User
from safekeeping.actions.watching import watch_audit
from servicedesk.lib.ids import uuid7
from servicedesk.sealed import BY_NAME, SEALED
from tickets.models import Alarm, Ticket

NOW = datetime.now(UTC)
EVENTS = BY_NAME["accounts_auditevent"]


def sealed() -> int:
    """Two rounds: the first says for which transactions it waits. This test's own one must count as ended."""
    sleep(0.002)  # what was written in this very millisecond belongs to the next stretch
    later = datetime.now(UTC) + chain.BEHIND
    chain.seal_all(at=later, seconds=5)
    AuditMark.objects.update(waiting_for=1)
    return chain.seal_all(at=later, seconds=5)


def by_hand(sql: str, *facts: object) -> None:
    """As somebody who owns the database could: without the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER USER")
        cursor.execute(sql, facts)
        cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER USER")


@pytest.fixture
def entries(fault: Ticket, min: User, lin: User, stranger: User) -> list[AuditEvent]:
    """Entries of two companies, and a case with its history."""
    people = [min, lin, stranger, min]
    return [audit(what="lookup", by=one, at=NOW, facts={"length": n}) for n, one in enumerate(people)]


def test_each_company_has_its_chain_and_everything_proves(entries: list[AuditEvent], min: User, stranger: User) -> None:
    assert sealed() >= 3
    assert proving.prove_all() == []
    blocks = AuditBlock.objects.filter(name="accounts_auditevent")
    assert {block.org_id: block.rows for block in blocks} == {min.org_id: 3, stranger.org_id: 1}
    assert AuditBlock.objects.get(name="tickets_ticketevent").previous == chain.GENESIS
    audit(what="lookup", by=min, at=NOW, facts={})
    sealed()
    first, second = blocks.filter(org=min.org).order_by("number")
    assert (second.number, second.previous, second.rows) == (2, first.digest, 1)
    assert proving.prove_all() == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE accounts_auditevent SET facts = '{}' WHERE id = %s", "changed"),
        ("UPDATE accounts_auditevent SET at = at - interval '1 second' WHERE id = %s", "changed"),
        ("DELETE FROM accounts_auditevent WHERE id = %s", "gone"),
    ],
)
def test_one_altered_row_is_named_by_its_block(entries: list[AuditEvent], min: User, sql: str, what: str) -> None:
    sealed()
    by_hand(sql, entries[0].pk)
    (found,) = proving.prove_all()
    assert (found.name, found.org, found.number, found.what) == ("accounts_auditevent", min.org_id, 1, what)
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert AuditEvent.objects.filter(what="audit_broken").count() == 1


def test_a_row_put_in_later_is_found(entries: list[AuditEvent], min: User, lin: User) -> None:
    sealed()
    AuditEvent.objects.create(
        id=entries[0].pk.__class__(int=entries[0].pk.int + 1), what="x", by=lin, at=NOW, org=lin.org
    )
    assert [found.what for found in proving.prove_all()] == ["added"]


def test_neither_entries_nor_blocks_nor_redactions_are_changed(entries: list[AuditEvent]) -> None:
    sealed()
    redacting.redact("accounts_auditevent", [entries[0].pk], empty={"facts": "'{}'"}, why="test", at=NOW)
    for rows in (AuditEvent.objects.all(), AuditBlock.objects.all(), Redacted.objects.all()):
        for act in (lambda rows=rows: rows.update(org=None), lambda rows=rows: rows._raw_delete("default")):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


def test_words_may_go_and_the_chain_still_holds(entries: list[AuditEvent]) -> None:
    """What a rule of retention empties was sealed; nothing else of the row may change, and nothing of any other row."""
    sealed()
    gone = redacting.redact("accounts_auditevent", [entries[0].pk], empty={"facts": "'{}'"}, why="audit", at=NOW)
    assert (gone, AuditEvent.objects.get(pk=entries[0].pk).facts) == (1, {})
    assert proving.prove_all() == []
    assert redacting.redact("accounts_auditevent", [entries[0].pk], empty={"facts": "'{}'"}, why="audit", at=NOW) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(pk=entries[0].pk).update(what="lookout")


def test_nothing_is_sealed_while_somebody_may_still_write_there(entries: list[AuditEvent]) -> None:
    AuditMark.objects.all().delete()  # a stretch that waited for another transaction, long ended, would be sealed
    later = datetime.now(UTC) + chain.BEHIND
    assert [chain.seal_all(at=later, seconds=5) for _round in range(2)] == [0, 0], (
        "this test's transaction is under way"
    )
    assert AuditMark.objects.filter(waiting_upto__isnull=False).count() == len(SEALED)


def test_long_stretches_are_cut_and_proved_in_turns(entries: list[AuditEvent], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "A_BLOCK", 2)
    sealed()
    assert AuditBlock.objects.filter(name="accounts_auditevent").count() == 3
    monkeypatch.setattr(proving, "AT_ONCE", 1)
    proving.prove_some(at=NOW, seconds=5)
    assert set(AuditMark.objects.values_list("proved_at", flat=True)) == {NOW}
    wrong, after = proving.prove(EVENTS, most=1)
    assert (wrong, after) == ([], AuditBlock.objects.filter(name="accounts_auditevent").order_by("upto")[0].upto)


def test_an_alarm_sounds_until_somebody_has_looked_into_it(
    client: Client, entries: list[AuditEvent], shen: User, root: User
) -> None:
    sealed()
    by_hand("DELETE FROM accounts_auditevent WHERE id = %s", entries[0].pk)
    proving.prove_some(at=NOW, seconds=5)
    assert watch_audit(at=NOW)
    assert Alarm.objects.open().filter(code="audit").exists()
    client.force_login(shen)
    page = client.get("/audit/").content.decode()
    assert "accounts_auditevent" in page
    broken = AuditBreak.objects.get()
    client.force_login(root)
    assert client.post(f"/audit/breaks/{broken.pk}/", {"reason": "…"}).status_code == 403, "duties are apart"
    client.force_login(shen)
    assert client.post(f"/audit/breaks/{broken.pk}/", {"reason": "restored by hand"}).status_code == 302
    assert AuditEvent.objects.get(what="audit_looked").reason == "restored by hand"
    assert not watch_audit(at=NOW)


def test_a_whole_chain_made_anew_is_found_out_by_the_heads_outside(
    entries: list[AuditEvent], settings: Settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    sealed()
    later = datetime.now(UTC) + chain.BEHIND
    anchor = anchoring.drop_anchor(at=later)
    assert anchor is not None
    assert anchoring.drop_anchor(at=later) is None, "once an hour"
    assert anchoring.prove_anchors() == []
    (file,) = (tmp_path / "anchors").iterdir()
    assert json.loads(file.read_text())["digest"] == anchor.digest
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_auditblock DISABLE TRIGGER USER")
    for block in AuditBlock.objects.filter(name="accounts_auditevent"):
        block.rows = 2
        AuditBlock.objects.filter(pk=block.pk).update(rows=2, digest=chain.bound(block))
    assert {found.what for found in anchoring.prove_anchors()} == {"head"}


def test_the_table_of_what_is_sealed_names_real_columns(db: None) -> None:
    with connection.cursor() as cursor:
        for table in SEALED:
            told = {column.name for column in connection.introspection.get_table_description(cursor, table.name)}
            assert set(table.columns) == told, table.name
            assert table.words <= told


def test_keys_lie_in_time() -> None:
    before = datetime.now(UTC)
    assert chain.key_at(before - timedelta(seconds=1)) < uuid7() < chain.key_at(before + timedelta(seconds=60))
