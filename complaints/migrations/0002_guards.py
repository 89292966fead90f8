"""What the database itself refuses: a complaint closed with an unfinished file, a case in the hands of the person complained of."""

from django.db import migrations

COMPLETE = """
CREATE FUNCTION complaint_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM complaints_complaint f WHERE f.ticket_id = NEW.id AND f.verdict <> '' AND f.finding <> ''
                 AND f.answered_at IS NOT NULL AND (f.contacted_at IS NOT NULL OR f.no_contact <> '')) THEN
    RAISE EXCEPTION 'complaint % is not contacted, verified and answered', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_ticket_is_complete BEFORE UPDATE OF status ON tickets_ticket
  FOR EACH ROW WHEN (NEW.kind = 'complaint' AND NEW.status = 'closed' AND OLD.status <> 'closed' AND NEW.imported_at IS NULL)
  EXECUTE FUNCTION complaint_is_complete();
"""
KEPT_AWAY = """
CREATE FUNCTION ticket_keeps_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM tickets_barred b LEFT JOIN accounts_user u ON u.id = NEW.handler_id
              WHERE b.ticket_id = NEW.id
                AND (b.user_id = NEW.handler_id OR b.unit_id = NEW.queue_id OR b.unit_id = u.home_id)) THEN
    RAISE EXCEPTION 'ticket % is not handed to whom it is about', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_ticket_keeps_away BEFORE UPDATE OF handler_id, queue_id ON tickets_ticket
  FOR EACH ROW WHEN (NEW.handler_id IS DISTINCT FROM OLD.handler_id OR NEW.queue_id IS DISTINCT FROM OLD.queue_id)
  EXECUTE FUNCTION ticket_keeps_away();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_first"), ("tickets", "0002_guards")]
    operations = [
        migrations.RunSQL(
            COMPLETE,
            "DROP TRIGGER complaints_ticket_is_complete ON tickets_ticket; DROP FUNCTION complaint_is_complete();",
        ),
        migrations.RunSQL(
            KEPT_AWAY, "DROP TRIGGER complaints_ticket_keeps_away ON tickets_ticket; DROP FUNCTION ticket_keeps_away();"
        ),
    ]
