"""Records to clean: who may be the same, what a merge moved row by row, and who was put to rest."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class Why(models.TextChoices):
    """The rule by which two customers were found to be one, perhaps."""

    IDENTITY = "identity", _("same ID number")
    PHONE = "phone", _("same phone, similar name")
    ACCOUNT = "account", _("same account, similar name")
    ADDRESS = "address", _("same name, same address")


class CleaningRule(models.Model):
    """After how many years without ticket, visit or account a customer may be put to rest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    stale_years = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [models.CheckConstraint(name="cleaning_years", condition=Q(stale_years__range=(1, 50)))]


class DoubleQuerySet(models.QuerySet["Double"]):
    def visible_to(self, user: User) -> "DoubleQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("clean") else self.none()

    def open(self) -> "DoubleQuerySet":
        """Nobody has said yet whether they are one."""
        return self.filter(settled="")


class Double(models.Model):
    """Two customers who may be one, found by rule; what somebody said of them is remembered."""

    stays_when_merged = True

    class Settled(models.TextChoices):
        MERGED = "merged", _("merged")
        DIFFERENT = "different", _("not the same")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    one = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    why = models.JSONField(default=list)
    found_at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=Settled, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = DoubleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "one", "other"], name="double_once"),
            models.CheckConstraint(name="double_in_order", condition=Q(one__lt=F("other"))),
        ]
        indexes = [models.Index(fields=["org", "found_at"], name="double_open", condition=Q(settled=""))]

    def __str__(self) -> str:
        return f"double {self.pk}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> "MergeQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("clean") else self.none()

    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at__isnull=True)


class Merge(models.Model):
    """Everything of one customer went to another, who stays. `filled`: what the survivor's own record took over."""

    stays_when_merged = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="merged_by")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    filled = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_gone_once"),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
        ]
        indexes = [models.Index(fields=["org", "-at"], name="merge_by_time")]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class MergeMove(models.Model):
    """One row that a merge re-pointed: its table, its key, and the columns before and after. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moves")
    model = models.CharField(max_length=60, help_text="app.model")
    row = models.CharField(max_length=40)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "model", "row"], name="merge_move_once")]


class RestQuerySet(models.QuerySet["Rest"]):
    def visible_to(self, user: User) -> "RestQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("clean") else self.none()

    def asleep(self) -> "RestQuerySet":
        return self.filter(ended_at__isnull=True)


class Rest(models.Model):
    """A customer of whom nothing was heard for years is put to rest: not offered any more, and nothing is deleted."""

    stays_when_merged = True

    class Ended(models.TextChoices):
        CAME = "came", _("came again")
        UNDONE = "undone", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="rests")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    years = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_how = models.CharField(max_length=8, choices=Ended, blank=True)

    objects = RestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(ended_at__isnull=True), name="rest_once"),
            models.CheckConstraint(
                name="rest_ended_somehow",
                condition=Q(ended_at__isnull=True, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
            ),
        ]
        indexes = [models.Index(fields=["org", "-at"], name="rest_by_time")]
