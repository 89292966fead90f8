"""What the database itself refuses: rewritten calls, and a complaint that closes before its callback."""

from django.db import migrations

TRIES = """
CREATE TRIGGER surveys_callbacktry_append_only BEFORE UPDATE OR DELETE ON surveys_callbacktry
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
# Deferred: the callback and the close are written in one transaction, in whichever order.
CALLED_BACK = """
CREATE FUNCTION complaint_is_called_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM surveys_callback c WHERE c.ticket_id = NEW.id AND c.round = NEW.round
                 AND c.outcome IN ('satisfied', 'refused', 'unreachable', 'exempted')) THEN
    RAISE EXCEPTION 'complaint % is not called back', NEW.number USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER surveys_ticket_is_called_back AFTER UPDATE OF status ON tickets_ticket
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.kind = 'complaint' AND NEW.status = 'closed' AND OLD.status <> 'closed' AND NEW.imported_at IS NULL)
  EXECUTE FUNCTION complaint_is_called_back();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_first"), ("tickets", "0002_guards"), ("accounts", "0002_append_only")]
    operations = [
        migrations.RunSQL(TRIES, "DROP TRIGGER surveys_callbacktry_append_only ON surveys_callbacktry;"),
        migrations.RunSQL(
            CALLED_BACK,
            "DROP TRIGGER surveys_ticket_is_called_back ON tickets_ticket; DROP FUNCTION complaint_is_called_back();",
        ),
    ]
