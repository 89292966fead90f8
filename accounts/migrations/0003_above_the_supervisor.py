"""Directors and the executive in charge: the upper rungs of the chain along which a late promise is told."""

from django.db import migrations, models

ROLES = [
    ("clerk", "Counter clerk"),
    ("dispatcher", "Dispatcher"),
    ("crew", "Repair crew"),
    ("complaints", "Complaint handler"),
    ("callback", "Callback agent"),
    ("supervisor", "Supervisor"),
    ("director", "Director"),
    ("executive", "Executive in charge"),
    ("admin", "Administrator"),
    ("auditor", "Auditor"),
    ("hotline", "Hotline (machine)"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only")]

    operations = [
        migrations.AlterField(model_name="grant", name="role", field=models.CharField(max_length=12, choices=ROLES))
    ]
