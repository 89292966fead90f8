"""What was asked and answered before: by the link in an SMS; callbacks keep what they were."""

from django.db import migrations
from django.db.models import F


def tell(apps, schema_editor):
    surveys = apps.get_model("surveys", "Survey")
    surveys.objects.filter(opened_at__isnull=True).update(opened_at=F("sent_at"))
    surveys.objects.filter(answered_at__isnull=False, channel="").update(channel="sms")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_plans_and_halls")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
