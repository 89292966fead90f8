"""The complaint file: what belongs to a complaint beyond its ticket."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from complaints.lifecycle import OURS, Cause, HandledAs, Matter, Verdict
from servicedesk.lib.ids import uuid7
from tickets.models import Ticket


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """Files of the tickets that `user` may see; the person complained of sees none."""
        return self.filter(ticket__in=Ticket.objects.visible_to(user))


class Complaint(models.Model):
    """The file (投诉档案) of one complaint; its number, clocks, people and history are the ticket's.

    The file shows the present round: a reopened complaint is contacted, verified and answered anew, and what was found
    before stands in the ticket's history. `no_contact` says why the first contact is lawfully left out. `first_level`
    and the ticket's kind stay for the figures whatever is decided later; `handled_as` says as what it goes on.
    """

    class NoContact(models.TextChoices):
        NONE = ""
        SECRET = "secret"
        ANONYMOUS = "anonymous"
        UNREACHED = "unreached"

    class Told(models.TextChoices):
        """How the complainant heard on the day itself who is on it and by when."""

        SMS = "sms", _("by SMS")
        SPOKEN = "spoken", _("on the telephone or in person")
        SETTLED = "settled", _("settled the same day")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="complaint")
    matter = models.CharField(max_length=12, choices=Matter, default=Matter.SERVICE)
    is_secret = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=False)
    is_warned = models.BooleanField(default=False, help_text="told that an anonymous complaint may not be effective")
    sealed = models.BinaryField(null=True, blank=True, help_text="who complains, where the name was to be kept")
    first_level = models.CharField(max_length=12, blank=True)
    graded_by = models.CharField(max_length=80, blank=True, help_text="the rule that chose level or class")
    handled_as = models.CharField(max_length=12, choices=HandledAs, blank=True)
    repeats = models.PositiveSmallIntegerField(default=0, help_text="how often the same was complained of before")
    raised_at = models.DateTimeField(null=True, blank=True)
    raised_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=10, choices=Told, blank=True)

    contacted_at = models.DateTimeField(null=True, blank=True)
    contacted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    no_contact = models.CharField(max_length=10, choices=NoContact, blank=True, default="")

    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    cause = models.CharField(max_length=60, choices=Cause, blank=True)
    responsible_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    responsible_person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.TextField(blank=True)
    evidence = models.JSONField(
        default=list, blank=True, help_text="what the finding rests on: kind and number of each"
    )
    corrective = models.TextField(blank=True)

    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    keep_until = models.DateField(null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_contact_has_its_person",
                condition=Q(contacted_at__isnull=True, contacted_by__isnull=True)
                | Q(contacted_at__isnull=False, contacted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_verdict_rests_on_a_finding",
                condition=Q(verdict="", verified_at__isnull=True)
                | (Q(verified_at__isnull=False) & ~Q(verdict="") & ~Q(finding="")),
            ),
            models.CheckConstraint(
                name="complaint_verdict_after_contact",
                condition=Q(verdict="") | Q(contacted_at__isnull=False) | ~Q(no_contact=""),
            ),
            models.CheckConstraint(
                name="complaint_upheld_names_the_unit",
                condition=~Q(verdict__in=sorted(OURS)) | Q(responsible_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_verdict_names_its_evidence", condition=Q(verdict="") | ~Q(evidence=[])
            ),
            models.CheckConstraint(
                name="complaint_archived_says_by_whom",
                condition=Q(archived_at__isnull=True, archived_by__isnull=True, keep_until__isnull=True)
                | Q(archived_at__isnull=False, archived_by__isnull=False, keep_until__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_answer_after_verdict", condition=Q(answered_at__isnull=True) | ~Q(verdict="")
            ),
        ]
        indexes = [models.Index(fields=["org", "matter"], name="complaint_by_matter")]

    def __str__(self) -> str:
        return f"complaint {self.ticket_id}"

    @property
    def is_contacted(self) -> bool:
        """Whether the first contact was made, or lawfully left out."""
        return self.contacted_at is not None or bool(self.no_contact)
