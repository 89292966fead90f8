"""What crews' phones sent, each action once and for ever, and within which bounds a phone's word on time counts."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.verbs import WORDS
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket

PHOTO = _("Photo")
FAR_METRES, POOR_METRES = 300, 100
SKEW_SECONDS, WRONG_MINUTES, OLDEST_HOURS, KEEP_DAYS = 120, 60, 72, 7


class PhoneTerms(models.Model):
    """A company's bounds: from how far on an arrival is asked about, how good a fix must be, how wrong a clock may go; and
    of what its crews take a photo at every job. `version` counts changes; who made which stands in the audit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    far_metres = models.PositiveIntegerField(default=FAR_METRES)
    poor_metres = models.PositiveIntegerField(default=POOR_METRES)
    skew_seconds = models.PositiveIntegerField(default=SKEW_SECONDS, help_text="a smaller difference is not mentioned")
    wrong_minutes = models.PositiveIntegerField(
        default=WRONG_MINUTES, help_text="from here on the server's time counts"
    )
    oldest_hours = models.PositiveIntegerField(default=OLDEST_HOURS, help_text="how long an action may wait on a phone")
    keep_days = models.PositiveIntegerField(default=KEEP_DAYS, help_text="how long positions are kept")
    photos = models.JSONField(default=list, blank=True, help_text="of what a photo is asked at every job")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="phone_terms_in_reason",
                condition=Q(
                    far_metres__gt=0, poor_metres__gt=0, wrong_minutes__gt=0, oldest_hours__gt=0, keep_days__gt=0
                ),
            )
        ]


class PhoneActionQuerySet(models.QuerySet["PhoneAction"]):
    def visible_to(self, user: User) -> "PhoneActionQuerySet":
        """One's own: another person on the same phone neither sees nor sends them."""
        return self.filter(user=user)

    def refused(self) -> "PhoneActionQuerySet":
        return self.filter(outcome=PhoneAction.Outcome.REFUSED)

    def unseen(self) -> "PhoneActionQuerySet":
        """Refused, and nobody has said yet that they have read why."""
        seen = PhoneAction.objects.filter(answer_to=models.OuterRef("pk"))
        return self.refused().filter(~models.Exists(seen))


class PhoneAction(models.Model):
    """One action as a phone sent it and as it was answered. A database trigger refuses UPDATE and DELETE.

    `id` is the phone's own, so that the same action again is this row. `seq` counts on the phone, `device_at` is what its
    clock said, `at` the moment that was believed. `answer_to` is the refused action that its person has read.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="phone_actions", db_index=False
    )
    verb = models.CharField(max_length=20)
    device = models.UUIDField(null=True, blank=True, help_text="which phone")
    seq = models.PositiveIntegerField()
    device_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    answer = models.JSONField(default=dict, help_text="code, sentence, and what was found out about time and place")
    digest = models.CharField(max_length=64, help_text="of what was sent: the same id with other content is refused")
    answer_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = PhoneActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="phone_action_outcome", condition=Q(outcome__in=["done", "refused"])),
            models.UniqueConstraint(
                fields=["answer_to"], name="phone_action_read_once", condition=Q(answer_to__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "received_at"], name="phone_action_of_ticket"),
            models.Index(fields=["org", "user", "-received_at"], name="phone_action_of_person"),
            models.Index(fields=["user"], name="phone_action_refused", condition=Q(outcome="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def word(self) -> object:
        """What people call it."""
        return PHOTO if self.verb == "photo" else WORDS.get(self.verb, self.verb)
