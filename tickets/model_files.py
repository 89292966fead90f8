"""Papers and pictures of a case: what they are, who may see them, and whether somebody has looked them through."""

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_ticket import Ticket

UNCLAIMED = timedelta(days=7)
CLEARED = "retention"  # why a file is hidden whose bytes are gone: its time was over


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Those of the cases that I may see, and what I have added to a sheet that is not registered yet."""
        seen = Ticket.objects.visible_to(user).values("pk")
        with_survivor = Q(ticket__merged_into__in=seen) | Q(ticket__merged_into__merged_into__in=seen)
        own_sheet = Q(ticket__isnull=True, held_by__isnull=True, by=user)
        return self.filter(Q(ticket__in=seen) | with_survivor | own_sheet)

    def held(self, *rows: UUID) -> "AttachmentQuerySet":
        """Those of rows of an app above, which asks for itself who may see them."""
        return self.filter(held_by__in=rows)

    def of_case(self, ticket: Ticket) -> "AttachmentQuerySet":
        """Those of a case, and of what was merged into it."""
        merged = Q(ticket__merged_into=ticket) | Q(ticket__merged_into__merged_into=ticket)
        return self.filter(Q(ticket=ticket) | merged)

    def shown(self) -> "AttachmentQuerySet":
        return self.filter(hidden_at__isnull=True)

    def servable(self) -> "AttachmentQuerySet":
        """What may leave: judged clean, whole, and hidden by nobody. I38."""
        return self.shown().filter(state=Attachment.State.CLEAN, broken_at__isnull=True)

    def for_customer(self) -> "AttachmentQuerySet":
        return self.servable().filter(audience=Attachment.Audience.CUSTOMER)

    def waiting(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.WAITING)

    def broken(self) -> "AttachmentQuerySet":
        return self.filter(broken_at__isnull=False)

    def of_sheet(self, sheet: object, by: User) -> "AttachmentQuerySet":
        """What a person has added to a sheet of the counter that is not registered yet."""
        return self.filter(ticket__isnull=True, sheet=sheet, by=by).order_by("at", "pk")


class Attachment(models.Model):
    """One file of a case. `name` is what people read; `stored` is made here and says nothing.

    Until a sheet of the counter is registered, its files hang on the sheet's own number and the person. `came_as` is the
    hash of the bytes that were handed in, `sha256` of those that are kept; of a proof the original is kept as well.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        PROOF = "proof", _("Proof (original kept)")
        DOCUMENT = "document", _("Document")
        SLIP = "slip", _("Signed slip")

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("Colleagues only")
        CUSTOMER = "customer", _("The customer too")

    class State(models.TextChoices):
        WAITING = "waiting", _("being checked")
        CLEAN = "clean", _("clean")
        REFUSED = "refused", _("could not be checked")
        INFECTED = "infected", _("infected")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    sheet = models.UUIDField(null=True, blank=True)
    held_by = models.UUIDField(
        null=True, blank=True, help_text="the row of an app above that it belongs to, and that says who may see it"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    slot = models.CharField(max_length=40, blank=True, help_text="what closing asks a photo of")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.INTERNAL)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    stored = models.CharField(max_length=60, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    came_as = models.CharField(max_length=64)
    small = models.CharField(max_length=60, blank=True)
    original = models.CharField(max_length=60, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    finding = models.CharField(max_length=100, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    hidden_why = models.CharField(max_length=500, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_hangs_on_something",
                condition=Q(ticket__isnull=False) | Q(sheet__isnull=False) | Q(held_by__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_held_by_one", condition=Q(held_by__isnull=True) | Q(ticket__isnull=True)
            ),
            models.CheckConstraint(
                name="attachment_hidden_by_somebody",
                condition=Q(hidden_at__isnull=True, hidden_by__isnull=True)
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_why="")),
            ),
            models.CheckConstraint(
                name="attachment_judged_at_a_moment",
                condition=Q(state="waiting", judged_at__isnull=True)
                | (~Q(state="waiting") & Q(judged_at__isnull=False)),
            ),
            models.CheckConstraint(name="attachment_proof_has_original", condition=~Q(kind="proof") | ~Q(original="")),
            models.UniqueConstraint(
                name="attachment_once",
                fields=["ticket", "audience", "came_as"],
                condition=Q(hidden_at__isnull=True, ticket__isnull=False),
            ),
            models.UniqueConstraint(
                name="attachment_once_on_a_sheet",
                fields=["by", "sheet", "came_as"],
                condition=Q(ticket__isnull=True),
            ),
            models.UniqueConstraint(
                name="attachment_once_where_held",
                fields=["held_by", "came_as"],
                condition=Q(held_by__isnull=False, hidden_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "at"], name="attachment_of_ticket"),
            # Read by the ticks across companies.
            models.Index(fields=["at"], name="attachment_waiting", condition=Q(state="waiting")),
            models.Index(fields=["at"], name="attachment_unclaimed", condition=Q(ticket__isnull=True)),
            models.Index(models.F("checked_at").asc(nulls_first=True), name="attachment_to_check"),
            models.Index(fields=["broken_at"], name="attachment_broken", condition=Q(broken_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return bool(self.small)

    @property
    def is_servable(self) -> bool:
        """The same question as `servable`, of a row that has been read."""
        return self.state == self.State.CLEAN and self.broken_at is None and self.hidden_at is None

    @property
    def stored_names(self) -> list[str]:
        """Every file that belongs to this row."""
        return [name for name in (self.stored, self.small, self.original) if name]
