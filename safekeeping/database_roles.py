"""Who may do what in the database, where it is a server of its own.

The role that owns the tables migrates, and nobody else uses it. Web, worker and report get the groups below, each to a login
role of its own. No password stands here.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.apps import apps

from servicedesk.sealed import SEALED

WEB, WORKER, REPORT = "desk_web", "desk_worker", "desk_report"
# Nobody but the owner changes these: read and added to.
ONLY_ADDED = ("accounts_auditevent", "accounts_auditblock", "accounts_redacted", "accounts_change")
# Secrets that figures have no need of.
NOT_FOR_REPORTS = (
    *("accounts_session", "accounts_factor", "accounts_recoverycode", "accounts_resetcode", "accounts_pastpassword"),
    *("accounts_ssoprovider", "hotline_apikey", "hotline_accesstoken", "hotline_idempotencykey", "customers_customer"),
    *(
        "accounts_user",
        "customers_phone",
        "customers_message",
        "customers_customerevent",
        "hotline_upstream",
        "tickets_draft",
    ),
)


# Whose rows a report may read: those of the companies whose group its login role is in.
_MINE = f"""org_id IN (SELECT substr(r.rolname, {len(REPORT) + 2})::uuid FROM pg_roles r
  WHERE r.rolname ~ '^{REPORT}_[0-9a-f]{{8}}-' AND pg_has_role(r.oid, 'MEMBER'))"""


def of_company(org: UUID) -> str:
    """The group of those who report on one company."""
    return f"{REPORT}_{org}"


def walls(companies: Iterable[UUID]) -> Iterator[str]:
    """The second wall of reports (line 21): row by row, by the companies of the role that asks; what has none is nobody's.

    Web and worker pass, for they ask by `visible_to`. Whoever owns the tables is not held.
    """
    for org in companies:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{of_company(org)}') "
            f'THEN CREATE ROLE "{of_company(org)}" NOLOGIN IN ROLE {REPORT}; END IF; END $$'
        )
    for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table):
        table, columns = model._meta.db_table, {field.column for field in model._meta.local_fields}
        if not model._meta.managed or table in NOT_FOR_REPORTS or "org_id" not in columns:
            continue
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS desk_reports ON {table}"
        yield f"CREATE POLICY desk_reports ON {table} FOR SELECT TO {REPORT} USING ({_MINE})"
        yield f"DROP POLICY IF EXISTS desk_works ON {table}"
        yield f"CREATE POLICY desk_works ON {table} TO {WEB}, {WORKER} USING (true) WITH CHECK (true)"


def statements(companies: Iterable[UUID] = ()) -> Iterator[str]:
    """The statements, in order; said again they change nothing."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model._meta.managed)
    for role in (WEB, WORKER, REPORT):
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
        )
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    both = f"{WEB}, {WORKER}"
    changed = ", ".join(table for table in tables if table not in ONLY_ADDED)
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {changed} TO {both}"
    yield f"GRANT SELECT, INSERT ON {', '.join(ONLY_ADDED)} TO {both}"
    # A rule of retention empties words, by the worker alone; triggers let only what was written down be emptied.
    for table in SEALED:
        if table.name in ONLY_ADDED and table.words:
            columns = ", ".join(f'"{column}"' for column in sorted(table.words))
            yield f"GRANT UPDATE ({columns}) ON {table.name} TO {WORKER}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {both}"
    read = ", ".join(table for table in tables if table not in NOT_FOR_REPORTS)
    yield f"GRANT SELECT ON {read} TO {REPORT}"
    yield f"GRANT SELECT (id, org_id, name, login, staff_number, home_id, is_active) ON accounts_user TO {REPORT}"
    for role, limit in ((WEB, "5s"), (WORKER, "120s"), (REPORT, "120s")):
        yield f"ALTER ROLE {role} SET statement_timeout = '{limit}'"
    yield from walls(companies)
