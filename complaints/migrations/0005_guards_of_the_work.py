"""What the database itself refuses: an answer nobody reviewed, a complaint made less by one person, rewritten recovery."""

from django.db import migrations, models

REVIEWED = """
CREATE FUNCTION complaint_reply_is_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM complaints_replydraft d JOIN tickets_ticket t ON t.id = d.ticket_id
                  WHERE d.ticket_id = NEW.ticket_id AND d.round = t.round AND d.approved AND d.sent_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the reply to complaint % is not reviewed', NEW.ticket_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_reply_is_reviewed BEFORE UPDATE OF answered_at ON complaints_complaint
  FOR EACH ROW WHEN (NEW.answered_at IS NOT NULL AND OLD.answered_at IS NULL)
  EXECUTE FUNCTION complaint_reply_is_reviewed();
"""
COMPLETE = """
CREATE OR REPLACE FUNCTION complaint_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM complaints_complaint f WHERE f.ticket_id = NEW.id AND f.verdict <> '' AND f.finding <> ''
                 AND f.answered_at IS NOT NULL AND (f.contacted_at IS NOT NULL OR f.no_contact <> '')
                 AND (f.verdict NOT IN ('upheld', 'partly') OR f.corrective <> ''
                      OR EXISTS (SELECT 1 FROM complaints_corrective c WHERE c.ticket_id = NEW.id))) THEN
    RAISE EXCEPTION 'complaint % is not contacted, verified and answered', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
COMPLETE_BEFORE = """
CREATE OR REPLACE FUNCTION complaint_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM complaints_complaint f WHERE f.ticket_id = NEW.id AND f.verdict <> '' AND f.finding <> ''
                 AND f.answered_at IS NOT NULL AND (f.contacted_at IS NOT NULL OR f.no_contact <> '')) THEN
    RAISE EXCEPTION 'complaint % is not contacted, verified and answered', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
# I26: a complaint stays one, and its level falls only where somebody else agreed.
NOT_LESS = """
CREATE FUNCTION complaint_is_not_made_less() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rank CONSTANT jsonb := '{"": 1, "general": 1, "important": 2, "major": 3, "special": 4}';
BEGIN
  IF NEW.kind <> OLD.kind OR (COALESCE((rank->>NEW.level)::int, 1) < COALESCE((rank->>OLD.level)::int, 1)
     AND NOT EXISTS (SELECT 1 FROM complaints_downgrade d
                      WHERE d.ticket_id = NEW.id AND d.granted AND d.to_level = NEW.level AND d.from_level = OLD.level)) THEN
    RAISE EXCEPTION 'complaint % is not made less without somebody else agreeing', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_ticket_is_not_made_less BEFORE UPDATE OF kind, level ON tickets_ticket
  FOR EACH ROW WHEN (OLD.kind = 'complaint' AND (NEW.kind <> OLD.kind OR NEW.level <> OLD.level))
  EXECUTE FUNCTION complaint_is_not_made_less();
"""
STEPS = """
CREATE TRIGGER complaints_recoverystep_append_only BEFORE UPDATE OR DELETE ON complaints_recoverystep
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_evidence"), ("accounts", "0002_append_only")]
    operations = [
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", ""), models.Q(("evidence", []), _negated=True), _connector="OR"),
                name="complaint_verdict_names_its_evidence",
            ),
        ),
        migrations.RunSQL(
            REVIEWED,
            "DROP TRIGGER complaints_reply_is_reviewed ON complaints_complaint; DROP FUNCTION complaint_reply_is_reviewed();",
        ),
        migrations.RunSQL(COMPLETE, COMPLETE_BEFORE),
        migrations.RunSQL(
            NOT_LESS,
            "DROP TRIGGER complaints_ticket_is_not_made_less ON tickets_ticket; DROP FUNCTION complaint_is_not_made_less();",
        ),
        migrations.RunSQL(STEPS, "DROP TRIGGER complaints_recoverystep_append_only ON complaints_recoverystep;"),
    ]
