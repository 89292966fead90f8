"""A POST of the standard becomes a request at the desk: the same rules, clocks and texts."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Unit
from customers.models import SupplyPoint
from hotline.actions.once import digest_of
from hotline.actions.taking_in import take_in
from hotline.model_clients import ApiKey
from hotline.open311.door import NotThere, Wrong, jurisdiction, parameter
from hotline.open311.shapes import services
from servicedesk.lib.refusals import NotAllowed
from tickets.asking import MOMENT, TIME
from tickets.faces import face_of
from tickets.intake import Intake
from tickets.models import Category, Ticket

ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](\[\])?")
MEDIA = re.compile(r"https?://[^\s<>\"']{1,480}", re.IGNORECASE)
DESCRIBED = 4000


def receive(request: HttpRequest, key: ApiKey) -> Ticket:
    """Take the request in; with an Idempotency-Key the same again is the same case. Raises Wrong, NotThere, NotAllowed."""
    client = key.client
    place = jurisdiction(request, by=client.user)
    org = place.org or place
    category = _category(request, org)
    point = _point(request, key)
    hall = _hall(place, point, key)
    once = request.headers.get("Idempotency-Key", "")[:60]
    if once and not (once.isascii() and once.isprintable()):
        raise Wrong(_("At most 100 printable ASCII characters."))
    plain = {name: sorted(request.POST.getlist(name)) for name in request.POST if name != "api_key"}
    intake = Intake(
        category=category,
        supply_point=point,
        contact_name=_name(request) or client.name[:60],
        contact_phone=parameter(request, "phone", most=40),
        address=_address(request, point),
        answers=_answers(request, category),
        description=_description(request),
        channel="open311",
        source=client.source if once else "",
        external_number=f"open311:{once}" if once else "",
        digest=digest_of(plain) if once else "",
    )
    ticket, _is_new = take_in(intake, unit=hall, by=client.user)
    return ticket


def _category(request: HttpRequest, org: Unit) -> Category:
    code = parameter(request, "service_code", most=80)
    if not code:
        raise Wrong(_("service_code was not provided."))
    found = services(org.pk).filter(code=code).select_related("org", "parent__parent").first()
    if found is None:
        raise NotThere("service_code")
    return found


def _point(request: HttpRequest, key: ApiKey) -> SupplyPoint | None:
    """The account that `address_id` names; an unknown one and a foreign one look the same."""
    told = re.sub(r"[\s-]", "", parameter(request, "address_id", most=40))
    if not told:
        return None
    found = SupplyPoint.objects.visible_to(key.client.user).filter(account_number=told).select_related("hall__org")
    point = found.first()
    if point is None:
        raise NotThere("address_id")
    return point


def _hall(place: Unit, point: SupplyPoint | None, key: ApiKey) -> Unit:
    """The hall that takes it in: the one named, the account's, or the first at which the client may register."""
    user = key.client.user
    if place.kind == Unit.Kind.HALL:
        halls = [place]
    else:
        rows = Unit.objects.filter(org=place.org_id or place.pk, kind=Unit.Kind.HALL, is_active=True)
        halls = list(rows.select_related("org").order_by("path"))
        if point is not None and point.hall is not None:
            halls.sort(key=lambda hall: hall.pk != point.hall_id)
    for hall in halls:
        if user.may_at("register", hall.pk):
            return hall
    raise NotAllowed("register")


def _name(request: HttpRequest) -> str:
    first, last = parameter(request, "first_name", most=40), parameter(request, "last_name", most=40)
    is_latin = (first + last).isascii()
    return " ".join(part for part in (first, last) if part)[:60] if is_latin else f"{last}{first}"[:60]


def _address(request: HttpRequest, point: SupplyPoint | None) -> str:
    """The address as it was written, or the place on earth. One of both, or an account, has to be there."""
    told = parameter(request, "address_string", most=200)
    lat, long = parameter(request, "lat", most=30), parameter(request, "long", most=30)
    if bool(lat) != bool(long):
        raise Wrong(_("lat and long come together."))
    spot = f"{_degrees(lat, 90, 'lat')}, {_degrees(long, 180, 'long')}" if lat else ""
    if not (told or spot or point):
        raise Wrong(_("A location was not provided: address_string, lat and long, or address_id."))
    return told or spot


def _degrees(told: str, most: int, name: str) -> str:
    try:
        found = Decimal(told)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > most:
        raise Wrong(_("“%(name)s” is no place on earth.") % {"name": name})
    return f"{found:.6f}"


def _description(request: HttpRequest) -> str:
    """What was written, and where a picture is said to be: a reference for people, which this house never fetches."""
    media = parameter(request, "media_url", most=500)
    if media and not MEDIA.fullmatch(media):
        raise Wrong(_("media_url must be an http or https address."))
    told = parameter(request, "description", most=DESCRIBED).replace("\r\n", "\n")
    return "\n".join(part for part in (told, f"media_url: {media}" if media else "") if part)


def _answers(request: HttpRequest, category: Category) -> dict[str, str]:
    """The attributes, each one that the service asks for, with one value."""
    asked = {one.code: one for one in face_of(category).questions}
    given: dict[str, str] = {}
    for name in request.POST:
        shape = ATTRIBUTE.fullmatch(name)
        if shape is None:
            continue
        code, values = shape[1], [value for value in request.POST.getlist(name) if value.strip()]
        if code not in asked:
            raise Wrong(_("The service has no attribute “%(code)s”.") % {"code": code})
        if len(values) > 1:
            raise Wrong(_("The attribute “%(code)s” takes one value.") % {"code": code})
        if values and (len(values[0]) > 200 or "\0" in values[0]):
            raise Wrong(_("The attribute “%(code)s” is too long.") % {"code": code})
        if values:
            given[code] = _moment(values[0]) if asked[code].kind == TIME else values[0]
    return given


def _moment(told: str) -> str:
    """A moment with its zone becomes the hall's; whatever else is an answer to that question stays as it is."""
    try:
        found: datetime | None = parse_datetime(told)
    except ValueError:
        found = None
    return timezone.localtime(found).strftime(MOMENT) if found is not None and found.tzinfo else told
