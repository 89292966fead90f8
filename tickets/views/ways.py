"""What an administrator sets for the counters: ways in, figures, windows and their pads."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import windows
from tickets.actions.ways import set_channel, set_counter_rule
from tickets.counter import key_of
from tickets.model_counter import ways_in
from tickets.models import CounterRule, Window
from tickets.wayform import ChannelForm, CounterRuleForm


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def channels(request: SignedInRequest) -> HttpResponse:
    """The ways in which requests come, and the figures of the counter."""
    org = company_of(request.user, request.GET.get("org", ""))
    is_rule, told = "rule" in request.POST, request.POST or None
    rule = CounterRuleForm(told if is_rule else None, instance=CounterRule.of(org.pk))
    way = ChannelForm(told if told and not is_rule else None)
    if is_rule and rule.is_valid():
        set_counter_rule(org, by=request.user, at=timezone.now(), **rule.cleaned_data)
    elif way.is_bound and way.is_valid():
        set_channel(org, by=request.user, at=timezone.now(), **way.cleaned_data)
    else:
        facts = {
            "org": org,
            "ways": ways_in(org.pk),
            "rule": rule,
            "form": way,
            "at_fault": way if way.errors else rule,
        }
        status = 422 if told else 200
        return render(request, "visits/channels.html", facts, status=status)
    messages.success(request, _("Saved; it holds from now on."))
    return redirect(request.get_full_path())


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def all_windows(request: SignedInRequest) -> HttpResponse:
    """The windows of the company's halls; a new one."""
    halls = Unit.objects.filter(pk__in=request.user.units("manage"), kind=Unit.Kind.HALL, is_active=True)
    trouble = ""
    if request.method == "POST":
        hall = get_object_or_404(halls, pk=key_of(request.POST.get("hall")))
        try:
            windows.open_window(hall, name=request.POST.get("name", ""), by=request.user, at=timezone.now())
            return redirect("tickets:windows")
        except Refusal as refusal:
            trouble = refusal.sentence()
    rows = Window.objects.filter(hall__in=halls).select_related("hall", "clerk").order_by("hall__code", "name")
    told = [(row, request.build_absolute_uri(f"/s/{windows.pad_token(row)}/pad/")) for row in rows]
    facts = {"told": told, "halls": halls.order_by("code"), "trouble": trouble}
    return render(request, "visits/windows.html", facts, status=422 if trouble else 200)


@require_POST
@may("manage")
def change_window(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Close or open a window, or make its pad a new link."""
    window = get_object_or_404(Window.objects.filter(hall__in=request.user.units("manage")), pk=pk)
    at = timezone.now()
    if verb == "close":
        windows.close_window(window, by=request.user, at=at)
    elif verb == "open":
        windows.open_window(window.hall, name=window.name, by=request.user, at=at)
    elif verb == "renew":
        windows.renew_pad(window, by=request.user, at=at)
    else:
        raise Http404
    return redirect("tickets:windows")
