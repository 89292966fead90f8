"""Ground from a table: which crew answers for which hall, area, transformer or feeder, one a row."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from accounts.table_rows import KNOWN, MADE, Column, Outcome, Row
from accounts.table_views import Sort
from customers.models import Area
from fieldwork.actions.crewing import add_ground
from fieldwork.model_crews import Ground
from servicedesk.lib.refusals import Invalid

COLUMNS = (
    Column("name", gettext_lazy("Crew"), ("班组", "抢修班", "crew")),
    Column("by", gettext_lazy("Kind of ground"), ("类别", "范围类型", "sort")),
    Column("value", gettext_lazy("Ground"), ("范围", "台区", "线路", "网格", "责任区", "value")),
)
SAMPLE = (
    ("Q1", Ground.HALL.label, "CN"),
    ("Q1", Ground.AREA.label, Area.URBAN.label),
    ("Q1", Ground.TRANSFORMER.label, "滨海路3号变"),
    ("Q1", Ground.FEEDER.label, "10kV滨海线"),
)
LONGEST = 40


def keeper(org: Unit, *, by: User, at: datetime) -> Callable[[Row], Outcome]:
    """How a row is done: the crew answers for one more piece of ground; what it answers for already stays."""
    units = list(Unit.objects.filter(org=org, is_active=True).select_related("org"))
    crews = _called(one for one in units if one.kind == Unit.Kind.CREW)
    halls = _called(one for one in units if one.kind == Unit.Kind.HALL)
    sorts = {str(label).casefold(): code for code, label in Ground.choices} | {code: code for code in Ground.values}
    areas = {str(label).casefold(): code for code, label in Area.choices} | {code: code for code in Area.values}

    def act(row: Row) -> Outcome:
        crew = crews.get(row.told["name"].strip().casefold())
        if crew is None:
            raise Invalid(
                _("No open crew of the company has the name or code “%(name)s”.") % {"name": row.told["name"][:30]}
            )
        sort = sorts.get(row.told["by"].strip().casefold(), "")
        value = _value(sort, row.told["value"].strip(), halls, areas)
        is_new = add_ground(crew, sort, value, by=by, at=at)
        return Outcome(row, MADE if is_new else KNOWN, f"{Ground(sort).label} · {row.told['value']}")

    return act


def _called(units: Iterable[Unit]) -> dict[str, Unit]:
    """By name and by code."""
    rows = list(units)
    return {one.name.casefold(): one for one in rows} | {one.code.casefold(): one for one in rows}


def _value(sort: str, told: str, halls: dict[str, Unit], areas: dict[str, str]) -> str:
    """What is kept of a piece of ground: a hall's code, an area's, else the name as written. Raises Invalid."""
    if not sort:
        raise Invalid(_("The kind of ground is hall, area, transformer or feeder."))
    known = told.casefold()
    found = {Ground.HALL: lambda: halls[known].code, Ground.AREA: lambda: areas[known]}
    try:
        value = found[Ground(sort)]() if sort in found else told
    except KeyError:
        raise Invalid(_("No hall or area is called “%(name)s”.") % {"name": told[:30]}) from None
    if not value or len(value) > LONGEST:
        raise Invalid(_("The ground needs a name of at most 40 characters."))
    return value


SORT = Sort(gettext_lazy("Ground from a table"), COLUMNS, SAMPLE, keeper, "/manage/crews/")
