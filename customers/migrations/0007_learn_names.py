"""Customers who were there before are found by all their readings, too."""

from django.db import migrations

from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import keys_of

BATCH = 2000


def learn(apps, schema_editor):
    customers, keys = apps.get_model("customers", "Customer"), apps.get_model("customers", "NameKey")
    rows = []
    for one in customers.objects.only("org_id", "name", "initials").iterator(chunk_size=BATCH):
        found = keys_of(one.name, initials=one.initials)
        rows += [keys(id=uuid7(), org_id=one.org_id, customer_id=one.pk, key=key) for key in found]
        if len(rows) >= BATCH:
            keys.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    keys.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_found_by_name")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
