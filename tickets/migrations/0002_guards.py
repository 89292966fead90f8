"""What the database itself refuses: rewritten history, a deadline that changes its mind, a number that changes."""

from django.db import migrations

EVENTS = """
CREATE TRIGGER tickets_ticketevent_append_only BEFORE UPDATE OR DELETE ON tickets_ticketevent
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
DEADLINES = """
CREATE FUNCTION deadline_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'armed' AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'deadline % is settled', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.due_at <> OLD.due_at OR NEW.generation <> OLD.generation OR NEW.stage <> OLD.stage
     OR NEW.name <> OLD.name OR NEW.ticket_id <> OLD.ticket_id THEN
    RAISE EXCEPTION 'deadline % is fixed; a change of plan is a new generation', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tickets_deadline_is_final BEFORE UPDATE ON tickets_deadline
  FOR EACH ROW EXECUTE FUNCTION deadline_is_final();
"""
NUMBERS = """
CREATE FUNCTION ticket_keeps_its_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> OLD.number OR NEW.org_id <> OLD.org_id OR NEW.first_contact_id <> OLD.first_contact_id THEN
    RAISE EXCEPTION 'number, company and first contact of ticket % stay', OLD.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tickets_ticket_keeps_its_number BEFORE UPDATE OF number, org_id, first_contact_id ON tickets_ticket
  FOR EACH ROW EXECUTE FUNCTION ticket_keeps_its_number();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_first"), ("accounts", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            EVENTS,
            "DROP TRIGGER tickets_ticketevent_append_only ON tickets_ticketevent;",
        ),
        migrations.RunSQL(
            DEADLINES,
            "DROP TRIGGER tickets_deadline_is_final ON tickets_deadline; DROP FUNCTION deadline_is_final();",
        ),
        migrations.RunSQL(
            NUMBERS,
            "DROP TRIGGER tickets_ticket_keeps_its_number ON tickets_ticket; DROP FUNCTION ticket_keeps_its_number();",
        ),
    ]
