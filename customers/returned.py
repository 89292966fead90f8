"""Messages that could not be sent, in somebody's hands: sent again, or dropped for a stated reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal


class DealtWith(Refusal):
    """Somebody has dealt with it already."""

    code = "not_stuck"
    status = 409

    def sentence(self) -> str:
        return _("This has been dealt with in the meantime.")


@transaction.atomic
def send_again(message: Message, *, by: User | None, at: datetime) -> None:
    """Owe a message again that was given up, with all its attempts. Raises DealtWith."""
    _change(message, by=by, dead_at=None, lease=None, attempts=0, available_at=at)
    _note("stuck_again", message, by=by, at=at)


@transaction.atomic
def drop(message: Message, *, reason: str, by: User | None, at: datetime) -> None:
    """Say that a message which was given up need not be sent any more. Raises DealtWith."""
    if not reason.strip():
        raise Invalid(_("Write a reason."), fields={"reason": _("missing")})
    _change(message, by=by, dropped_at=at)
    _note("stuck_dropped", message, by=by, at=at, reason=reason.strip())


def _change(message: Message, *, by: User | None, **values: object) -> None:
    """Only while it lies there, and only by somebody of its company who may; `None` is the operator at the machine."""
    if by is not None and not (by.may("stuck") and message.org_id in by.orgs()):
        raise NotAllowed("stuck")
    if not Message.objects.dead_letters().filter(pk=message.pk).update(**values):
        raise DealtWith


def _note(what: str, message: Message, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Neither number nor text: who sent or dropped which row."""
    facts = {"id": str(message.pk), "template": message.template, "error": message.last_error[:80]}
    audit(what=what, by=by, at=at, facts=facts, reason=reason)
