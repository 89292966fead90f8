"""A file of a case whose time is over loses its name, once that is written down; nothing else of it changes."""

from django.db import migrations

ALLOW = """
CREATE FUNCTION attachment_is_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'name' = to_jsonb(OLD) - 'name'
     AND EXISTS (SELECT FROM accounts_redacted WHERE name = 'tickets_attachment' AND row = OLD.id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'attachment % stays what it is', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER tickets_attachment_is_fixed ON tickets_attachment;
CREATE TRIGGER tickets_attachment_is_fixed BEFORE UPDATE ON tickets_attachment
  FOR EACH ROW WHEN (NEW.name = OLD.name) EXECUTE FUNCTION attachment_is_fixed();
CREATE TRIGGER tickets_attachment_is_kept BEFORE DELETE ON tickets_attachment
  FOR EACH ROW EXECUTE FUNCTION attachment_is_fixed();
CREATE TRIGGER tickets_attachment_is_cleared BEFORE UPDATE ON tickets_attachment
  FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION attachment_is_cleared();
"""
REFUSE = """
DROP TRIGGER tickets_attachment_is_cleared ON tickets_attachment;
DROP TRIGGER tickets_attachment_is_kept ON tickets_attachment;
DROP TRIGGER tickets_attachment_is_fixed ON tickets_attachment;
CREATE TRIGGER tickets_attachment_is_fixed BEFORE UPDATE OR DELETE ON tickets_attachment
  FOR EACH ROW EXECUTE FUNCTION attachment_is_fixed();
DROP FUNCTION attachment_is_cleared();
"""


class Migration(migrations.Migration):
    dependencies = [("safekeeping", "0001_first"), ("tickets", "0015_attachments")]
    operations = [migrations.RunSQL(ALLOW, REFUSE)]
