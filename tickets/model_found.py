"""How cases are found again: their words, what was typed, the views people keep, and what they opened last."""

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.bigrams import Grams
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import seal, unseal
from tickets.model_ticket import Ticket

TERM_COLUMN = "tickets.searchterm"
TERM_LIVES = timedelta(days=1)


class CaseWords(models.Model):
    """What a case is found by: pairs of characters of what it is about, and its contact number from behind.

    Kept beside the case and not in it, so that a step of the case does not write the index anew. No name, number or
    address is among the words.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="found_by")
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = Grams()
    tail = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="case_words", fastupdate=False),
            models.Index(fields=["org", "tail"], name="case_by_tail", opclasses=["uuid_ops", "varchar_pattern_ops"]),
        ]


class SearchTerm(models.Model):
    """What somebody typed into the list's box, so that the address carries its key and never the words themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="search_term_over")]

    @classmethod
    def of(cls, words: str, *, by: User, at: datetime) -> "SearchTerm":
        """A term that is not kept yet."""
        sealed = seal(words, column=TERM_COLUMN)
        return cls(org_id=by.org_id, by=by, sealed=sealed, expires_at=at + TERM_LIVES)

    @property
    def words(self) -> str:
        return unseal(bytes(self.sealed), column=TERM_COLUMN)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """My own, those of the places where I work, and those that everybody of my companies has."""
        home = user.home
        places = [pk for pk in (user.home_id, home.parent_id if home else None) if pk]
        team = Q(audience=SavedView.Audience.TEAM, unit__in=places)
        public = Q(audience=SavedView.Audience.PUBLIC, org__in=user.orgs())
        return self.filter(Q(owner=user) | team | public)


class SavedView(models.Model):
    """A list that somebody keeps: filters and order under a name. Who sees the view sees of its cases what they may see."""

    class Audience(models.TextChoices):
        PRIVATE = "private", _("for me")
        TEAM = "team", _("for my team")
        PUBLIC = "public", _("for everybody")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views", db_index=False)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PRIVATE)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    firsts = models.ManyToManyField(User, related_name="first_views", blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
            models.CheckConstraint(
                name="saved_view_of_a_team_has_one", condition=~Q(audience="team") | Q(unit__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["org", "audience"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class ViewCount(models.Model):
    """How many cases a view has for one person, as it was counted last; at most once a minute."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="counts", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "view"], name="view_count_once")]


class RecentTicket(models.Model):
    """A case that somebody opened, and when last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="recent_ticket_once")]
        indexes = [models.Index(fields=["user", "-at"], name="recent_ticket_latest")]
