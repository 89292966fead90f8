"""Cases that belong together: which, in what way, who said so, and until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.model_ticket import Ticket


class TicketLinkQuerySet(models.QuerySet["TicketLink"]):
    def standing(self) -> "TicketLinkQuerySet":
        return self.filter(ended_at__isnull=True)

    def about(self, ticket: Ticket) -> "TicketLinkQuerySet":
        """Those at either end of which the case stands."""
        return self.filter(Q(source=ticket) | Q(target=ticket))

    def for_list(self) -> "TicketLinkQuerySet":
        return self.select_related("source", "target", "made_by")


class TicketLink(models.Model):
    """One thing that somebody has said of two cases. Never deleted: what no longer holds has an end.

    `follows`: the crew of the target does the work of the source as well, so its steps reach both.
    `facts` keep what an undo needs: the generations of the clocks that the link has changed.
    """

    class Kind(models.TextChoices):
        """What the source is to the target."""

        RELATED = "related", pgettext_lazy("link", "related")
        CHILD = "child", pgettext_lazy("link", "part of")
        DUPLICATE = "duplicate", pgettext_lazy("link", "duplicate of")
        REPEAT = "repeat", pgettext_lazy("link", "repeats")
        MERGED = "merged", pgettext_lazy("link", "merged into")
        SPLIT = "split", pgettext_lazy("link", "split from")

    # What people link and unlink by hand; the others come about by a step of their own.
    BY_HAND = (Kind.RELATED, Kind.CHILD, Kind.DUPLICATE)
    BACKWARD = {
        Kind.RELATED: _("related"),
        Kind.CHILD: _("has part"),
        Kind.DUPLICATE: _("has duplicate"),
        Kind.REPEAT: _("came again as"),
        Kind.MERGED: _("merged in"),
        Kind.SPLIT: _("split off"),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind)
    follows = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TicketLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"], name="link_once", condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["source"], name="link_one_parent", condition=Q(kind="child", ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["source"], name="link_merged_into_one", condition=Q(kind="merged", ended_at__isnull=True)
            ),
            models.CheckConstraint(name="link_joins_two", condition=~Q(source=F("target"))),
            models.CheckConstraint(name="link_follows_a_parent", condition=Q(follows=False) | Q(kind="child")),
            models.CheckConstraint(
                name="link_ends_after_it_began", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at"))
            ),
        ]
        indexes = [models.Index(fields=["org", "-made_at"], name="link_by_org")]
