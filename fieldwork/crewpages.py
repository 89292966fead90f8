"""What the pages about crews show: crews with their people, the needs of categories, the history in words."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from fieldwork.forms import RuleForm
from fieldwork.model_crews import Coverage, CrewEvent, Ground, Skill, SkillNeed
from fieldwork.model_rules import AutoRule
from tickets.lifecycle import Kind
from tickets.models import Category

WORDS = {
    "job_limit": _("Jobs at a time"),
    "home": _("Starts from"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "by_rota": _("On duty only by the rota"),
    "skills": _("Skills"),
    "ground": _("Ground"),
}
WHAT = {"change": _("changed"), "on": _("switched on"), "off": _("switched off")}
MOST_EVENTS = 50


def may_keep(user: User) -> Any:
    """The crews whose record this person may change, switched off ones as well."""
    return Unit.objects.filter(kind=Unit.Kind.CREW, pk__in=user.units("crews"))


def with_people(crews: Any) -> Any:
    """With who belongs to them."""
    people = User.objects.filter(is_service=False).order_by("-is_active", "name")
    return crews.prefetch_related(Prefetch("people", queryset=people)).order_by("-is_active", "code")


def ground_of(crew: Unit) -> dict[str, list[str]]:
    """The ground of a crew by its sort."""
    found: dict[str, list[str]] = {str(sort): [] for sort in Ground.values}
    for by, value in Coverage.objects.filter(crew=crew).order_by("value").values_list("by", "value"):
        found[by].append(value)
    return found


def needs_of(org: Unit) -> list[tuple[Category, list[Skill]]]:
    """The categories of jobs in the field, each with what it asks for itself."""
    asked: dict[Any, list[Skill]] = {}
    for need in SkillNeed.objects.filter(org=org, skill__is_active=True).select_related("skill"):
        asked.setdefault(need.category_id, []).append(need.skill)
    kinds = (Kind.FAULT, Kind.SERVICE)
    rows = Category.objects.of(org).filter(kind__in=kinds).select_related("parent").order_by("kind", "position", "code")
    return [(one, asked.get(one.pk, [])) for one in rows]


def rules_of(org: Unit) -> list[tuple[Unit | None, AutoRule | None, RuleForm]]:
    """The company's rule and those of its halls, each with the form that writes it; a hall without one has no row."""
    known = {rule.hall_id: rule for rule in AutoRule.objects.filter(org=org)}
    halls = Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True).order_by("code")
    usual = known.get(None) or AutoRule(org=org)
    return [
        (hall, known.get(hall.pk if hall else None), _form(known.get(hall.pk if hall else None) or usual))
        for hall in [None, *halls]
    ]


def _form(rule: AutoRule) -> RuleForm:
    return RuleForm(initial={name: getattr(rule, name) for name in RuleForm.base_fields}, auto_id=False)


def history_of(crew: Unit) -> list[tuple[CrewEvent, list[str]]]:
    """What was changed, newest first, each change in words."""
    rows = CrewEvent.objects.filter(crew=crew).select_related("by").order_by("-at", "-id")[:MOST_EVENTS]
    return [(row, [_told(name, pair) for name, pair in row.facts.items() if name in WORDS]) for row in rows]


def _told(name: str, pair: Any) -> str:
    before, after = (_plain(value) for value in pair)
    return f"{WORDS[name]}: {before} → {after}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, list):
        return "、".join(str(one).partition(":")[2] or str(one) for one in value) or "—"
    return str(value) if value not in (None, "") else "—"
