"""The ways in which the API's door says no."""

from django.utils.translation import gettext as _

from hotline.hookwords import WHY_NO_ANSWER
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


class ChangedSince(Refusal):
    """The version in If-Match is not the one that stands: `fields` says which versions came since, and what each did."""

    code = "stale_version"
    status = 412

    def __init__(self, refusal: Refusal, changes: dict[str, str]) -> None:
        super().__init__(refusal.sentence(), fields=changes)


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


class TwoKeys(Refusal):
    """A client has its two live keys already."""

    code = "two_keys"
    status = 409

    def sentence(self) -> str:
        return _("This client has two live keys already. Revoke the one that is no longer in use, then make a new one.")


class ClientChanged(Refusal):
    """Somebody else changed the client's settings meanwhile."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has changed this client meanwhile. Open it again and look at it first.")


class WrongAddress(Refusal):
    """A good key, presented from a network that is not the client's."""

    code = "wrong_address"
    status = 403

    def sentence(self) -> str:
        return _("This client may not call from the address you are calling from. Ask whoever gave you the key.")


class MustSign(Refusal):
    """A client that signs its requests, and this one is not signed."""

    code = "signature_required"
    status = 401

    def sentence(self) -> str:
        return _("This client signs its requests. Send “Authorization: HMAC-SHA256 …”, as docs/api/signing.md shows.")


class WrongSignature(Refusal):
    """A signature that does not fit what was sent."""

    code = "wrong_signature"
    status = 401

    def sentence(self) -> str:
        return _("The signature does not fit this request. POST echo/ shows the string that it should be made over.")


class StaleSignature(Refusal):
    """A timestamp that is too far from our clock, or none."""

    code = "stale_signature"
    status = 401

    def sentence(self) -> str:
        return _("X-Timestamp must lie within five minutes of our clock and X-Nonce must be new. Sign again.")


class Replayed(Refusal):
    """A signature that was used before."""

    code = "replayed_signature"
    status = 401

    def sentence(self) -> str:
        return _("This signature was used before. Sign again with another nonce; the Idempotency-Key stays the same.")


class TooFast(Refusal):
    """More requests than the limit allows; `wait` is in seconds."""

    code = "too_many"
    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait

    def sentence(self) -> str:
        return _("Too many requests. Wait %(seconds)d s, then send the same again.") % {"seconds": self.wait}


class TooManyHooks(Refusal):
    """A client has as many webhooks as it may have."""

    code = "too_many_webhooks"
    status = 409

    def sentence(self) -> str:
        return _("At most %(most)d webhooks. End one that is no longer in use.") % {"most": self.args[0]}


class HookChanged(Refusal):
    """Somebody else changed or ended the webhook meanwhile."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("This webhook was changed or ended meanwhile. Look at it again.")


class StillWaiting(Refusal):
    """What is to be sent is still waiting to be sent."""

    code = "still_waiting"
    status = 409

    def sentence(self) -> str:
        return _("This still waits to be sent. Wait a moment.")


class NoClient(Refusal):
    """A person asks for what only another system has."""

    code = "no_client"
    status = 422

    def sentence(self) -> str:
        return _("Webhooks belong to API clients. Call with a client's key, or use its page.")


class SameVersionOtherContent(Refusal):
    """A version of an order from above that has come already, with other content."""

    code = "same_version_other_content"
    status = 409

    def sentence(self) -> str:
        return _("This version of the order has come already and said something else. Count “version” up.")


class OrderDecided(Refusal):
    """An order from above that was returned, withdrawn or has ended."""

    code = "order_decided"
    status = 409

    def sentence(self) -> str:
        return _("Order %(number)s was returned, withdrawn or has ended already.") % {"number": self.args[0]}


class NoUpstream(Refusal):
    """Somebody sends an order down who is no hotline above us."""

    code = "no_upstream"
    status = 422

    def sentence(self) -> str:
        return _("Only a hotline that is set up under “Hotlines above” sends orders down.")


class NotReadable(Refusal):
    """The other side gave no answer, or one that is none; `why` says which."""

    code = "other_side"
    status = 502

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def sentence(self) -> str:
        return _("The other side cannot be read: %(why)s.") % {"why": str(WHY_NO_ANSWER.get(self.why, self.why))}
