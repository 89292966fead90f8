"""The kinds of interruption: what has to be told how long before depends on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Why supply is interrupted; what has to be told how long before depends on it."""

    PLANNED = "planned", _("planned outage")
    FAULT = "fault", _("fault outage")
    TEMPORARY = "temporary", _("temporary outage")
    OTHER = "other", pgettext_lazy("outage", "other outage")
