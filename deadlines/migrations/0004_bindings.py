"""A line of a policy says what it is: the company's promise, or the legal limit under it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_frozen")]

    operations = [
        migrations.AddField(
            "policyrule",
            "binding",
            models.CharField(
                max_length=8, choices=[("promise", "promise"), ("floor", "legal limit")], default="promise"
            ),
        ),
        migrations.AddConstraint(
            "policyrule",
            models.CheckConstraint(condition=models.Q(binding__in=["promise", "floor"]), name="rule_binding_known"),
        ),
    ]
