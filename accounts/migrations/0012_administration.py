"""What administration stands on: brands, the history of every setting, and two guards of who holds what."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids
from accounts.noted import noted

ROLES = [
    ("clerk", "Counter clerk"),
    ("dispatcher", "Dispatcher"),
    ("crew", "Repair crew"),
    ("complaints", "Complaint handler"),
    ("callback", "Callback agent"),
    ("manager", "Account manager"),
    ("supervisor", "Supervisor"),
    ("director", "Director"),
    ("executive", "Executive in charge"),
    ("admin", "Administrator"),
    ("security", "Security administrator"),
    ("auditor", "Auditor"),
    ("hotline", "Hotline (machine)"),
]
# A key that lies in time as our own do: UUIDv7 of the database's clock.
_ID = """overlay(replace(gen_random_uuid()::text, '-', '') PLACING
         lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' FROM 1 FOR 13)::uuid"""
NOTE = f"""
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{{}}'::jsonb ELSE to_jsonb(OLD) END;
  new_ jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{{}}'::jsonb ELSE to_jsonb(NEW) END;
  whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN was ELSE new_ END;
  told text := coalesce(current_setting('desk.by', true), '');
  secret text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(key, was -> key), jsonb_object_agg(key, new_ -> key) INTO was, new_
      FROM jsonb_object_keys(whole) AS key WHERE was -> key IS DISTINCT FROM new_ -> key AND key <> 'version';
    IF was IS NULL THEN RETURN NULL; END IF;
  END IF;
  FOREACH secret IN ARRAY string_to_array(TG_ARGV[0], ',') LOOP
    IF was ? secret THEN was := was || jsonb_build_object(secret, '***'); END IF;
    IF new_ ? secret THEN new_ := new_ || jsonb_build_object(secret, '***'); END IF;
  END LOOP;
  IF told = '' THEN told := 'by hand: ' || session_user; END IF;
  INSERT INTO accounts_change (id, org_id, at, by_id, through, what, "table", "row", label, before, after)
  VALUES ({_ID}, (whole ->> 'org_id')::uuid, clock_timestamp(),
          CASE WHEN told LIKE 'person:%' THEN substr(told, 8)::uuid END,
          CASE WHEN told LIKE 'person:%' THEN '' ELSE left(told, 80) END,
          CASE TG_OP WHEN 'INSERT' THEN 'add' WHEN 'UPDATE' THEN 'edit' ELSE 'drop' END,
          TG_TABLE_NAME, left(whole ->> 'id', 40),
          left(coalesce(whole ->> 'name', whole ->> 'title', whole ->> 'code', whole ->> 'role', ''), 120),
          CASE TG_OP WHEN 'UPDATE' THEN was ELSE jsonb_strip_nulls(was) END,
          CASE TG_OP WHEN 'UPDATE' THEN new_ ELSE jsonb_strip_nulls(new_) END);
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_change_append_only BEFORE UPDATE OR DELETE ON accounts_change
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
UNNOTE = """
DROP TRIGGER accounts_change_append_only ON accounts_change;
DROP FUNCTION note_change();
"""
# Two administrators who take the role from each other at once wait for each other here; the second is refused.
KEEPER = """
CREATE FUNCTION keep_an_administrator(place varchar) RETURNS void LANGUAGE plpgsql AS $$
DECLARE company record;
BEGIN
  FOR company IN SELECT id, path, name FROM accounts_unit
                  WHERE kind = 'company' AND is_active AND starts_with(path, place) ORDER BY id FOR NO KEY UPDATE LOOP
    IF NOT EXISTS (
      SELECT 1 FROM accounts_grant g JOIN accounts_unit u ON u.id = g.unit_id JOIN accounts_user p ON p.id = g.person_id
       WHERE g.role = 'admin' AND g.until_at IS NULL AND g.from_at <= clock_timestamp() AND p.is_active AND NOT p.is_service
         AND starts_with(company.path, u.path)) THEN
      RAISE EXCEPTION '% would have no administrator', company.name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'company_keeps_an_administrator';
    END IF;
  END LOOP;
END $$;
CREATE FUNCTION grant_keeps_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM keep_an_administrator((SELECT path FROM accounts_unit WHERE id = OLD.unit_id));
  RETURN NULL;
END $$;
CREATE TRIGGER grant_keeps_an_administrator AFTER UPDATE OR DELETE ON accounts_grant FOR EACH ROW
  WHEN (OLD.role = 'admin' AND OLD.until_at IS NULL) EXECUTE FUNCTION grant_keeps_an_administrator();
CREATE FUNCTION person_keeps_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM keep_an_administrator(u.path) FROM accounts_grant g JOIN accounts_unit u ON u.id = g.unit_id
    WHERE g.person_id = OLD.id AND g.role = 'admin' AND g.until_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER person_keeps_an_administrator AFTER UPDATE OF is_active, is_service ON accounts_user FOR EACH ROW
  WHEN (OLD.is_active AND NOT OLD.is_service AND (NOT NEW.is_active OR NEW.is_service))
  EXECUTE FUNCTION person_keeps_an_administrator();
"""
UNKEEP = """
DROP TRIGGER person_keeps_an_administrator ON accounts_user;
DROP TRIGGER grant_keeps_an_administrator ON accounts_grant;
DROP FUNCTION person_keeps_an_administrator();
DROP FUNCTION grant_keeps_an_administrator();
DROP FUNCTION keep_an_administrator(varchar);
"""
APART = """
CREATE FUNCTION duties_are_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts_user WHERE id = NEW.person_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM accounts_grant g WHERE g.person_id = NEW.person_id AND g.id <> NEW.id AND g.role <> NEW.role
       AND g.role IN ('admin', 'security', 'auditor')
       AND tstzrange(g.from_at, g.until_at) && tstzrange(NEW.from_at, NEW.until_at)
       AND (g.until_at IS NULL OR g.until_at > clock_timestamp())) THEN
    RAISE EXCEPTION 'nobody holds two of administrator, security administrator and auditor'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'duties_are_apart';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duties_are_apart BEFORE INSERT OR UPDATE ON accounts_grant FOR EACH ROW
  WHEN (NEW.role IN ('admin', 'security', 'auditor')) EXECUTE FUNCTION duties_are_apart();
"""
UNAPART = """
DROP TRIGGER duties_are_apart ON accounts_grant;
DROP FUNCTION duties_are_apart();
"""
# Not what a person sets for themselves, and not what changes with every sign-in.
OF_PEOPLE = (
    *("name", "login", "staff_number", "home_id", "org_id", "calendar", "password"),
    *("is_active", "is_staff", "is_superuser", "is_service"),
)


def key() -> models.UUIDField:
    return models.UUIDField(default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)


def to(target: str, **more: object) -> models.ForeignKey:
    told = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "blank": True, "null": True}
    return models.ForeignKey(to=target, db_index=False, **(told | more))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_standing")]
    operations = [
        migrations.AlterField("grant", "role", models.CharField(choices=ROLES, max_length=12)),
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", key()),
                ("org", to("accounts.unit")),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="brand", to="accounts.unit"
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, help_text="the name on papers and public pages", max_length=60),
                ),
                ("hotline", models.CharField(blank=True, help_text="the number that customers call", max_length=20)),
                ("colour", models.CharField(blank=True, max_length=7)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("logo", models.BinaryField(blank=True, default=b"")),
                ("logo_type", models.CharField(blank=True, max_length=10)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("colour", ""), ("colour__regex", "^#[0-9a-f]{6}$"), _connector="OR"),
                        name="brand_colour_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("logo_type__in", ["", "png", "jpeg"])), name="brand_logo_has_a_type"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", key()),
                ("org", to("accounts.unit", db_constraint=False)),
                ("at", models.DateTimeField()),
                ("by", to(settings.AUTH_USER_MODEL, db_constraint=False)),
                ("through", models.CharField(blank=True, max_length=80)),
                ("what", models.CharField(choices=[("add", "Add"), ("edit", "Edit"), ("drop", "Drop")], max_length=4)),
                ("table", models.CharField(max_length=63)),
                ("row", models.CharField(max_length=40)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["org", "-at"], name="change_by_time"),
                    models.Index(fields=["org", "table", "-at"], name="change_by_table"),
                    models.Index(fields=["row", "-at"], name="change_by_row"),
                ],
            },
        ),
        migrations.RunSQL(NOTE, UNNOTE),
        noted("accounts_unit"),
        noted("accounts_user", of=OF_PEOPLE, hidden=["password"]),
        noted("accounts_grant"),
        noted("accounts_absence", of=["deputy_id", "from_at", "until_at", "cancelled_at"]),
        noted("accounts_brand", hidden=["logo"]),
        migrations.RunSQL(KEEPER, UNKEEP),
        migrations.RunSQL(APART, UNAPART),
    ]
