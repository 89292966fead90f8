"""What the database itself refuses: a notice changed afterwards, an application settled with work or papers outstanding."""

from django.db import migrations

SEALED = """
CREATE TRIGGER applications_missingnotice_append_only BEFORE UPDATE OR DELETE ON applications_missingnotice
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""
COMPLETE = """
CREATE FUNCTION application_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM applications_application a JOIN applications_step s ON s.application_id = a.id
              WHERE a.ticket_id = NEW.id AND s.state IN ('waiting', 'running'))
     OR EXISTS (SELECT 1 FROM applications_application a JOIN applications_paper p ON p.application_id = a.id
                 WHERE a.ticket_id = NEW.id AND p.is_required AND p.state <> 'given') THEN
    RAISE EXCEPTION 'application % has steps or papers outstanding', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER applications_ticket_is_complete BEFORE UPDATE OF status ON tickets_ticket
  FOR EACH ROW WHEN (NEW.track = 'application' AND NEW.status = 'resolved' AND OLD.status = 'processing')
  EXECUTE FUNCTION application_is_complete();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_first"), ("accounts", "0002_append_only")]

    operations = [
        migrations.RunSQL(SEALED, "DROP TRIGGER applications_missingnotice_append_only ON applications_missingnotice;"),
        migrations.RunSQL(
            COMPLETE,
            "DROP TRIGGER applications_ticket_is_complete ON tickets_ticket; DROP FUNCTION application_is_complete();",
        ),
    ]
