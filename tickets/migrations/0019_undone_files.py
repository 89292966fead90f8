"""A file leaves its case when the case was undone: it lies on the sheet again."""

from django.db import migrations

RULE = """
CREATE OR REPLACE FUNCTION attachment_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.ticket_id IS NOT NULL THEN
      RAISE EXCEPTION 'attachment % belongs to a case and is not deleted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.stored, NEW.original, NEW.sha256, NEW.came_as, NEW.size, NEW.name, NEW.by_id, NEW.at, NEW.org_id, NEW.kind, NEW.audience)
     IS DISTINCT FROM
     (OLD.stored, OLD.original, OLD.sha256, OLD.came_as, OLD.size, OLD.name, OLD.by_id, OLD.at, OLD.org_id, OLD.kind, OLD.audience)
     OR (OLD.ticket_id IS NOT NULL AND NEW.ticket_id IS DISTINCT FROM OLD.ticket_id{undone})
     OR (OLD.state IN ('infected', 'refused') AND NEW.state <> OLD.state)
     OR (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS DISTINCT FROM OLD.hidden_at) THEN
    RAISE EXCEPTION 'attachment % stays what it is', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
UNDONE = """
         AND NOT (NEW.ticket_id IS NULL
                  AND EXISTS (SELECT FROM tickets_ticket t WHERE t.id = OLD.ticket_id AND t.undone_at IS NOT NULL))"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0018_presence")]

    operations = [migrations.RunSQL(RULE.replace("{undone}", UNDONE), RULE.replace("{undone}", ""))]
