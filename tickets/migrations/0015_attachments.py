"""Papers and pictures of a case; what was handed in stays what it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import servicedesk.lib.ids

FIXED = """
CREATE FUNCTION attachment_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
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
     OR (OLD.ticket_id IS NOT NULL AND NEW.ticket_id IS DISTINCT FROM OLD.ticket_id)
     OR (OLD.state IN ('infected', 'refused') AND NEW.state <> OLD.state)
     OR (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS DISTINCT FROM OLD.hidden_at) THEN
    RAISE EXCEPTION 'attachment % stays what it is', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tickets_attachment_is_fixed BEFORE UPDATE OR DELETE ON tickets_attachment
  FOR EACH ROW EXECUTE FUNCTION attachment_is_fixed();
"""
FREE = "DROP TRIGGER tickets_attachment_is_fixed ON tickets_attachment; DROP FUNCTION attachment_is_fixed();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_hours"),
        ("tickets", "0014_track"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=servicedesk.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sheet", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Photo"),
                            ("proof", "Proof (original kept)"),
                            ("document", "Document"),
                            ("slip", "Signed slip"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("internal", "Colleagues only"), ("customer", "The customer too")],
                        default="internal",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=80)),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("stored", models.CharField(max_length=60, unique=True)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("came_as", models.CharField(max_length=64)),
                ("small", models.CharField(blank=True, max_length=60)),
                ("original", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "being checked"),
                            ("clean", "clean"),
                            ("refused", "could not be checked"),
                            ("infected", "infected"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("finding", models.CharField(blank=True, max_length=100)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("broken_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_why", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ticket", "at"], name="attachment_of_ticket"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["at"], name="attachment_waiting"),
                    models.Index(
                        condition=models.Q(("ticket__isnull", True)), fields=["at"], name="attachment_unclaimed"
                    ),
                    models.Index(models.OrderBy(models.F("checked_at"), nulls_first=True), name="attachment_to_check"),
                    models.Index(
                        condition=models.Q(("broken_at__isnull", False)), fields=["broken_at"], name="attachment_broken"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ticket__isnull", False), ("sheet__isnull", False), _connector="OR"),
                        name="attachment_hangs_on_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hidden_at__isnull", True), ("hidden_by__isnull", True)),
                            models.Q(
                                ("hidden_at__isnull", False),
                                ("hidden_by__isnull", False),
                                models.Q(("hidden_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="attachment_hidden_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("judged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_judged_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "proof"), _negated=True),
                            models.Q(("original", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attachment_proof_has_original",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("hidden_at__isnull", True), ("ticket__isnull", False)),
                        fields=("ticket", "audience", "came_as"),
                        name="attachment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ticket__isnull", True)),
                        fields=("by", "sheet", "came_as"),
                        name="attachment_once_on_a_sheet",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FIXED, FREE),
    ]
