"""Wall screens: the screen itself, and the page where its keys are made, renewed and ended."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from accounts.views import counts_wrong_links
from servicedesk.lib.gate import may, open_to_all
from supervision import walls
from supervision.models import WallKey
from supervision.wallboard import wall_of

HERE = {"rail_here": "more"}


@require_GET
@open_to_all
@counts_wrong_links
def wall(request: HttpRequest, key: str) -> HttpResponse:
    """The screen, by its key alone."""
    at = timezone.now()
    found = walls.wall_behind(key[:100], at=at)
    if found is None:
        raise Http404
    answer = render(request, "supervision/wall.html", wall_of(found.unit, at=at))
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_http_methods(["GET", "POST"])
@may("wall_keys")
def keys(request: SignedInRequest) -> HttpResponse:
    """The keys of my places; a new one is shown on this one answer and never again."""
    units = Unit.objects.filter(pk__in=request.user.units("wall_keys"), org__isnull=False, is_active=True)
    units = units.filter(kind__in=(Unit.Kind.HALL, Unit.Kind.COMPANY)).order_by("path")
    if request.method == "POST":
        unit = next((one for one in units if str(one.pk) == request.POST.get("unit")), None)
        name = request.POST.get("name", "").strip()[:40]
        if unit is not None and name:
            key, secret = walls.make_wall_key(name=name, unit=unit, by=request.user, at=timezone.now())
            return _once(request, key, secret)
        messages.warning(request, _("A name and a place are needed."))
    rows = WallKey.objects.visible_to(request.user).select_related("unit", "made_by").order_by("-made_at")
    facts = {"rows": rows[:100], "units": units, "now": timezone.now()} | HERE
    return render(request, "supervision/walls.html", facts, status=422 if request.method == "POST" else 200)


@require_POST
@may("wall_keys")
def renew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Another secret for the same screen, shown once."""
    key = get_object_or_404(WallKey.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return _once(request, key, walls.renew_wall_key(key, by=request.user, at=timezone.now()))


@require_POST
@may("wall_keys")
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """This key opens nothing any more."""
    key = get_object_or_404(WallKey.objects.visible_to(request.user), pk=pk)
    walls.end_wall_key(key, by=request.user, at=timezone.now())
    messages.success(request, _("The key has ended; its screens show nothing any more."))
    return redirect("supervision:walls")


def _once(request: SignedInRequest, key: WallKey, secret: str) -> HttpResponse:
    url = f"{settings.PUBLIC_URL}/wall/{secret}/"
    answer = render(request, "supervision/wall_secret.html", {"key": key, "url": url} | HERE)
    answer["Cache-Control"] = "no-store"
    return answer
