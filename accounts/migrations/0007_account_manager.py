"""Account managers look after the customers that matter most."""

from django.db import migrations, models

ROLES = [
    ("clerk", "Counter clerk"),
    ("dispatcher", "Dispatcher"),
    ("crew", "Repair crew"),
    ("complaints", "Complaint handler"),
    ("callback", "Callback agent"),
    ("manager", "Account manager"),
    ("supervisor", "Supervisor"),
    ("director", "Director"),
    ("executive", "Executive in charge"),
    ("admin", "Administrator"),
    ("auditor", "Auditor"),
    ("hotline", "Hotline (machine)"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_compact")]

    operations = [
        migrations.AlterField(model_name="grant", name="role", field=models.CharField(max_length=12, choices=ROLES))
    ]
