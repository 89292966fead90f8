"""Where the parts of the grid lie, if the company has said so: their boundaries, brought in as GeoJSON."""

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class GridBoundary(models.Model):
    """The outline of one district, feeder or transformer: rings of longitude and latitude, the outer one first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.CharField(max_length=12, help_text="district, feeder or transformer")
    value = models.CharField(max_length=80)
    rings = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "by", "value"], name="grid_boundary_once")]

    def __str__(self) -> str:
        return self.value
