"""The methods of GeoReport v2."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Unit
from hotline.open311 import shapes
from hotline.open311.door import NotThere, Wrong, caller, jurisdiction, parameter, spoken
from hotline.open311.taking_in import receive
from hotline.open311.writing import answer
from tickets.models import Ticket, TicketQuerySet

SPAN = timedelta(days=90)
MOST = 1000
STATES = {"open", "closed"}


@spoken
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """Where the endpoint is, and what it speaks."""
    _read(request)
    base = request.build_absolute_uri("/open311/v2/").rstrip("/")
    told: dict[str, Any] = {
        "changeset": "2026-11-22T00:00:00Z",
        "contact": "",
        "key_service": _("Ask the administrator of the service desk for an API key."),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": "2026-11-22T00:00:00Z",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(told, name="discovery", form=form)


@spoken
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    """What may be asked for."""
    _read(request)
    place = jurisdiction(request)
    return answer(
        [shapes.service(one) for one in shapes.services(place.org_id or place.pk)], name="services", form=form
    )


@spoken
def definition(request: HttpRequest, code: str, *, form: str) -> HttpResponse:
    """What a service asks."""
    _read(request)
    place = jurisdiction(request)
    found = shapes.services(place.org_id or place.pk).filter(code=code).first()
    if found is None:
        raise NotThere("service_code")
    return answer(shapes.definition(found), name="service_definition", form=form)


@spoken
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """POST: a new request. GET: those of the client's places, the newest first."""
    if request.method == "POST":
        ticket = receive(request, caller(request, "register"))
        told = {"service_request_id": ticket.number, "service_notice": "", "account_id": None}
        return answer([told], name="service_requests", form=form, status=201)
    rows = _asked(request, _visible(request))
    size = _number(request, "page_size", MOST, MOST)
    begin = (_number(request, "page", 1, 10_000) - 1) * size
    found = shapes.with_moments(rows).order_by("-registered_at", "-pk")[begin : begin + size]
    return answer(shapes.requests(found), name="service_requests", form=form)


@spoken
def one(request: HttpRequest, number: str, *, form: str) -> HttpResponse:
    """One request."""
    _read(request)
    found = shapes.with_moments(_visible(request).filter(number=number))
    if not found:
        raise NotThere("service_request_id")
    return answer(shapes.requests(found), name="service_requests", form=form)


@spoken
def token(request: HttpRequest, token: str, *, form: str) -> HttpResponse:
    """A request has its id at once here; who asks with it as a token is told the same."""
    _read(request)
    if not _visible(request).filter(number=token).exists():
        raise NotThere("token")
    return answer([{"service_request_id": token, "token": token}], name="service_requests", form=form)


@spoken
def nowhere(request: HttpRequest, rest: str = "", *, form: str) -> HttpResponse:
    raise Http404


def _read(request: HttpRequest) -> None:
    if request.method == "POST":
        raise Wrong(_("This address does not take that method."))


def _visible(request: HttpRequest) -> TicketQuerySet:
    """Cases that the client may see, of the services that there are."""
    user = caller(request, "read").client.user
    place = jurisdiction(request, by=user)
    rows = Ticket.objects.visible_to(user).filter(org=place.org_id or place.pk, kind__in=shapes.OFFERED, track="")
    return rows.filter(unit=place) if place.kind == Unit.Kind.HALL else rows


def _asked(request: HttpRequest, rows: TicketQuerySet) -> TicketQuerySet:
    """The rows that are asked for; ids override all else. Without a range it is the last 90 days."""
    numbers = _several(request, "service_request_id")
    if numbers:
        return rows.filter(number__in=numbers)
    codes, states = _several(request, "service_code"), set(_several(request, "status"))
    if not states <= STATES:
        raise Wrong(_("status is open or closed."))
    if codes:
        rows = rows.filter(category__code__in=codes)
    if len(states) == 1:
        rows = rows.filter(status__in=shapes.DONE) if "closed" in states else rows.exclude(status__in=shapes.DONE)
    since, until = _range(_moment(request, "start_date"), _moment(request, "end_date"), timezone.now())
    return rows.filter(registered_at__range=(since, until))


def _range(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    if since is None:
        until = until or now
        return until - SPAN, until
    if until is None:
        return since, since + SPAN
    if until - since > SPAN:
        raise Wrong(_("start_date and end_date may not span more than 90 days."))
    return since, until


def _several(request: HttpRequest, name: str) -> list[str]:
    told = ",".join(request.GET.getlist(name))
    found = [one.strip() for one in told.split(",") if one.strip()]
    if len(found) > MOST or "\0" in told:
        raise Wrong(_("At most %(most)d.") % {"most": MOST})
    return found


def _moment(request: HttpRequest, name: str) -> datetime | None:
    told = parameter(request, name, most=40)
    if not told:
        return None
    try:
        found = parse_datetime(told.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 <= found.year <= 2200:
        raise Wrong(_("“%(name)s” is no moment with its zone, such as 2026-01-01T00:00:00Z.") % {"name": name})
    return found


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    told = parameter(request, name, most=10)
    if not told:
        return usual
    if not (told.isascii() and told.isdigit() and 1 <= int(told) <= most):
        raise Wrong(_("“%(name)s” lies within 1 to %(most)d.") % {"name": name, "most": most})
    return int(told)
