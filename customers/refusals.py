"""Why a change of a customer's record is not made."""

from django.utils.translation import gettext as _

from accounts.models import User
from customers.model_file import CustomerEvent
from customers.models import Customer
from servicedesk.lib.refusals import Refusal


class StaleRecord(Refusal):
    """Somebody changed the record since the page was opened; nothing was saved, what was typed is still there."""

    code = "stale_version"
    status = 409

    def __init__(self, customer: Customer, last: CustomerEvent | None) -> None:
        super().__init__(customer)
        self.last = last

    def sentence(self) -> str:
        who = self.last.by.name if self.last and self.last.by else _("somebody")
        text = _("%(who)s changed this customer in the meantime. Look at it and send again; what you typed is kept.")
        return text % {"who": who}


class TakenBack(Refusal):
    """Too late, or somebody has changed it since."""

    code = "not_reversible"
    status = 409

    def sentence(self) -> str:
        return _("This can no longer be taken back: too much time has passed, or it was changed since.")


class Decided(Refusal):
    """Somebody has decided it already."""

    code = "decided"
    status = 409

    def sentence(self) -> str:
        return _("This has been dealt with in the meantime.")


class OwnRequest(Refusal):
    """Nobody decides about their own request."""

    code = "own_request"
    status = 403

    def sentence(self) -> str:
        return _("This is your own request. Somebody else decides about it.")


class NamedApprover(Refusal):
    """A tag of the customer names who decides about more time, and this is somebody else."""

    code = "named_approver"
    status = 403

    def __init__(self, named: list[User]) -> None:
        super().__init__(named)
        self.named = named

    def sentence(self) -> str:
        text = _("This customer needs special care: %(names)s decides about more time.")
        return text % {"names": _(", ").join(one.name for one in self.named)}
