"""An answer has a channel; what it was before, plans and published questionnaires are never rewritten."""

from django.db import migrations, models

GUARD = """
CREATE TRIGGER surveys_surveychange_append_only BEFORE UPDATE OR DELETE ON surveys_surveychange
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER surveys_callplan_append_only BEFORE UPDATE OR DELETE ON surveys_callplan
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER surveys_questionnaire_published BEFORE UPDATE OR DELETE ON surveys_questionnaire
  FOR EACH ROW WHEN (OLD.from_at IS NOT NULL) EXECUTE FUNCTION append_only();
"""
UNGUARD = """
DROP TRIGGER surveys_questionnaire_published ON surveys_questionnaire;
DROP TRIGGER surveys_callplan_append_only ON surveys_callplan;
DROP TRIGGER surveys_surveychange_append_only ON surveys_surveychange;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_answers_have_channels"), ("accounts", "0002_append_only")]
    operations = [
        migrations.AlterField(model_name="survey", name="opened_at", field=models.DateTimeField()),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("channel", ""), ("comment", ""), ("score__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("score__isnull", False),
                        ("score__range", (1, 5)),
                        models.Q(("channel", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="survey_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("changed_at__isnull", True),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("changed_at__gte", models.F("answered_at")),
                        ("changed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="survey_changed_after_it_was_answered",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
