"""The door, the bell and the book of who looked at what."""

from datetime import time
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, doors, entering
from accounts.beginning import unfinished
from accounts.door_views import onward
from accounts.forms import SignInForm
from accounts.model_records import has_messenger
from accounts.models import Notice, SsoProvider, User
from accounts.rail import first_page
from accounts.requests import SignedInRequest
from accounts.sentences import tell_notice
from accounts.speaking import safe_path, speak
from servicedesk.language import SPOKEN
from servicedesk.lib.gate import SIGNED_IN, View, may, open_to_all
from servicedesk.lib.paging import newest_first

UNSENT = "desk_unsent"


class SignIn(LoginView):
    """One form, one step, then back to the page asked for."""

    template_name = "sign_in.html"
    form_class = SignInForm  # type: ignore[assignment]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers = SsoProvider.objects.filter(is_on=True).order_by("name")
        return super().get_context_data(**kwargs) | {"providers": providers, "has_messenger": has_messenger()}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        who = entering.Standing(form.get_user(), "password", (), self.get_success_url())
        return onward(self.request, entering.go_on(self.request, who, at=timezone.now()))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=form.status)


sign_in = open_to_all(SignIn.as_view())


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; what this browser has kept of the house goes too."""
    if isinstance(request.user, User):
        doors.went_out(request.user, at=timezone.now())
    logout(request)
    answer = redirect(settings.LOGIN_URL)
    # A crew's phone says that steps wait on it: they are sealed for their person, and the storage stays until they are sent.
    answer["Clear-Site-Data"] = '"cache"' if request.COOKIES.get(UNSENT) else '"cache", "storage"'
    return answer


@require_GET
@may(SIGNED_IN)
def home(request: SignedInRequest) -> HttpResponse:
    """To the page where this person's day begins: what they have begun and not ended comes first."""
    begun = unfinished(request.user)
    return redirect(begun.url if begun else first_page(request.user))


@require_http_methods(["GET", "POST"])
@may(SIGNED_IN)
def habits(request: SignedInRequest) -> HttpResponse:
    """Single-letter keys, how close rows stand, when the messenger is silent; remembered wherever this person signs in."""
    if request.method == "GET":
        return render(request, "accounts/habits.html", {"rail_here": "more"})
    told = request.POST
    shortcuts = {"on": True, "off": False}.get(told.get("shortcuts", ""), request.user.shortcuts)
    compact = {"on": True, "off": False}.get(told.get("compact", ""), request.user.compact)
    begins, ends = (parsed_time(told.get(name, "")[:5]) for name in ("quiet_from", "quiet_until"))
    quiet = (begins, ends) if begins is not None and ends is not None else None
    actions.set_habits(request.user, shortcuts=shortcuts, compact=compact, quiet=quiet)
    return redirect(safe_path(request, told.get("next", "")))


def parsed_time(told: str) -> time | None:
    """`21:00`; None for what is no time of day."""
    try:
        return time.fromisoformat(told) if told else None
    except ValueError:
        return None


@require_POST
@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, in this browser and wherever this person signs in."""
    chosen = request.POST.get("language", "")
    answer = redirect(safe_path(request, request.POST.get("next", "")))
    if chosen not in SPOKEN:
        return answer
    if isinstance(request.user, User):
        actions.set_language(request.user, chosen)
    return speak(answer, chosen)


@require_GET
@may(SIGNED_IN)
def notices(request: SignedInRequest) -> HttpResponse:
    """What I have been told, newest first."""
    page = newest_first(Notice.objects.visible_to(request.user), request.GET)
    told = [(notice, tell_notice(notice)) for notice in page.rows]
    return render(request, "accounts/notices.html", {"told": told, "pager": page})


@require_POST
@may(SIGNED_IN)
def read_one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mark one notice as read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.read_notices(request.user, at=timezone.now(), pk=notice.pk)
    return redirect(safe_path(request, notice.path or "/notices/"))


@require_POST
@may(SIGNED_IN)
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.read_notices(request.user, at=timezone.now())
    return redirect("accounts:notices")


def counts_wrong_links(view: View) -> View:
    """Count what opens nothing, by address; beyond ten in a quarter of an hour it is answered with nothing at all.

    A right link always opens, however many wrong ones came from its address: a hall's Wi-Fi is one address.
    """

    @wraps(view)
    def counting(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            if doors.is_guessing(request, at=timezone.now()):
                return HttpResponse(status=429)
            raise
        if answer.status_code == 404 and doors.is_guessing(request, at=timezone.now()):
            return HttpResponse(status=429)
        return answer

    return counting
