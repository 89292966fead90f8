"""The categories of a company: a tree of rows, every change of it a version, and each hall's own nine."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import Kind

DEEPEST = 6


class CategoryQuerySet(models.QuerySet["Category"]):
    def of(self, org: Unit) -> "CategoryQuerySet":
        return self.filter(org=org, is_active=True)

    def with_line(self) -> "CategoryQuerySet":
        """With the categories above, from which settings are inherited."""
        return self.select_related("parent__parent__parent")


class Category(models.Model):
    """A kind of request as the hall sees it. What a category leaves empty it has from the nearest one above it.

    `questions`: tickets.asking.Question as data; `hazards`: answers that raise the alarm, [[question, choice], …];
    `knowledge`: slugs of articles; `checklist`: [{code, label}]; `to_close`: tickets.closing_rules.Demand as data;
    `duplicates`: tickets.duplicate_rule.DuplicateRule as data. A category that was used is retired, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    questions = models.JSONField(default=list, blank=True)
    application = models.CharField(
        max_length=40, blank=True, default="", help_text="the code of the type of application that it opens"
    )
    script = models.TextField(blank=True)
    hazards = models.JSONField(default=list, blank=True)
    knowledge = models.JSONField(default=list, blank=True)
    checklist = models.JSONField(default=list, blank=True)
    receipt = models.TextField(blank=True)
    duplicates = models.JSONField(default=dict, blank=True)
    to_close = models.JSONField(default=list, blank=True)
    hint = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="category_code_once"),
            models.CheckConstraint(
                name="category_not_under_itself", condition=Q(parent=None) | ~Q(parent=models.F("id"))
            ),
        ]
        indexes = [models.Index(fields=["org", "parent", "position"], name="category_in_tree")]

    def __str__(self) -> str:
        return self.name


class CategoryVersion(models.Model):
    """One state of a category, never changed afterwards: who made it and when, what it was before and what it is since.

    `face` is what a clerk is shown and a case is held to, inherited settings included; a case keeps the version it was
    registered with. A change further up shows here when the next case is registered (`why` inherited).
    """

    class Why(models.TextChoices):
        CREATED = "created"
        CHANGED = "changed"
        MOVED = "moved"
        ORDERED = "ordered"
        RETIRED = "retired"
        REVIVED = "revived"
        UNDONE = "undone"
        IMPORTED = "imported"
        INHERITED = "inherited"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="versions", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    face = models.JSONField(default=dict)

    class Meta:
        ordering = ["-n"]
        constraints = [models.UniqueConstraint(fields=["category", "n"], name="category_version_once")]
        indexes = [models.Index(fields=["org", "-at"], name="category_version_latest")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.n}"


class HallCategory(models.Model):
    """One digit of one hall's counter: which category it chooses. A hall without rows has the company's first nine."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    digit = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["digit"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "digit"], name="hall_digit_once"),
            models.UniqueConstraint(fields=["hall", "category"], name="hall_category_once"),
            models.CheckConstraint(name="hall_digit_is_one", condition=Q(digit__gte=1, digit__lte=9)),
        ]


class ClosingSheet(models.Model):
    """What has to be known before a case may end, and what is known so far; only cases that are asked for something have one.

    `version` is the state of the category that asks; `filled` is {demand's code: text, choice or list of ticked items}.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, related_name="closing_sheet")
    version = models.ForeignKey(CategoryVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    filled = models.JSONField(default=dict, blank=True)
