"""Secret customers are few: where a search fits nobody else, they are looked through alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_manager"),
        ("customers", "0007_learn_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(condition=models.Q(("secrecy", "secret")), fields=["org", "id"], name="customer_secret"),
        ),
    ]
