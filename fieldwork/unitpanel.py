"""Which ground a crew answers for, and which crews answer for a hall: told on the unit's page."""

from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.panels import Fact, Panel
from customers.models import Area
from fieldwork.model_crews import Coverage, CrewProfile, Ground


def ground_of_unit(unit: Unit) -> Panel | None:
    """Ground of a crew, crews of a hall or a company; other units have none."""
    if unit.kind == Unit.Kind.CREW:
        return Panel(_("Ground and skills"), _of_crew(unit), f"/manage/crews/{unit.pk}/", "crews")
    if unit.kind in (Unit.Kind.HALL, Unit.Kind.COMPANY) and unit.org_id:
        return Panel(_("Who answers for which ground"), _of_place(unit), "/manage/crews/", "crews")
    return None


def _of_crew(crew: Unit) -> list[Fact]:
    profile = CrewProfile.objects.filter(unit=crew).prefetch_related("skills").first()
    own = _grounds(list(Coverage.objects.filter(crew=crew)), _halls(crew))
    facts = [Fact(word, value, crew) for word, value in own]
    facts = facts or [Fact(_("Ground"), _("the whole company"), crew.org)]
    source = crew if profile else None
    known = profile or CrewProfile()
    skills = "、".join(one.name for one in profile.skills.all()) if profile else ""
    by_rota = _("by the rota") if known.by_rota else _("always")
    facts += [Fact(_("Jobs at a time"), str(known.job_limit), source), Fact(_("On duty"), by_rota, source)]
    return facts + ([Fact(_("Skills"), skills, crew)] if skills else [])


def _of_place(place: Unit) -> list[Fact]:
    """Each crew that answers for it; of a hall's ground beyond its own, what the crew has at all."""
    crews = Unit.objects.filter(org=place.org, kind=Unit.Kind.CREW, is_active=True).order_by("path")
    rows: dict[object, list[Coverage]] = {}
    for row in Coverage.objects.filter(org_id=place.org_id):
        rows.setdefault(row.crew_id, []).append(row)
    halls = _halls(place)
    facts = []
    for crew in crews:
        held = rows.get(crew.pk, [])
        if place.kind == Unit.Kind.HALL and held and not any(_reaches(one, place) for one in held):
            continue
        said = "；".join(f"{word}：{value}" for word, value in _grounds(held, halls))
        facts.append(Fact(crew.name, said or _("the whole company"), crew if held else place.org))
    return facts


def _reaches(row: Coverage, hall: Unit) -> bool:
    """Whether a piece of ground may lie in this hall; areas, transformers and feeders do not say in which."""
    return row.by != Ground.HALL or row.value == hall.code


def _grounds(rows: list[Coverage], halls: dict[str, str]) -> list[tuple[str, str]]:
    """The sorts of ground with what is named of each, in words."""
    known = {Ground.AREA: {str(code): str(word) for code, word in Area.choices}, Ground.HALL: halls}
    told = []
    for sort in Ground:
        named = [known.get(sort, {}).get(one.value, one.value) for one in rows if one.by == sort]
        if named:
            told.append((str(sort.label), "、".join(sorted(named))))
    return told


def _halls(unit: Unit) -> dict[str, str]:
    return dict(Unit.objects.filter(org=unit.org_id, kind=Unit.Kind.HALL).values_list("code", "name"))
