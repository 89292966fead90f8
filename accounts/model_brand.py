"""How a company, or one hall of it, looks and is called towards its customers."""

from django.db import models

from accounts.model_people import Unit
from servicedesk.lib.ids import uuid7


class Brand(models.Model):
    """What customers see of a unit. What is empty here is taken from the unit above."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="brand")
    title = models.CharField(max_length=60, blank=True, help_text="the name on papers and public pages")
    hotline = models.CharField(max_length=20, blank=True, help_text="the number that customers call")
    colour = models.CharField(max_length=7, blank=True)
    language = models.CharField(max_length=10, blank=True)
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="brand_colour_is_one", condition=models.Q(colour="") | models.Q(colour__regex=r"^#[0-9a-f]{6}$")
            ),
            models.CheckConstraint(
                name="brand_logo_has_a_type",
                condition=models.Q(logo_type__in=["", "png", "jpeg"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.unit_id)
