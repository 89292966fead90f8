"""Who may do what in the database, where it is a server of its own.

The role that owns the tables migrates, and nobody else uses it. Web, worker and report get the groups below, each to a login
role of its own. No password stands here.
"""

from collections.abc import Iterator

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


def statements() -> Iterator[str]:
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
