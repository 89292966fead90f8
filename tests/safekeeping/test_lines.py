"""Lines of the security list that are about the whole: 48, 51, 52, 54 and 55, and the duties kept apart (等保)."""

import json
import re
from datetime import UTC, datetime

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg2 import errors

from accounts.audit_words import AUDIT_WORDS
from accounts.models import AuditEvent, User
from accounts.roles import MAY, Role
from hotline.models import ApiClient, ApiRequest
from safekeeping import database_roles
from safekeeping.actions.keyuse import note_keys
from servicedesk.house import sbom
from servicedesk.house.postgres import OWNER
from servicedesk.lib.gate import may
from tests.template import PASSWORD as SERVER_PASSWORD


def test_who_was_refused_is_written_down_once_a_minute_without_the_address(client: Client, min: User) -> None:
    client.force_login(min)
    for _try in range(3):
        assert client.get("/audit/?who=13800006217").status_code == 403
    entry = AuditEvent.objects.get(what="denied")
    assert (entry.by, entry.facts) == (min, {"page": "accounts:audit", "ip": "127.0.0.1"})


def test_what_the_list_wants_logged_has_words() -> None:
    wanted = {"sign_in", "sign_in_failed", "denied", "reveal", "export", "door_policy", "clock_resumed", "api_key_made"}
    assert wanted <= set(AUDIT_WORDS)


def test_that_a_key_was_used_is_an_entry_once_a_day(line: User) -> None:
    at = datetime.now(UTC)
    client = ApiClient.objects.create(org=line.org, user=line, name="热线", source="hotline")
    for number in range(3):
        ApiRequest.objects.create(
            org=line.org,
            client=client,
            prefix="abcd",
            request_id=str(number),
            at=at,
            method="GET",
            path="/",
            status=200,
            took_ms=1,
        )
    assert [note_keys(at=at) for _round in range(2)] == [1, 0]
    assert AuditEvent.objects.get(what="key_used").facts["prefix"] == "abcd"


def test_the_duties_are_apart() -> None:
    """The auditor changes nobody, the administrator cannot strike a break of the audit off."""
    assert Role.AUDITOR not in MAY["staff"] | MAY["give_role"] | MAY["doors"] | MAY["retention"]
    assert MAY["prove"] == {Role.AUDITOR}


@pytest.mark.django_db
def test_each_role_of_the_database_may_do_no_more_than_its_part() -> None:
    """Lines 52 and 21: what each may do, and that a report reads the rows of its companies alone."""
    told = connection.settings_dict
    line = psycopg2.connect(
        host=told["HOST"], port=told["PORT"], user=OWNER, password=SERVER_PASSWORD, dbname=told["NAME"]
    )
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT id FROM accounts_unit WHERE code IN ('C1', 'C2') ORDER BY code")
            companies = [org for (org,) in cursor.fetchall()]
            for statement in database_roles.statements(companies):
                cursor.execute(statement)
            seen = [rows_of(cursor, role) for role in (database_roles.WEB, database_roles.REPORT)]
            seen += [rows_of(cursor, database_roles.of_company(org)) for org in companies]
            refused = [
                (role, deed)
                for role in (database_roles.WEB, database_roles.WORKER, database_roles.REPORT)
                for deed in DEEDS
                if is_refused(cursor, role, deed)
            ]
    finally:
        line.rollback()
        line.close()
    web, report, ours, theirs = seen
    assert (report, ours) == (set(), {"CN", "CB"}) and theirs and not theirs & ours and web == ours | theirs
    assert {deed for role, deed in refused if role == database_roles.WEB} == {DEEDS[0], DEEDS[1], DEEDS[2], DEEDS[3]}
    assert {deed for role, deed in refused if role == database_roles.WORKER} == {DEEDS[0], DEEDS[1], DEEDS[3]}
    assert {deed for role, deed in refused if role == database_roles.REPORT} == set(DEEDS) - {
        "SELECT 1 FROM tickets_ticket"
    }


DEEDS = (
    "DELETE FROM accounts_auditevent",
    "UPDATE accounts_auditevent SET what = 'x'",
    "UPDATE accounts_auditevent SET reason = ''",
    "DROP TABLE tickets_ticket",
    "SELECT 1 FROM tickets_ticket",
    "SELECT 1 FROM accounts_factor",
    "SELECT password FROM accounts_user",
    "UPDATE tickets_ticket SET title = ''",
)


def rows_of(cursor: "psycopg2.extensions.cursor", role: str) -> set[str]:
    """The halls that a role sees."""
    cursor.execute(f'SET LOCAL ROLE "{role}"')
    cursor.execute("SELECT code FROM accounts_unit WHERE kind = 'hall'")
    found = {code for (code,) in cursor.fetchall()}
    cursor.execute("RESET ROLE")
    return found


def is_refused(cursor: "psycopg2.extensions.cursor", role: str, deed: str) -> bool:
    cursor.execute(f"SAVEPOINT here; SET LOCAL ROLE {role}")
    try:
        cursor.execute(f"EXPLAIN {deed}" if not deed.startswith("DROP") else deed)
    except errors.InsufficientPrivilege:
        return True
    finally:
        cursor.execute("ROLLBACK TO SAVEPOINT here")
    return False


def test_the_bill_of_materials_names_every_pin() -> None:
    bill = json.loads(json.dumps(sbom.bill()))
    known = {part["name"]: part["version"] for part in bill["components"]}
    wanted = (settings.BASE_DIR / "requirements.txt").read_text()
    for name, version in re.findall(r"^([A-Za-z0-9_\-]+)(?:\[.*?\])?==(\S+)", wanted, re.MULTILINE):
        assert known[re.sub(r"[-_.]+", "-", name).lower()] == version
    assert all("==" in line for line in wanted.splitlines() if line.strip() and not line.startswith("#")), "each pinned"


@pytest.mark.parametrize(("lock", "wanted"), [("requirements", 60), ("requirements-dev", 100)])
def test_nothing_is_installed_but_files_whose_sums_are_written_down(lock: str, wanted: int) -> None:
    """Line 54: the lists that the commands and the image install by hold the pins, each with its sums."""
    known = sbom.pins()
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (settings.BASE_DIR / f"{lock}.lock").read_text())[1:]
    read = {
        hit[1].lower().replace("_", "-"): hit[2]
        for one in blocks
        if (hit := re.match(r"([\w.\-]+)(?:\[.*?\])?==([^\s;]+)", one))
    }
    others = {"async-timeout", "colorama"}  # of other systems
    assert len(read) >= wanted and all("--hash=sha256:" in one for one in blocks)
    assert {name: version for name, version in read.items() if name not in others}.items() <= known.items()
    for by in ("Makefile", "Dockerfile"):
        lines = (settings.BASE_DIR / by).read_text().replace("\\\n", " ").splitlines()
        installs = [one for line in lines for one in re.split(r"[;&|]+", line) if "pip" in one and " install " in one]
        assert installs and all("--require-hashes" in one or "pip-audit==" in one for one in installs), by


def test_what_goes_wrong_in_permission_code_opens_nothing(
    client: Client, min: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line 55: an exception there is no yes."""

    def broken(self: User, verb: str) -> bool:
        raise RuntimeError(verb)

    monkeypatch.setattr(User, "may", broken)
    client.force_login(min)
    client.raise_request_exception = False
    assert client.get("/tickets/").status_code == 500
    assert may("no such verb").__name__ == "guard"
    assert not MAY.get("no such verb")


def test_debug_is_off_and_the_back_doors_do_not_exist(client: Client, db: None) -> None:
    """Line 51."""
    assert not settings.DEBUG
    assert {path: client.get(path).status_code for path in ("/.git/config", "/admin/", "/cron/")} == dict.fromkeys(
        ("/.git/config", "/admin/", "/cron/"), 404
    )
    assert client.generic("TRACE", "/sign-in/").status_code == 405
