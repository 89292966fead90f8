"""Who is asking by this standard, for which jurisdiction, and how it is told no."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from accounts.models import Unit, User
from accounts.standing import looked_up
from hotline.model_clients import ApiKey
from hotline.open311.writing import answer
from hotline.refusals import OutOfScope
from hotline.rest.caller import Came, note_caller
from hotline.rest.doorkeeper import let_through
from hotline.rest.guessing import GUESSING
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import NotAllowed, Refusal

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
LONGEST = 5000


class NoKey(Refusal):
    """The standard's `api_key` is missing, unknown, expired or revoked."""

    code = "api_key"
    status = 403

    def sentence(self) -> str:
        return _("Send the api_key that you were given; this one is missing, unknown, expired or revoked.")


class NotThere(Refusal):
    """A service, a request or a jurisdiction that there is not, or that is not yours."""

    code = "not_found"
    status = 404

    def sentence(self) -> str:
        return _("%(name)s was not found.") % {"name": self.args[0]}


class Wrong(Refusal):
    """Something is missing or cannot be read."""

    code = "invalid"
    status = 400


class Spoken(APIView):
    """An address that no session opens, so that no page can be made to call it; what it reads and writes is the standard's."""

    told: View | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert self.told is not None
        return self.told(request, *args, **kwargs)


def spoken(view: View) -> View:
    """A view of this standard: its format by the ending of the address, its “no” in the standard's shape."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, form: str = "xml", **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            try:
                if request.method not in ("GET", "HEAD", "POST"):
                    raise Wrong(_("This address does not take that method."))
                with looked_up():
                    return view(request, *args, form=form, **kwargs)
            except (Refusal, Http404, RequestDataTooBig, SuspiciousOperation, DataError, OperationalError) as error:
                return _no(error, form)

    return open_to_all(Spoken.as_view(told=told))


def _no(error: Exception, form: str) -> HttpResponse:
    status, said = 400, _("This request cannot be read. Check its address, its host and its headers.")
    if isinstance(error, Refusal):
        # The standard knows 400, 403 and 404; what a client should do later keeps its own number.
        status = {401: 403, 409: 400, 412: 400, 422: 400}.get(error.status, error.status)
        said = error.sentence()
    elif isinstance(error, Http404):
        status, said = 404, _("There is nothing here.")
    elif isinstance(error, RequestDataTooBig):
        said = _("This request is too large.")
    elif isinstance(error, OperationalError):
        log.warning("database: %s", type(error.__cause__ or error).__name__)
        status, said = 503, _("Too busy just now. Send the same again in a moment.")
    written = answer([{"code": status, "description": said}], name="errors", form=form, status=status)
    if status in (429, 503):
        written["Retry-After"] = str(getattr(error, "wait", 2))
    return written


def parameter(request: HttpRequest, name: str, *, most: int = LONGEST) -> str:
    """What was sent under this name, in the form or behind the question mark."""
    told = (request.POST.get(name) or request.GET.get(name) or "").strip()
    if "\0" in told or len(told) > most:
        raise Wrong(_("“%(name)s” cannot be kept: at most %(most)d characters.") % {"name": name, "most": most})
    return told


def caller(request: HttpRequest, verb: str) -> ApiKey:
    """The client behind `api_key` (or a Bearer header), if it may do this. Raises NoKey, NotAllowed and what its walls say."""
    scheme, _space, borne = request.headers.get("Authorization", "").partition(" ")
    text = parameter(request, "api_key", most=200) or (borne.strip() if scheme.lower() == "bearer" else "")
    address = request.META.get("REMOTE_ADDR", "")
    if not text:
        raise NoKey
    GUESSING.refuse(address, text)
    key = ApiKey.objects.behind(text)
    if key is None:
        GUESSING.failed(address)
        raise NoKey
    came = Came(key, "key")
    note_caller(request, came)
    let_through(request, came, address)
    GUESSING.opened(text)
    if not key.client.user.may(verb):
        raise NotAllowed(verb)
    if not key.covers(verb):
        raise OutOfScope(verb)
    return key


def jurisdiction(request: HttpRequest, *, by: User | None = None) -> Unit:
    """The company or hall that `jurisdiction_id` names by its code; the only company where it may be left out."""
    told = parameter(request, "jurisdiction_id", most=40)
    kinds = (Unit.Kind.COMPANY, Unit.Kind.HALL)
    rows = Unit.objects.filter(kind__in=kinds, is_active=True).select_related("org").order_by("path")
    if by is not None:
        rows = rows.filter(org__in=by.orgs())
    found = list((rows.filter(code=told) if told else rows.filter(kind=Unit.Kind.COMPANY))[:2])
    if not found:
        raise NotThere("jurisdiction_id")
    if len(found) > 1:
        raise Wrong(_("jurisdiction_id was not provided: several companies are served here."))
    return found[0]
