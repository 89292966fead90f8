"""Staff and units from a table."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import places, staffing
from accounts.models import Grant, Unit, User
from accounts.roles import Role
from accounts.table_rows import KNOWN, MADE, Column, Outcome, Row
from servicedesk.lib.refusals import Invalid

STAFF = (
    Column("name", gettext_lazy("Name"), ("姓名", "员工姓名")),
    Column("staff_number", gettext_lazy("Staff number"), ("工号", "员工编号"), needed=False),
    Column("login", gettext_lazy("Sign-in name"), ("登录名", "账号", "用户名"), needed=False),
    Column("unit", gettext_lazy("Where they sit"), ("单位", "营业厅", "部门", "班组", "unit")),
    Column("role", gettext_lazy("Role"), ("角色", "岗位"), needed=False),
    Column("at", gettext_lazy("At"), ("角色范围", "范围"), needed=False),
)
UNITS = (
    Column("name", pgettext_lazy("unit", "Name"), ("名称", "营业厅名称", "单位名称")),
    Column("code", gettext_lazy("Code"), ("编码", "代码")),
    Column("kind", gettext_lazy("Kind"), ("类型", "类别")),
    Column("parent", gettext_lazy("Below"), ("上级", "上级单位"), needed=False),
    Column("phone", gettext_lazy("Phone"), ("电话", "联系电话"), needed=False),
    Column("duty", gettext_lazy("Duty of the desk"), ("职责", "台席职责"), needed=False),
)
# What the rows of the patterns look like: with their own names and codes put in, a hall can open with them.
UNITS_SAMPLE = (
    ("城南营业厅", "CN", Unit.Kind.HALL.label, "", "0532-0000 3010", ""),
    ("城南抢修一班", "Q1", Unit.Kind.CREW.label, "", "", ""),
    ("派单台", "PD", Unit.Kind.DESK.label, "", "", Unit.Duty.DISPATCH.label),
    ("投诉台", "TS", Unit.Kind.DESK.label, "", "", Unit.Duty.COMPLAINTS.label),
    ("回访台", "HF", Unit.Kind.DESK.label, "", "", Unit.Duty.CALLBACK.label),
)
STAFF_SAMPLE = (
    ("王敏", "3017", "", "CN", Role.CLERK.label, ""),
    ("刘建国", "2001", "", "CN", Role.SUPERVISOR.label, ""),
    ("何琳", "4001", "", "PD", Role.DISPATCHER.label, ""),
    ("李强", "5120", "", "Q1", Role.CREW.label, ""),
    ("周倩", "6001", "", "TS", Role.COMPLAINTS.label, ""),
    ("陈静", "7001", "", "HF", Role.CALLBACK.label, ""),
)


def hirer(org: Unit, *, by: User, at: datetime) -> Callable[[Row], Outcome]:
    """How a row of the table of staff is done: somebody is taken on and given their roles; who is known keeps theirs."""
    units = _named(org)

    def act(row: Row) -> Outcome:
        told = row.told
        home = _unit(units, told["unit"], "unit")
        login = (told["login"] or told["staff_number"]).strip()
        if not told["name"] or not login:
            raise Invalid(_("A name, and a sign-in name or a staff number, are needed."))
        known = User.objects.filter(login__iexact=login, org=org).first()
        if known is not None and known.name != told["name"]:
            raise Invalid(_("%(who)s signs in with this name already.") % {"who": known.name})
        person = known or staffing.hire(
            staffing.Told(name=told["name"], login=login, home=home, staff_number=told["staff_number"]), by=by, at=at
        )
        place = _unit(units, told["at"], "at") if told["at"] else places.reach_of(home)
        fresh = [_give(person, role, place, by=by, at=at) for role in _roles(told["role"])]
        text = "、".join(str(Role(role).label) for role in _roles(told["role"])) or _("no role")
        state = KNOWN if known is not None and not any(fresh) else MADE
        return Outcome(row, state, f"{home.name} · {text} · {place.name}", None if known else person)

    return act


def _give(person: User, role: str, unit: Unit, *, by: User, at: datetime) -> Grant | None:
    if person.grants.live().filter(role=role, unit=unit).exists():
        return None
    return staffing.give_role(person, role=role, unit=unit, by=by, at=at)


def _roles(text: str) -> list[str]:
    """`营业员、派单员` → codes; by their words or their codes."""
    words = {str(Role(role).label).casefold(): role.value for role in Role} | {role.value: role.value for role in Role}
    found = []
    for word in (one.strip().casefold() for one in text.replace("，", ",").replace("、", ",").split(",")):
        if word and word not in words:
            raise Invalid(_("No role is called “%(name)s”.") % {"name": word[:30]})
        if word:
            found.append(words[word])
    return found


def planter(org: Unit, *, by: User, at: datetime) -> Callable[[Row], Outcome]:
    """How a row of the table of units is done: the unit is put below what it names, or below the company."""
    units = _named(org)
    kinds = {str(label).casefold(): kind for kind, label in Unit.Kind.choices} | {
        kind: kind for kind in Unit.Kind.values
    }
    kinds |= {"营业厅": "hall", "班组": "crew", "台席": "desk", "柜台": "desk"}
    duties = {str(label).casefold(): duty for duty, label in Unit.Duty.choices} | {one: one for one in Unit.Duty.values}

    def act(row: Row) -> Outcome:
        told = row.told
        kind, code = kinds.get(told["kind"].casefold(), ""), told["code"].strip().upper()
        duty = duties.get(told["duty"].casefold())
        if kind not in (Unit.Kind.HALL, Unit.Kind.CREW, Unit.Kind.DESK) or duty is None:
            raise Invalid(_("The kind is hall, crew or desk; the duty of a desk dispatch, complaints or callback."))
        if not told["name"] or not code.isascii() or not code.isalnum() or len(code) > 12:
            raise Invalid(_("A name, and a code of letters and digits, are needed."))
        parent = _unit(units, told["parent"], "parent") if told["parent"] else org
        known = units.get(code.casefold())
        if known is not None and (known.name, known.kind) == (told["name"], kind):
            return Outcome(row, KNOWN, known.get_kind_display())
        facts = places.Told(name=told["name"], code=code, kind=kind, phone=told["phone"], duty=duty)
        made = places.add(parent, facts, by=by, at=at)
        units.update({code.casefold(): made, made.name.casefold(): made})
        return Outcome(row, MADE, f"{made.get_kind_display()} · {parent.name}", made)

    return act


def _named(org: Unit) -> dict[str, Unit]:
    """The open units of a company by code and by name."""
    rows = list(Unit.objects.filter(org=org, is_active=True).select_related("org", "parent").order_by("-path"))
    return {row.name.casefold(): row for row in rows} | {row.code.casefold(): row for row in rows}


def _unit(units: dict[str, Unit], name: str, field: str) -> Unit:
    if found := units.get(name.strip().casefold()):
        return found
    raise Invalid(
        fields={field: _("No open unit of the company has the name or code “%(name)s”.") % {"name": name[:30]}}
    )
