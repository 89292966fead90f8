"""The ticket and who may not see it."""

from uuid import UUID

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from accounts.models import Absence, Unit, User
from customers.models import Area, Customer, Secrecy, SupplyPoint
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_address, mask_name, mask_phone
from tickets.lifecycle import ENDED, Kind, Status, status_word
from tickets.model_barred import Barred
from tickets.model_category import Category, CategoryVersion
from tickets.model_handlers import NamedHandler
from tickets.model_ticket_guards import GUARDS, INDEXES
from tickets.model_visit import Visit


def mine(user: User) -> Q:
    """The condition under which a case is mine wherever it lies: first contact, handler, watcher, or deputy of one."""
    watched = Q(pk__in=Ticket.watchers.through.objects.filter(user=user).values("ticket_id"))
    away = Absence.objects.now().filter(deputy=user).values("person_id")
    return Q(first_contact=user) | Q(handler=user) | watched | Q(handler__in=away) | Q(first_contact__in=away)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> "TicketQuerySet":
        """Cases of the units of my grants, or mine; less those from which I am barred. Every read begins here.

        Reports of misconduct are seen by the people named for them and by nobody else, whoever took them in.
        """
        units = user.units("read")
        barred = Barred.objects.filter(Q(user=user) | Q(unit_id__in=_home_line(user))).values("ticket_id")
        named = NamedHandler.objects.live().filter(person=user).values("org_id")
        mine_to_see = Q(unit__in=units) | Q(crew__in=units) | mine(user)
        return self.filter(
            (mine_to_see & ~Q(kind=Kind.REPORT)) | Q(kind=Kind.REPORT, org__in=named),
        ).exclude(pk__in=barred)

    def handed_over_by(self, user: User) -> "TicketQuerySet":
        """The reports that this person took in and may not read: of these they know the number and how it stands."""
        return self.filter(kind=Kind.REPORT, first_contact=user)

    def open(self) -> "TicketQuerySet":
        return self.exclude(status__in=ENDED)

    def to_dispatch(self) -> "TicketQuerySet":
        waiting = self.filter(kind__in=(Kind.FAULT, Kind.SERVICE), status=Status.REGISTERED, to_arbiter=False)
        return waiting.on_their_own()

    def on_their_own(self) -> "TicketQuerySet":
        """Leave out what goes along with another case: that one's crew does its work."""
        along = FilteredRelation("links_out", condition=Q(links_out__follows=True, links_out__ended_at=None))
        return self.alias(along=along).filter(along=None)

    def first_contact_of(self, user: User) -> "TicketQuerySet":
        return self.filter(first_contact=user)

    def imported_overdue(self) -> "TicketQuerySet":
        """Rows of a history that came in open and already late: one list, no alarm for each."""
        return self.open().filter(
            imported_at__isnull=False,
            clocks__due_at__lt=F("imported_at"),
            clocks__stopped_at=None,
        )

    def counted(self) -> "TicketQuerySet":
        """Leave out what was undone within seconds of being registered: it never was a request."""
        return self.filter(undone_at__isnull=True)

    def for_list(self) -> "TicketQuerySet":
        beside = ("unit", "crew", "handler", "first_contact", "category", "queue", "customer", "merged_into")
        return self.select_related(*beside)


def _home_line(user: User) -> list[UUID]:
    return [user.home_id] if user.home_id else []


class Ticket(models.Model):
    """One request (工单) from the counter to its end.

    Exactly one of `handler` and `queue` is set: a case is always somebody's. `first_contact` (首问负责) survives every
    transfer. `version` counts people's changes, `seq` events, `round` how often the work began.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tickets")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    track = models.CharField(max_length=12, blank=True, default="", help_text="how it goes, where not as its kind does")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="tickets")
    category_version = models.ForeignKey(
        CategoryVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=10, choices=Area, blank=True)
    channel = models.CharField(max_length=20, default="counter")
    status = models.CharField(max_length=12, choices=Status, default=Status.REGISTERED)
    round = models.PositiveSmallIntegerField(default=1)

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    hazard = models.BooleanField(default=False)

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    supply_point = models.ForeignKey(
        SupplyPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)

    first_contact = models.ForeignKey(User, on_delete=models.PROTECT, related_name="first_contacts", db_index=False)
    handler = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="handling", db_index=False
    )
    queue = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="queued")
    crew = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    watchers = models.ManyToManyField(User, related_name="watching", blank=True)
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    contacts = models.PositiveSmallIntegerField(default=0, help_text="how often the customer has come again about it")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )

    source = models.CharField(max_length=40, blank=True)
    external_number = models.CharField(max_length=80, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(
        null=True, blank=True, help_text="until then it can be undone, and nothing leaves"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    resumes_at = models.DateTimeField(null=True, blank=True)
    urges = models.PositiveSmallIntegerField(default=0)
    raised = models.PositiveSmallIntegerField(default=0, help_text="how many rungs urging has carried this round up")
    slips = models.PositiveSmallIntegerField(default=0, db_default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="how often its report was sent back")
    hops = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="how often it was passed on")
    to_arbiter = models.BooleanField(default=False, db_default=False, help_text="waits for who decides whose it is")
    kept_by = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="so decided"
    )
    pledges = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = GUARDS
        indexes = INDEXES

    def __str__(self) -> str:
        return self.number

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """Where it stands, in the word of its kind."""
        return status_word(self.way, self.status)

    @property
    def way(self) -> str:
        """By which table of moves and clocks the case goes: that of its track, else that of its kind."""
        return self.track or self.kind

    @property
    def short_number(self) -> str:
        """The number as it is said in its own hall: month and day, then the sequence (`0318-0427`)."""
        return f"{self.number[-8:-4]}-{self.number[-4:]}" if len(self.number) > 8 else self.number

    @property
    def masked_name(self) -> str:
        if self.customer and self.customer.secrecy == Secrecy.SECRET:
            return _("Restricted customer")
        return mask_name(self.contact_name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.contact_phone)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)

    @property
    def reveal_url(self) -> str:
        """Where this case's contact number is shown in full, once, and logged."""
        return f"/t/{self.number}/reveal/"

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED
