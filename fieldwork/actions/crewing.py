"""Crews, skills and rules are changed; every change is an event with what was before and what is since."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.leaving import close_unit, open_unit
from accounts.models import Unit, User
from fieldwork.model_crews import Coverage, CrewEvent, CrewProfile, Skill, SkillNeed
from fieldwork.model_rules import AutoRule
from fieldwork.refusals import CrewChanged
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.models import Category

FIELDS = ("job_limit", "home", "latitude", "longitude", "by_rota")


@transaction.atomic
def save_crew(
    crew: Unit,
    *,
    told: dict[str, Any],
    skills: list[Skill],
    ground: set[tuple[str, str]],
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> CrewProfile:
    """Write what is known of a crew; nothing changed is no event. `version` is what the person saw. Raises CrewChanged."""
    org = _may(crew, by)
    CrewProfile.objects.bulk_create([CrewProfile(org=org, unit=crew)], ignore_conflicts=True)
    held = CrewProfile.objects.select_for_update().get(unit=crew)
    if held.version != version:
        raise CrewChanged
    changed = {name: [getattr(held, name), told[name]] for name in FIELDS if getattr(held, name) != told[name]}
    had = sorted(held.skills.values_list("name", flat=True))
    if had != (now := sorted(skill.name for skill in skills)):
        changed["skills"] = [had, now]
        held.skills.set(skills)
    rows = set(Coverage.objects.filter(crew=crew).values_list("by", "value"))
    if rows != ground:
        changed["ground"] = [_said(rows), _said(ground)]
        Coverage.objects.filter(crew=crew).delete()
        Coverage.objects.bulk_create(Coverage(org=org, crew=crew, by=sort, value=value) for sort, value in ground)
    if changed:
        for name in FIELDS:
            setattr(held, name, told[name])
        held.version += 1
        held.save()
        _note(crew, org, "change", by=by, at=at, reason=reason, facts=changed | {"version": held.version})
    return held


@transaction.atomic
def add_ground(crew: Unit, sort: str, value: str, *, by: User, at: datetime) -> bool:
    """Let a crew answer for one more piece of ground; returns whether it is new."""
    rows = set(Coverage.objects.filter(crew=crew).values_list("by", "value"))
    if (sort, value) in rows:
        return False
    known = CrewProfile.objects.filter(unit=crew).first()
    told = {name: getattr(known or CrewProfile(), name) for name in FIELDS}
    skills = list(known.skills.all()) if known else []
    ground = rows | {(sort, value)}
    save_crew(crew, told=told, skills=skills, ground=ground, version=known.version if known else 0, by=by, at=at)
    return True


def _said(rows: set[tuple[str, str]]) -> list[str]:
    return sorted(f"{by}:{value}" for by, value in rows)


def _note(crew: Unit, org: Unit, what: str, *, by: User, at: datetime, reason: str = "", facts: dict[str, Any]) -> None:
    CrewEvent.objects.create(org=org, crew=crew, what=what, by=by, at=at, reason=reason, facts=facts)


def _may(unit: Unit, by: User) -> Unit:
    if unit.org is None or not by.may_at("crews", unit.pk):
        raise NotAllowed("crews")
    return unit.org


@transaction.atomic
def switch_crew(crew: Unit, *, on: bool, by: User, at: datetime) -> Unit:
    """Switch a crew off, with all that it had going back to the dispatcher, or on again."""
    org = _may(crew, by)
    if crew.is_active != on:
        _note(crew, org, "on" if on else "off", by=by, at=at, facts={})
    return open_unit(crew, by=by, at=at) if on else close_unit(crew, by=by, at=at)


@transaction.atomic
def name_skill(org: Unit, *, name: str, by: User, at: datetime) -> Skill:
    """Add a skill; one of that name that was given up is there again."""
    _may_here(org, by)
    if not name.strip():
        text = _("Give it a name.")
        raise Invalid(text, fields={"name": text})
    skill, is_new = Skill.objects.get_or_create(org=org, name=name.strip()[:30])
    if is_new or not skill.is_active:
        Skill.objects.filter(pk=skill.pk).update(is_active=True)
        audit(what="skill", by=by, at=at, facts={"skill": str(skill.pk), "on": True})
    return skill


@transaction.atomic
def drop_skill(skill: Skill, *, by: User, at: datetime) -> None:
    """Nobody is asked for this skill any more; crews keep it on record."""
    _may_here(skill.org, by)
    if Skill.objects.filter(pk=skill.pk, is_active=True).update(is_active=False):
        audit(what="skill", by=by, at=at, facts={"skill": str(skill.pk), "on": False})


@transaction.atomic
def ask_for(category: Category, *, skills: list[Skill], by: User, at: datetime) -> None:
    """Say which skills the jobs of a category ask for; none: those of the category above it alone."""
    _may_here(category.org, by)
    had = set(SkillNeed.objects.filter(category=category).values_list("skill", flat=True))
    now = {skill.pk for skill in skills if skill.org_id == category.org_id}
    if had == now:
        return
    SkillNeed.objects.filter(category=category).exclude(skill__in=now).delete()
    fresh = [SkillNeed(org=category.org, category=category, skill_id=pk) for pk in now - had]
    SkillNeed.objects.bulk_create(fresh, ignore_conflicts=True)
    facts = {"category": str(category.pk), "before": sorted(map(str, had)), "after": sorted(map(str, now))}
    audit(what="skill_need", by=by, at=at, facts=facts)


@transaction.atomic
def set_rule(org: Unit, *, hall: Unit | None, told: dict[str, Any], by: User, at: datetime) -> AutoRule:
    """Write the rule of a hall, or of the company where none is named."""
    _may_here(hall or org, by)
    AutoRule.objects.bulk_create([AutoRule(org=org, hall=hall)], ignore_conflicts=True)
    held = AutoRule.objects.select_for_update().get(org=org, hall=hall)
    changed = {name: [getattr(held, name), value] for name, value in told.items() if getattr(held, name) != value}
    if changed:
        for name, value in told.items():
            setattr(held, name, value)
        held.version += 1
        held.save()
        facts = {"rule": str(held.pk), "hall": str(hall.pk) if hall else "", "version": held.version}
        audit(what="dispatch_rule", by=by, at=at, facts=facts | changed)
    return held


@transaction.atomic
def drop_rule(rule: AutoRule, *, by: User, at: datetime) -> None:
    """A hall without a rule of its own goes by that of the company."""
    _may_here(rule.hall or rule.org, by)
    rule.delete()
    audit(what="dispatch_rule", by=by, at=at, facts={"hall": str(rule.hall_id or ""), "on": False})


def _may_here(place: Unit, by: User) -> None:
    if not by.may_at("crews", place.pk):
        raise NotAllowed("crews")
