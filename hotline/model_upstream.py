"""The hotlines above us: who they are, what their codes mean here, which orders they sent down and every version of them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from hotline.model_clients import ApiClient
from hotline.model_hooks import Hook
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import seal, unseal
from tickets.models import Category, Ticket

COLUMN = "hotline.upstream.secret"


def person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class UpstreamQuerySet(models.QuerySet["Upstream"]):
    def visible_to(self, user: User) -> "UpstreamQuerySet":
        """Whoever lets systems in sees those of their companies; so does whoever works on what came down."""
        return self.filter(org__in=user.orgs()) if user.may("clients") or user.may("upstream") else self.none()


class Upstream(models.Model):
    """One hotline above us. It calls as `client`; what we tell it goes out by `hook`, whose address follows from `address`.

    `accept_limit` is how long an order may wait to be accepted or returned, where the order itself does not say.
    """

    class Kind(models.TextChoices):
        PROVINCE = "95598", _("95598 provincial hotline")
        ENERGY = "12398", _("12398 energy regulator")
        CITY = "12345", _("12345 city hotline")
        OTHER = "other", _("Another authority")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    client = models.OneToOneField(ApiClient, on_delete=models.PROTECT, related_name="upstream")
    hook = models.OneToOneField(Hook, on_delete=models.PROTECT, related_name="upstream")
    address = models.CharField(max_length=400, help_text="of its API, ending with a slash")
    sealed = models.BinaryField(default=bytes, blank=True, help_text="what we show it when we call")
    accept_limit = models.CharField(max_length=60, default="30m")
    calendar = models.CharField(max_length=40, default="cn-24x7")
    accepts_by_rule = models.BooleanField(default=False, help_text="what is mapped whole is accepted as it comes")
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="where no area is mapped")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", help_text="where none is mapped")
    reconcile_hour = models.PositiveSmallIntegerField(default=2, help_text="after midnight, of the day before")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = person()

    objects = UpstreamQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "name"], name="upstream_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="upstream_has_an_address"),
            models.CheckConstraint(condition=Q(reconcile_hour__lt=24), name="upstream_hour"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """What we show it when we call; empty where it asks for none."""
        return unseal(bytes(self.sealed), column=COLUMN) if self.sealed else ""

    @secret.setter
    def secret(self, text: str) -> None:
        self.sealed = seal(text, column=COLUMN) if text else b""

    @property
    def needs_basis(self) -> bool:
        """Whether what goes back to it names its legal basis."""
        return self.kind in (self.Kind.ENERGY, self.Kind.CITY)

    @property
    def channel(self) -> str:
        """The way by which its orders come, as policies name it."""
        return self.kind if self.needs_basis else "hotline"


class UpstreamCode(models.Model):
    """One code of theirs and what it means here. `ours` empty: nobody has said yet; `seen` is how often it came."""

    class Kind(models.TextChoices):
        CATEGORY = "category", pgettext_lazy("upstream", "Category")
        AREA = "area", pgettext_lazy("upstream", "Area → hall")
        LEVEL = "level", pgettext_lazy("upstream", "Level")
        STATUS = "status", pgettext_lazy("upstream", "Status")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="codes", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    theirs = models.CharField(max_length=60)
    label = models.CharField(max_length=80, blank=True, default="")
    ours = models.CharField(max_length=60, blank=True, default="")
    seen = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upstream", "kind", "theirs"], name="upstream_code_once"),
            models.CheckConstraint(condition=~Q(theirs=""), name="upstream_code_named"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.theirs} = {self.ours}"


class UpstreamOrderQuerySet(models.QuerySet["UpstreamOrder"]):
    def visible_to(self, user: User) -> "UpstreamOrderQuerySet":
        """Orders of the cases that somebody may see; a machine sees its own, and of other hotlines none."""
        rows = self.filter(ticket__in=Ticket.objects.visible_to(user))
        above = Upstream.objects.filter(client__user=user) if user.is_service else Upstream.objects.none()
        return rows.filter(upstream__in=above) if above.exists() else rows

    def waiting(self) -> "UpstreamOrderQuerySet":
        return self.filter(state=UpstreamOrder.State.WAITING)

    def to_remind(self, at: datetime) -> "UpstreamOrderQuerySet":
        return self.waiting().filter(remind_at__lte=at, reminded_at__isnull=True)

    def to_tell_up(self, at: datetime) -> "UpstreamOrderQuerySet":
        return self.waiting().filter(accept_by__lt=at, told_up_at__isnull=True)

    def for_list(self) -> "UpstreamOrderQuerySet":
        return self.select_related("upstream", "ticket__unit", "ticket__category", "ticket__org")


class UpstreamOrder(models.Model):
    """One order of a hotline above us and the case that it became. Its number is unique per source, for ever.

    `version` is the newest of theirs that counts here. `accept_by` is by when it is to be accepted or returned, `answer_by`
    by when they want the answer, `first_answer_by` as it was at first, for the figures.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("upstream", "to be accepted")
        ACCEPTED = "accepted", pgettext_lazy("upstream", "accepted")
        RETURNED = "returned", pgettext_lazy("upstream", "returned")
        WITHDRAWN = "withdrawn", pgettext_lazy("upstream", "withdrawn by them")

    class Reason(models.TextChoices):
        AREA = "area", _("Not our area")
        DUTY = "duty", _("Not our duty")
        FACTS = "facts", _("Address or phone not sufficient")
        TYPE = "type", _("Wrong type of order")
        SAME = "same", _("Sent down already under another number")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, related_name="orders", db_index=False)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="upstream_order")
    number = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    sent_at = models.DateTimeField(help_text="by their clock, when its first version that we have was sent")
    received_at = models.DateTimeField()
    category_code = models.CharField(max_length=60)
    area_code = models.CharField(max_length=60, blank=True, default="")
    level_code = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    accept_by = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_up_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person()
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="")
    basis = models.CharField(max_length=10, blank=True, default="")
    answer_by = models.DateTimeField(null=True, blank=True)
    first_answer_by = models.DateTimeField(null=True, blank=True)
    limits = models.PositiveSmallIntegerField(default=0, help_text="how often their limit was set")
    additions = models.PositiveSmallIntegerField(default=0)
    urges = models.PositiveSmallIntegerField(default=0)

    objects = UpstreamOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upstream", "number"], name="upstream_order_once"),
            models.CheckConstraint(condition=~Q(number=""), name="upstream_order_numbered"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="upstream_order_decided",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="upstream_return_says_why"),
        ]
        indexes = [
            # Read across companies by the tick.
            models.Index(fields=["remind_at"], name="upstream_order_reminds", condition=Q(state="waiting")),
            models.Index(fields=["org", "state", "accept_by"], name="upstream_order_waiting"),
            models.Index(fields=["upstream", "sent_at"], name="upstream_order_by_day"),
            models.Index(fields=["org", "-received_at", "-id"], name="upstream_order_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def was_kept(self) -> bool | None:
        """Whether it was decided in time; None while it waits."""
        return None if self.decided_at is None else self.decided_at <= self.accept_by


class UpstreamTold(models.Model):
    """One version of one order as it came: a hash of its content, and whether it changed anything here. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    order = models.ForeignKey(UpstreamOrder, on_delete=models.PROTECT, related_name="told", db_index=False)
    version = models.PositiveIntegerField()
    message = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    is_applied = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="upstream_told_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.version}"
