"""Satisfaction: the figures, the answers behind each of them, and both as a table."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import audit
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.taking import Wish, within
from accounts.taking_views import taken_or_back
from servicedesk.lib.gate import may
from servicedesk.lib.tables.writing import FORMATS, table_response
from surveys.figures import asked_of, halls_for, overview, visits_of
from surveys.filters import wanted
from surveys.models import Channel, FollowUp
from tickets.lifecycle import Kind

MOST = 500


@require_GET
@may("satisfaction")
def satisfaction(request: SignedInRequest) -> HttpResponse:
    """The score, never without how many were asked, how many answered, and how far it may be off."""
    at = timezone.now()
    want = wanted(request.GET, today=timezone.localdate(at))
    facts = {"want": want, "found": overview(request.user, want), "halls": halls_for(request.user), "page_time": at}
    facts |= {"kinds": Kind.choices, "channels": Channel.choices, "rail_here": "satisfaction"}
    if "print" in request.GET:
        return render(request, "print/satisfaction.html", facts | {"want_words": _told(facts)})
    facts["open_follow_ups"] = FollowUp.objects.visible_to(request.user).open().count()
    return render(request, "surveys/satisfaction.html", facts)


def _told(facts: dict[str, Any]) -> list[str]:
    """What the figures were narrowed to, in words."""
    want = facts["want"]
    halls = {str(one.pk): one.name for one in facts["halls"]}
    person = User.objects.filter(pk=want.person).first() if want.person else None
    kind = str(dict(Kind.choices).get(want.kind, _("Visit to the counter") if want.kind else ""))
    words = [halls.get(want.hall, ""), person.name if person else "", kind]
    return [word for word in [*words, str(dict(Channel.choices).get(want.channel, ""))] if word]


@require_GET
@may("satisfaction")
def answers(request: SignedInRequest) -> HttpResponse:
    """The answers that a figure counts; the customer's name is masked and their words are text."""
    at = timezone.now()
    want = wanted(request.GET, today=timezone.localdate(at))
    cases = asked_of(request.user, want).filter(answered_at__isnull=False)
    visits = visits_of(request.user, want).filter(score__isnull=False)
    facts = {"want": want, "count": cases.count() + visits.count(), "page_time": at, "rail_here": "satisfaction"}
    facts["cases"] = cases.select_related("ticket__unit", "ticket__handler").order_by("-answered_at", "pk")[:MOST]
    facts["visits"] = visits.select_related("hall", "clerk").order_by("-rated_at", "pk")[:MOST]
    return render(request, "surveys/answers.html", facts)


@require_GET
@may("satisfaction")
def export(request: SignedInRequest) -> HttpResponse:
    """The figures of the page as a table; on record."""
    at = timezone.now()
    want = wanted(request.GET, today=timezone.localdate(at))
    kind = request.GET.get("as", "csv") if request.GET.get("as") in FORMATS else "csv"
    audit(what="export", by=request.user, at=at, facts={"list": "satisfaction figures", "filters": want.query[:500]})
    found = overview(request.user, want)
    head = ["", _("Group"), _("Asked"), _("Answered"), _("Satisfied"), _("Dissatisfied")]
    head += [_("Response rate, percent"), _("Satisfied, percent"), _("Margin of error, points")]
    lines = [["", *found.total.row()], *([word, *one.row()] for _n, word, groups in found.tables for one in groups)]
    within(len(lines))
    return table_response(kind, "satisfaction", head, lines)


@require_POST
@may("satisfaction")
def take_answers(request: SignedInRequest) -> HttpResponse:
    """The answers with their words, as a table, with a reason."""
    query = request.POST.get("query", "")[:500]
    wish = Wish.of("answers", request.POST, query=query)
    return taken_or_back(request, wish, by=request.user, back=f"/satisfaction/answers/?{query}")
