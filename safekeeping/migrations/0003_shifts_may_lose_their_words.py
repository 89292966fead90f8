"""A shift that was handed over loses its words when their time is over, once that is written down; nothing else of it changes."""

from django.db import migrations

ALLOW = """
CREATE OR REPLACE FUNCTION shifts_handover_is_done() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  allowed text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT columns INTO allowed FROM accounts_redacted WHERE name = 'shifts_handover' AND row = OLD.id;
    IF FOUND AND to_jsonb(NEW) - allowed = to_jsonb(OLD) - allowed THEN
      RETURN NEW;
    END IF;
  END IF;
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'moved_at') IS DISTINCT FROM (to_jsonb(OLD) - 'moved_at')
     OR OLD.moved_at IS NOT NULL THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION shifts_word_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text'
     AND EXISTS (SELECT FROM accounts_redacted WHERE name = 'shifts_handoverword' AND row = OLD.id) THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM shifts_handover WHERE id = OLD.handover_id AND state = 'done') THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
REFUSE = """
CREATE OR REPLACE FUNCTION shifts_handover_is_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'moved_at') IS DISTINCT FROM (to_jsonb(OLD) - 'moved_at')
     OR OLD.moved_at IS NOT NULL THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION shifts_word_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM shifts_handover WHERE id = OLD.handover_id AND state = 'done') THEN
    RAISE EXCEPTION 'a handover that is done is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("safekeeping", "0002_files_may_lose_their_names"), ("shifts", "0001_first")]
    operations = [migrations.RunSQL(ALLOW, REFUSE)]
