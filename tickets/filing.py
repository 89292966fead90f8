"""What pages say of a case's files: the list, the limits, and the address that holds for a minute."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.files import limits, scanning
from servicedesk.lib.files.kinds import taken_endings
from tickets.models import Attachment, Ticket

SALT = "tickets.file"
HOLDS_FOR = 60  # seconds
MOST_SHOWN = 100


@dataclass(frozen=True)
class Limits:
    """What is taken here, for the eye and for the browser."""

    most_bytes: int = limits.MOST_BYTES
    most_at_once: int = limits.MOST_AT_ONCE
    most_pixels: int = limits.MOST_PIXELS

    @property
    def endings(self) -> str:
        return ",".join(taken_endings(has_scanner=scanning.is_set_up()))

    @property
    def words(self) -> str:
        facts = {"megabytes": self.most_bytes // limits.MEGA, "count": self.most_at_once}
        if scanning.is_set_up():
            text = _("Photos (also HEIC), PDF, Word, Excel, text; %(megabytes)d MB each, %(count)d at a time.")
        else:
            text = _("Photos (also HEIC) and plain text; %(megabytes)d MB each, %(count)d at a time.")
        return text % facts

    @property
    def bridge(self) -> str:
        """Where the program of the clerk's machine answers that knows its document camera; empty for none."""
        return settings.DEVICE_BRIDGE_URL


@dataclass(frozen=True)
class Files:
    """The files of a case as its page shows them; hidden ones are named with the reason, never opened."""

    rows: list[Attachment]
    limits: Limits

    @property
    def is_waiting(self) -> bool:
        return any(row.state == Attachment.State.WAITING for row in self.rows)

    @property
    def shown(self) -> list[Attachment]:
        return [row for row in self.rows if row.hidden_at is None]

    @property
    def hidden(self) -> list[Attachment]:
        return [row for row in self.rows if row.hidden_at is not None]


def files_of(ticket: Ticket) -> Files:
    """The files of a case that its reader has been let in to, with those of what was merged into it."""
    rows = (
        Attachment.objects.of_case(ticket)
        .select_related("by", "hidden_by", "ticket")
        .order_by("-at", "-pk")[:MOST_SHOWN]
    )
    return Files(list(rows), Limits())


def laid_by(sheet: object, user: User) -> Files:
    """What a person has added to a sheet that is not registered yet."""
    try:
        number = UUID(str(sheet))
    except ValueError:
        return Files([], Limits())
    return Files(list(Attachment.objects.of_sheet(number, user)), Limits())


def may_hide(attachment: Attachment, user: User) -> bool:
    """One's own, or anybody's where one leads the shift."""
    ticket = attachment.ticket
    if ticket is None or attachment.hidden_at is not None or not user.may("hide_file"):
        return False
    return attachment.by_id == user.pk or user.may_at("void", ticket.unit_id)


def signed(attachment: Attachment, *, small: bool = False) -> str:
    """An address on the other host name that holds for a minute: whoever follows it has been let in here."""
    token = signing.dumps([str(attachment.pk), small], salt=SALT)
    return f"{settings.FILES_URL}/f/{token}/"


def behind(token: str) -> tuple[Attachment | None, bool]:
    """The file of a signed address while it holds, and whether the small picture is meant."""
    try:
        key, small = signing.loads(token, salt=SALT, max_age=HOLDS_FOR)
    except signing.BadSignature:
        return None, False
    return Attachment.objects.servable().filter(pk=key).first(), bool(small)
