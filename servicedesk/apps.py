"""The project itself as an app, so that the Celery app exists wherever Django runs."""

from django.apps import AppConfig

from servicedesk import celery

__all__ = ["ServiceDeskConfig", "celery"]


class ServiceDeskConfig(AppConfig):
    """Holds no tables; tasks that are shared bind to the Celery app imported above."""

    name = "servicedesk"
