"""Customers who were there before are found by any part of their name, too."""

from django.db import migrations

from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import tails_of

BATCH = 2000


def learn(apps, schema_editor):
    customers, keys = apps.get_model("customers", "Customer"), apps.get_model("customers", "NameKey")
    rows = []
    for one in customers.objects.only("org_id", "name").iterator(chunk_size=BATCH):
        tails = tails_of(one.name)
        rows += [keys(id=uuid7(), org_id=one.org_id, customer_id=one.pk, key=tail) for tail in tails]
        if len(rows) >= BATCH:
            keys.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    keys.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_where_points_lie")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
