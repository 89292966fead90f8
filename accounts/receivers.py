"""What accounts hears: that a connection was opened, that a task begins."""

from celery.signals import task_prerun
from django.db.backends.signals import connection_created

from accounts.acting import begin_task, listen

connection_created.connect(listen)
task_prerun.connect(begin_task)
