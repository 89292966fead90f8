"""Webhooks: the database itself writes a message beside each event that somebody wants, in the transaction of its cause."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

# A key that lies in time as our own do: UUIDv7 of the database's clock.
_ID = """overlay(replace(gen_random_uuid()::text, '-', '') PLACING
         lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' FROM 1 FOR 13)::uuid"""
_COLUMNS = 'id, org_id, hook_id, what, about, "case", event, seq, at, created_at, due_at, state, tries, body'
# An import of history turns it off for its transaction: what is long past is no news.
_HEARD = "current_setting('hotline.unheard', true) IS DISTINCT FROM 'on'"
OF_TICKETS = f"""
CREATE FUNCTION hooks_hear_of_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_HEARD} THEN
    INSERT INTO hotline_hookmessage ({_COLUMNS})
    SELECT {_ID}, n.org_id, h.id, n.what, 'ticket', n.ticket_id, n.id, n.seq, n.at, clock_timestamp(), clock_timestamp(),
           'waiting', 0, ''
      FROM fresh n JOIN hotline_hook h ON h.org_id = n.org_id AND n.what = ANY(h.ticket_verbs)
     WHERE h.is_active AND h.ended_at IS NULL
       AND (n.what NOT IN ('report', 'approve_return') OR n.to_status = 'resolved');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER hooks_hear AFTER INSERT ON tickets_ticketevent REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION hooks_hear_of_tickets();
"""
OF_OUTAGES = f"""
CREATE FUNCTION hooks_hear_of_outages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_HEARD} THEN
    INSERT INTO hotline_hookmessage ({_COLUMNS})
    SELECT {_ID}, n.org_id, h.id, n.what, 'outage', n.outage_id, n.id,
           (SELECT count(*) FROM outages_outageevent e WHERE e.outage_id = n.outage_id), n.at, clock_timestamp(),
           clock_timestamp(), 'waiting', 0, ''
      FROM fresh n JOIN hotline_hook h ON h.org_id = n.org_id AND n.what = ANY(h.outage_verbs)
     WHERE h.is_active AND h.ended_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER hooks_hear AFTER INSERT ON outages_outageevent REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION hooks_hear_of_outages();
"""
DEAF = """
DROP TRIGGER hooks_hear ON {table};
DROP FUNCTION hooks_hear_of_{of}();
"""


def pk() -> models.UUIDField:
    return models.UUIDField(default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)


def to(target: str, related_name: str, on_delete: object, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, related_name=related_name, to=target, **more)


def words(**more: object) -> models.Field:
    return django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, **more)


PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
NOW = django.db.models.functions.datetime.Now()
LOOSE = {"db_index": False, "db_constraint": False}


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0003_standing"),
        ("accounts", "0011_standing"),
        ("tickets", "__first__"),
        ("outages", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", pk()),
                ("address", models.CharField(max_length=500)),
                ("topics", words()),
                ("ticket_verbs", words(blank=True, default=list)),
                ("outage_verbs", words(blank=True, default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("secret_round", models.PositiveIntegerField(default=1, help_text="how many secrets it has had")),
                ("secret_changed_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0, help_text="in a row")),
                ("rests_until", models.DateTimeField(blank=True, help_text="the circuit breaker is open", null=True)),
                ("busy_until", models.DateTimeField(blank=True, help_text="somebody is delivering to it", null=True)),
                ("last_taken_at", models.DateTimeField(blank=True, null=True)),
                ("is_gone", models.BooleanField(default=False, help_text="its receiver answered 410")),
                ("created_at", models.DateTimeField(db_default=NOW)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("client", to("hotline.apiclient", "hooks", PROTECT, db_index=False)),
                ("created_by", to(settings.AUTH_USER_MODEL, "+", PROTECT, blank=True, db_index=False, null=True)),
                ("org", to("accounts.unit", "+", PROTECT, db_index=False)),
            ],
            options={
                "indexes": [models.Index(fields=["org", "client", "-created_at"], name="hook_by_client")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("topics__len__gt", 0)), name="hook_wants_something"),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True), name="hook_has_an_address"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HookMessage",
            fields=[
                ("id", pk()),
                ("what", models.CharField(help_text="as the history calls it", max_length=40)),
                ("about", models.CharField(help_text="ticket, outage or test", max_length=8)),
                ("case", models.UUIDField(blank=True, null=True)),
                ("event", models.UUIDField(blank=True, null=True)),
                ("seq", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(help_text="of the event")),
                ("created_at", models.DateTimeField(db_default=NOW)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("taken", "Taken"),
                            ("dead", "Dead"),
                            ("withheld", "Withheld"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("body", models.TextField(blank=True, default="")),
                ("hook", to("hotline.hook", "messages", CASCADE, db_index=False)),
                ("org", to("accounts.unit", "+", PROTECT, **LOOSE)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["hook", "due_at"], name="hook_message_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["hook", "case", "seq"],
                        name="hook_message_of_case",
                    ),
                    models.Index(fields=["org", "hook", "-created_at", "-id"], name="hook_message_newest"),
                    models.Index(fields=["settled_at"], name="hook_message_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("hook", "event"), name="hook_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hook_message_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HookTry",
            fields=[
                ("id", pk()),
                ("at", models.DateTimeField()),
                (
                    "status",
                    models.PositiveSmallIntegerField(default=0, help_text="of HTTP; 0: there was no answer"),
                ),
                (
                    "code",
                    models.CharField(blank=True, default="", help_text="why there was none", max_length=12),
                ),
                ("took_ms", models.PositiveIntegerField(default=0)),
                (
                    "answer",
                    models.CharField(blank=True, default="", help_text="the first of what came back", max_length=120),
                ),
                ("message", to("hotline.hookmessage", "log", CASCADE)),
                ("org", to("accounts.unit", "+", PROTECT, **LOOSE)),
            ],
            options={"ordering": ["at", "id"]},
        ),
        migrations.RunSQL(OF_TICKETS, DEAF.format(table="tickets_ticketevent", of="tickets")),
        migrations.RunSQL(OF_OUTAGES, DEAF.format(table="outages_outageevent", of="outages")),
    ]
