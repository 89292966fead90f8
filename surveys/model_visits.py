"""What a customer says at the desk beyond the tap on the pad."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from surveys.model_forms import Questionnaire
from tickets.models import Visit


class VisitSaid(models.Model):
    """The answers of one visitor to the company's own questions, and why the visit was not good; the level stands in Visit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="said")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    answers = models.JSONField(default=dict, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-at"], name="visit_said_by_time")]
