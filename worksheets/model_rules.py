"""Rules of the return sheet and of sending back: rows of each company, changed on a page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Category
from tickets.rules import Kind


class RuleQuerySet(models.QuerySet["ReportRule"]):
    def visible_to(self, user: User) -> "RuleQuerySet":
        return self.filter(org__in=user.orgs())


class ReportRule(models.Model):
    """What a company asks of the reports of a kind or category, and which of them are reviewed before they count.

    The narrowest rule that fits a case is the only one that holds for it. With no condition filled in it says: never.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(
        max_length=12, choices=[("", _("Every kind of case")), *Kind.choices], blank=True, default=""
    )
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_all = models.BooleanField(default=False)
    review_fee_over = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True, help_text="yuan")
    review_share = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of a hundred cases")
    asks_device = models.BooleanField(default=False)
    asks_receipt = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "category"], name="report_rule_once", nulls_distinct=False),
            models.CheckConstraint(
                name="report_rule_kind_or_category", condition=Q(kind="") | Q(category__isnull=True)
            ),
            models.CheckConstraint(
                name="report_rule_share", condition=Q(review_share__isnull=True) | Q(review_share__range=(1, 100))
            ),
            models.CheckConstraint(
                name="report_rule_fee", condition=Q(review_fee_over__isnull=True) | Q(review_fee_over__gte=0)
            ),
        ]


class SendBackCode(models.Model):
    """A reason for which a crew may send a job back (退单), and what has to show it. `is_area`: one tap is enough."""

    class Proof(models.TextChoices):
        NONE = "none", pgettext_lazy("proof", "nothing")
        TEXT = "text", pgettext_lazy("proof", "a sentence")
        PHOTO = "photo", pgettext_lazy("proof", "a photo")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    proof = models.CharField(max_length=8, choices=Proof, default=Proof.NONE)
    is_area = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="send_back_code_once")]

    def __str__(self) -> str:
        return self.name


class SendBackTerms(models.Model):
    """Until when a crew of a company may send back on its own, and after how many times somebody decides."""

    class Since(models.TextChoices):
        DISPATCH = "dispatch", _("since the crew was sent")
        ACCEPT = "accept", _("since the crew accepted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    since = models.CharField(max_length=8, choices=Since, default=Since.DISPATCH)
    arbiter_after = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="send_back_terms_positive",
                condition=(Q(minutes__isnull=True) | Q(minutes__gt=0))
                & (Q(arbiter_after__isnull=True) | Q(arbiter_after__gt=0)),
            )
        ]
