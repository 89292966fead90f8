"""Crews, their skills and ground, and the rules by which jobs find one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.leaving import switch_off
from accounts.models import Unit, User
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from fieldwork.actions import auto_assigning, crewing
from fieldwork.crewpages import WHAT, ground_of, history_of, may_keep, needs_of, rules_of, with_people
from fieldwork.duty import crews_now, profile_of
from fieldwork.forms import CrewForm, RuleForm
from fieldwork.jobs import Jobs
from fieldwork.model_crews import Ground, Skill
from fieldwork.model_rules import AutoRule
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Category

HERE = {"rail_here": "crews"}


@require_GET
@may("crews")
def crews(request: SignedInRequest) -> HttpResponse:
    """Every crew with what it can, carries and covers; the skills, and what categories ask for."""
    at, org = timezone.now(), company_of(request.user)
    rows = with_people(may_keep(request.user).filter(org=org))
    halls = dict(Unit.objects.filter(org=org, kind=Unit.Kind.HALL).values_list("code", "name"))
    told = [(crew, crew.ground_words(halls)) for crew in crews_now(rows, Jobs.visible_to(request.user), at=at)]
    facts = {"crews": told, "may_rota": request.user.may("rota"), "may_import": request.user.may("staff")}
    facts |= {"skills": Skill.objects.filter(org=org, is_active=True), "needs": needs_of(org)}
    return render(request, "fieldwork/crews.html", facts | HERE)


@require_http_methods(["GET", "POST"])
@may("crews")
def crew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One crew: what is known of it, its people, what was changed when and by whom."""
    held = get_object_or_404(with_people(may_keep(request.user).select_related("crew_profile", "org")), pk=pk)
    form = CrewForm(request.POST or None, org=held.org, initial=_known(held))
    if request.method == "POST" and form.is_valid() and _saved(request, held, form):
        return redirect("fieldwork:crew", pk)
    events = [(row, WHAT.get(row.what, row.what), told) for row, told in history_of(held)]
    facts = {"held": held, "form": form, "events": events, "may_switch_people": request.user.may("manage")}
    return render(request, "fieldwork/crew.html", facts | HERE, status=422 if form.errors else 200)


def _known(held: Unit) -> dict[str, Any]:
    profile, ground = profile_of(held), ground_of(held)
    known = {name: getattr(profile, name) for name in (*crewing.FIELDS, "version")}
    known |= {"halls": ground[Ground.HALL], "areas": ground[Ground.AREA]}
    known |= {"feeders": "\n".join(ground[Ground.FEEDER]), "transformers": "\n".join(ground[Ground.TRANSFORMER])}
    return known | {"skills": [] if profile._state.adding else list(profile.skills.all())}


def _saved(request: SignedInRequest, held: Unit, form: CrewForm) -> bool:
    told = form.cleaned_data
    try:
        crewing.save_crew(
            held,
            told={name: told[name] for name in crewing.FIELDS},
            skills=list(told["skills"]),
            ground=form.ground,
            version=told["version"] or 0,
            reason=told["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
@may("crews")
def switch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch a crew off or on."""
    held = get_object_or_404(may_keep(request.user).select_related("org"), pk=pk)
    crewing.switch_crew(held, on=request.POST.get("on") == "1", by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("fieldwork:crew", pk)


@require_POST
@may("manage")
def person_off(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody of a crew no longer works here; what they had is at the desk at once."""
    person = get_object_or_404(User, pk=pk, home__kind=Unit.Kind.CREW, home__in=request.user.units("manage"))
    switch_off(person, by=request.user, at=timezone.now())
    messages.success(request, _("%(who)s is switched off; the open work is back at the desk.") % {"who": person.name})
    return redirect("fieldwork:crew", person.home_id)


@require_POST
@may("crews")
def skill(request: SignedInRequest) -> HttpResponse:
    """Add a skill, or give one up."""
    org, at = company_of(request.user), timezone.now()
    try:
        if drop := request.POST.get("drop"):
            crewing.drop_skill(get_object_or_404(Skill, pk=drop, org=org), by=request.user, at=at)
        else:
            crewing.name_skill(org, name=request.POST.get("name", ""), by=request.user, at=at)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("fieldwork:crews")


@require_POST
@may("crews")
def need(request: SignedInRequest) -> HttpResponse:
    """Say which skills the jobs of a category ask for."""
    org = company_of(request.user)
    category = get_object_or_404(Category.objects.select_related("org"), org=org, code=request.POST.get("category"))
    wanted = Skill.objects.filter(org=org, is_active=True, name__in=request.POST.getlist("skill"))
    crewing.ask_for(category, skills=list(wanted), by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("fieldwork:crews")


@require_http_methods(["GET", "POST"])
@may("crews")
def rules(request: SignedInRequest) -> HttpResponse:
    """Whether jobs find a crew by themselves, for the company and hall by hall, and where each would go just now."""
    org, at = company_of(request.user), timezone.now()
    form = RuleForm(request.POST or None)
    if request.method == "POST" and (request.POST.get("drop") or form.is_valid()):
        _keep_rule(request, org, form)
        return redirect("fieldwork:rules")
    facts = {"rules": rules_of(org), "planned": auto_assigning.plan(org, at=at), "form": form}
    return render(request, "fieldwork/rules.html", facts | HERE, status=422 if form.errors else 200)


def _keep_rule(request: SignedInRequest, org: Unit, form: RuleForm) -> None:
    code, at = request.POST.get("hall", ""), timezone.now()
    hall = get_object_or_404(Unit, org=org, kind=Unit.Kind.HALL, code=code) if code else None
    if request.POST.get("drop"):
        for rule in AutoRule.objects.filter(org=org, hall=hall).select_related("hall", "org"):
            crewing.drop_rule(rule, by=request.user, at=at)
    else:
        crewing.set_rule(org, hall=hall, told=form.cleaned_data, by=request.user, at=at)
    messages.success(request, _("Saved."))
