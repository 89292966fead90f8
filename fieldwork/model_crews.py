"""Crews as data: what each can do, how much it carries, where it works and where it starts from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.models import Area
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event
from tickets.models import Category

USUAL_LIMIT = 6
MOST_JOBS = 30
_IN_DEGREES = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
_NOWHERE = Q(latitude__isnull=True, longitude__isnull=True)


class SkillQuerySet(models.QuerySet["Skill"]):
    def visible_to(self, user: User) -> "SkillQuerySet":
        return self.filter(org__in=user.orgs())


class Skill(models.Model):
    """Something that not every crew can or may do: live working, cables, metering."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=30)
    is_active = models.BooleanField(default=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="skill_name_once")]

    def __str__(self) -> str:
        return self.name


class SkillNeed(models.Model):
    """Jobs of a category ask for a skill; what a category does not say it has from the one above it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="skill_needs", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="needs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "skill"], name="skill_need_once")]
        indexes = [models.Index(fields=["org"], name="skill_need_by_org")]


class CrewProfileQuerySet(models.QuerySet["CrewProfile"]):
    def visible_to(self, user: User) -> "CrewProfileQuerySet":
        return self.filter(unit__in=user.units("read"))


class CrewProfile(models.Model):
    """What is known of one crew. A crew without a row carries the usual number of jobs and is always on duty.

    `by_rota`: on duty only while a shift of the rota says so. `version` counts changes, each of which is a CrewEvent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="crew_profile")
    job_limit = models.PositiveSmallIntegerField(
        default=USUAL_LIMIT, validators=[MinValueValidator(1), MaxValueValidator(MOST_JOBS)]
    )
    skills = models.ManyToManyField(Skill, related_name="crews", blank=True)
    home = models.CharField(max_length=120, blank=True, help_text="where it starts from")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    by_rota = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = CrewProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="crew_profile_limit", condition=Q(job_limit__range=(1, MOST_JOBS))),
            models.CheckConstraint(name="crew_profile_home_is_whole", condition=_NOWHERE | _IN_DEGREES),
        ]

    def __str__(self) -> str:
        return f"crew {self.unit_id}"


class Ground(models.TextChoices):
    """By what a piece of ground is named."""

    HALL = "hall", _("Business hall")
    AREA = "area", _("area")
    TRANSFORMER = "transformer", _("Transformer")
    FEEDER = "feeder", _("Feeder")


class Coverage(models.Model):
    """A crew answers for this ground. One without any answers for the whole company.

    `value` is a hall's code, an area, a transformer or a feeder.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="coverage", db_index=False)
    by = models.CharField(max_length=12, choices=Ground)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "crew", "by", "value"], name="coverage_once"),
            models.CheckConstraint(name="coverage_says_what", condition=~Q(value="")),
            models.CheckConstraint(
                name="coverage_area_is_one", condition=~Q(by=Ground.AREA) | Q(value__in=sorted(Area.values))
            ),
        ]


class CrewEvent(Event):
    """What was changed about a crew: each field before and after. A database trigger refuses any change."""

    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    crew = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="crew_events")

    class Meta:
        indexes = [models.Index(fields=["org", "-at"], name="crew_event_by_time")]
