"""Old notices lead where reports of misconduct are read now: /reports/ has become the page of figures."""

from django.db import migrations

MOVED = """
UPDATE accounts_notice SET path = '/misconduct/' || substr(path, length('/reports/') + 1)
 WHERE (what = 'report_handler' AND path LIKE '/reports/%') OR path ~ '^/reports/[A-Z]'
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_standing"), ("applications", "0003_late_papers")]

    operations = [migrations.RunSQL(MOVED, migrations.RunSQL.noop)]
