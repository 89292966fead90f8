"""What a company cannot open without: who would take a request in, send a crew, go, answer, call back, be told."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Grant, Unit
from accounts.roles import Role

NAMED = 3
Reach = dict[str, list[str]]


def lacking(org: Unit) -> list[str]:
    """Said before the test case and after it; each unit that nobody reaches by its name. Two queries."""
    units = list(Unit.objects.filter(org=org, is_active=True).exclude(pk=org.pk).order_by("path"))
    reach = _reach(org)
    halls = [one for one in units if one.kind == Unit.Kind.HALL]
    crews = [one for one in units if one.kind == Unit.Kind.CREW]
    uncrewed = [one for one in crews if one.path not in reach.get(Role.CREW, [])]
    told = [
        ("" if halls else _("There is no hall yet.")),
        _named(_("Nobody takes requests in there: %(units)s."), _unreached(halls, reach.get(Role.CLERK, []))),
        ("" if crews else _("There is no crew: faults could be sent to nobody.")),
        _named(_("Nobody may send these crews: %(units)s."), _unreached(crews, reach.get(Role.DISPATCHER, []))),
        _named(_("Nobody works in these crews: %(units)s."), uncrewed),
        *(text for duty, role, text in _desks() if not _has_desk(units, duty, reach.get(role, []))),
        ("" if Role.SUPERVISOR in reach else _("Nobody is supervisor: nobody would be told of what is late.")),
    ]
    return [text for text in told if text]


def _desks() -> tuple[tuple[str, str, str], ...]:
    duty = Unit.Duty
    return (
        (
            duty.DISPATCH,
            Role.DISPATCHER,
            _("There is no desk for dispatch with a dispatcher: nobody is told of faults."),
        ),
        (duty.COMPLAINTS, Role.COMPLAINTS, _("There is no desk for complaints with a handler: nobody answers them.")),
        (duty.CALLBACK, Role.CALLBACK, _("There is no desk for callbacks with an agent: no customer is called back.")),
    )


def _reach(org: Unit) -> Reach:
    """By role, the places at which somebody holds it now."""
    held = Grant.objects.live().filter(org=org, person__is_active=True, person__is_service=False)
    reach: Reach = {}
    for role, path in held.values_list("role", "unit__path"):
        reach.setdefault(role, []).append(path)
    return reach


def _unreached(units: Iterable[Unit], paths: list[str]) -> list[Unit]:
    return [one for one in units if not any(one.path.startswith(path) for path in paths)]


def _has_desk(units: Iterable[Unit], duty: str, paths: list[str]) -> bool:
    desks = [one for one in units if one.duty == duty]
    return len(_unreached(desks, paths)) < len(desks)


def _named(text: str, units: list[Unit]) -> str:
    if not units:
        return ""
    names = "、".join(one.name for one in units[:NAMED])
    return text % {"units": names + ("…" if len(units) > NAMED else "")}
