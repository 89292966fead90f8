"""The ways in which the API's door says no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class OutOfScope(Refusal):
    """The client's role would allow it, its scopes do not."""

    code = "out_of_scope"
    status = 403

    def __init__(self, verb: str) -> None:
        super().__init__(verb)
        self.verb = verb

    def sentence(self) -> str:
        return _("The scopes of this API client do not include “%(verb)s”.") % {"verb": self.verb}


class ForeignPage(Refusal):
    """A change that comes with a session but without the session's CSRF token."""

    code = "csrf"
    status = 403

    def sentence(self) -> str:
        return _("This change did not come from one of our own pages. Send the CSRF token, or use an API key.")


class SameKeyOtherContent(Refusal):
    """An Idempotency-Key that was used for another request."""

    code = "same_key_other_content"
    status = 409

    def sentence(self) -> str:
        return _("This Idempotency-Key was already used for another request. Choose a new key.")


class DeviceTime(Refusal):
    """A moment told by a phone that cannot be taken as true."""

    code = "device_time"
    status = 422


class SourceTaken(Refusal):
    """The name under which external numbers are unique belongs to somebody else."""

    code = "source_taken"
    status = 409

    def sentence(self) -> str:
        return _("The source “%(source)s” is already in use. Choose another name.") % {"source": self.args[0]}
