"""Who is not open to everybody is found without a walk through all customers, the internal ones too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_learn_parts_of_names")]
    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_secret"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("secrecy", "public"), _negated=True), fields=["org", "id"], name="customer_closed"
            ),
        ),
    ]
