"""The letterbox by channel: what goes to staff too, what waits found by its gateway, what was given up by its company."""

import django.db.models.deletion
from django.db import migrations, models

KEY = """
DROP INDEX IF EXISTS customers_message_key_ea4f0c8a_like;
ALTER TABLE customers_message RENAME CONSTRAINT customers_message_key_key TO message_key_once;
"""
KEY_BACK = """
ALTER TABLE customers_message RENAME CONSTRAINT message_key_once TO customers_message_key_key;
CREATE INDEX customers_message_key_ea4f0c8a_like ON customers_message (key varchar_pattern_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_dropped")]

    operations = [
        migrations.AlterField(
            "message",
            "channel",
            models.CharField(
                max_length=5, choices=[("sms", "SMS"), ("mail", "mail"), ("staff", "messenger")], default="sms"
            ),
        ),
        migrations.AlterField(
            "message",
            "org",
            models.ForeignKey(
                to="accounts.unit", on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEY, KEY_BACK)],
            state_operations=[
                migrations.AlterField("message", "key", models.CharField(max_length=160)),
                migrations.AddConstraint("message", models.UniqueConstraint(fields=["key"], name="message_key_once")),
            ],
        ),
        migrations.RemoveIndex("message", "message_due"),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["channel", "available_at", "id"],
                name="message_due",
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=True),
            ),
        ),
        migrations.RemoveIndex("message", "message_by_time"),
        migrations.AddIndex(
            "message",
            models.Index(fields=["org", "-created_at"], name="message_by_time", condition=~models.Q(channel="staff")),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["org", "dead_at"],
                name="message_given_up",
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=False),
            ),
        ),
    ]
