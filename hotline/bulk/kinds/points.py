"""Supply points: known by their account number, never overwritten; who holds them comes along if told."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from customers.models import Area, Customer, Holding, SupplyPoint
from hotline.bulk.fields import Field, choice, figure, number, phone, text
from hotline.bulk.kinds.people import known_people
from hotline.bulk.rows import Good, Kind, Result, known, made, refused
from hotline.imports.locks import wait_for_turn
from hotline.model_bulk import ImportJob
from servicedesk.lib.phones import digits
from servicedesk.lib.refusals import Invalid, Refusal

HERE = frozenset({"closed"})
AREA_WORDS = {"urban": "城市", "rural": "农村", "remote": "偏远"}
assert set(AREA_WORDS) == set(Area.values)
PLAIN = ("account_number", "meter_number", "address", "area", "transformer", "feeder", "latitude", "longitude")

FIELDS = (
    Field("account_number", "户号", number(20), "053211876204", HERE, also=("用户编号", "客户编号", "账号")),
    Field("address", "用电地址", text(200, masked=False), "文昌路 86 号", HERE, also=("地址", "装表地址")),
    Field("area", "区域", choice(lambda: AREA_WORDS, default="urban"), "城市"),
    Field("hall", "营业厅代码", text(12), "CN"),
    Field("meter_number", "表号", number(24), "370200118624", also=("电能表号", "资产编号")),
    Field("transformer", "台区", text(40), "文昌 3 号公变", also=("变压器", "配变")),
    Field("feeder", "线路", text(40), "10kV 南桥线", also=("馈线",)),
    Field("latitude", "纬度", figure(-90, 90), "36.07"),
    Field("longitude", "经度", figure(-180, 180), "120.38"),
    Field("holder_name", "户主", text(60, masked=False), "陈桂芳", also=("户名", "客户名称")),
    Field("holder_phone", "户主电话", phone, "13800006217", also=("联系电话", "电话")),
)


class KnownOtherwise(Refusal):
    """The account is here with other facts; a file overwrites none."""

    code = "known_otherwise"
    status = 409

    def sentence(self) -> str:
        return _("This account is on record with another address. Correct it in the customer's file.")


def take(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Open those that are new; an account that is here must say the same."""
    wait_for_turn(f"import:points:{job.org_id}")
    halls = {hall.code: hall for hall in Unit.objects.filter(org=job.org_id, kind=Unit.Kind.HALL, is_active=True)}
    numbers = [good["account_number"] for good in rows]
    points = SupplyPoint.objects.filter(org=job.org_id, account_number__in=numbers)
    there = {point.account_number: point for point in points}
    people = known_people(job.org_id, [(good["holder_name"], good["holder_phone"]) for good in rows])
    fresh: list[SupplyPoint] = []
    holdings: list[Holding] = []
    results = []
    for good in rows:
        try:
            point = there.get(good["account_number"])
            if point is None:
                holder = _holder(good, people)
                point = there[good["account_number"]] = _new(job, good, halls)
                fresh.append(point)
                holdings += [Holding(org_id=job.org_id, customer=holder, supply_point=point)] if holder else []
                results.append(made(good, point.pk))
            elif _says(point) != _says(good):
                raise KnownOtherwise(fields={"account_number": _("known already")})
            else:
                results.append(known(good, point.pk))
        except Refusal as refusal:
            results.append(refused(good.row, refusal))
    SupplyPoint.objects.bulk_create(fresh)
    Holding.objects.bulk_create(holdings)
    return results


def _says(told: "SupplyPoint | Good") -> str:
    """What an account is, whoever writes it: the place."""
    address = told.address if isinstance(told, SupplyPoint) else told["address"]
    return "".join(str(address).split())


def _holder(good: Good, people: dict[tuple[str, str], Customer]) -> Customer | None:
    if not good["holder_name"] and not good["holder_phone"]:
        return None
    found = people.get((good["holder_name"], good["holder_phone"]))
    if found is None:
        said = _("No customer has this name and telephone. Import the customers first.")
        raise Invalid(said, fields={"holder_name": said})
    return found


def _new(job: ImportJob, good: Good, halls: dict[str, Unit]) -> SupplyPoint:
    if good["hall"] and good["hall"] not in halls:
        said = _("There is no such hall.")
        raise Invalid(said, fields={"hall": said})
    if (good["latitude"] is None) != (good["longitude"] is None):
        said = _("Latitude and longitude come together.")
        raise Invalid(said, fields={"latitude": said})
    point = SupplyPoint(org_id=job.org_id, **{name: good[name] for name in PLAIN})
    point.hall = halls[good["hall"]] if good["hall"] else job.hall
    point.account_reversed = digits(point.account_number)[::-1]
    return point


SUPPLY_POINTS = Kind("supply_points", gettext_lazy("supply points"), FIELDS, {"closed": "bring_in"}, take)
