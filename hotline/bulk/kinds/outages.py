"""Outages: of the past, which nobody is told of, or announced now under the rules of the page."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import SupplyPoint
from hotline.bulk.fields import Field, choice, figure, moment, text, words
from hotline.bulk.rows import Good, Kind, Result, known, made, refused
from hotline.imports.loading import unheard
from hotline.imports.locks import wait_for_turn
from hotline.model_bulk import ImportJob, Mode
from outages.actions import announce
from outages.checking import Told
from outages.forms import area_of
from outages.kinds import Kind as Sort
from outages.models import Outage, OutageArea, OutageEvent
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.refusals import SameNumberOtherContent

EACH = frozenset({"open", "closed"})
OPEN, CLOSED = frozenset({"open"}), frozenset({"closed"})
SORT_WORDS = {"planned": "计划", "fault": "故障", "temporary": "临时", "other": "其他"}
YES_WORDS = {"true": "是", "false": "否"}
LONGEST_NUMBER = 16
assert set(SORT_WORDS) == set(Sort.values)

FIELDS = (
    Field("number", "本系统编号", text(24), modes=frozenset()),  # only on the way out
    Field("external_number", "外部编号", text(40), "TD-2026-001", EACH, also=("编号", "停电编号")),
    Field("kind", "停电类型", choice(lambda: SORT_WORDS, default="other"), "计划", EACH, also=("类型",)),
    Field("title", "停电范围", text(80), "文昌路一带", EACH, also=("地点", "区域", "线路名称")),
    Field("cause", "停电原因", text(200), "线路检修", also=("原因",)),
    Field("starts_at", "开始时间", moment, "2026-03-16 09:00", EACH, also=("停电时间", "开始")),
    Field("ended_at", "送电时间", moment, "2026-03-16 17:00", CLOSED, modes=CLOSED, also=("结束时间", "结束")),
    Field("households", "影响户数", figure(0, 10_000_000, whole=True), "120", modes=CLOSED, also=("户数",)),
    Field("expected_end_at", "预计送电时间", moment, "2026-03-16 17:00", modes=OPEN),
    Field("streets", "街道", words(50, 80), "文昌路 80-96", modes=OPEN),
    Field("transformers", "台区", words(50, 80), "文昌 3 号公变", modes=OPEN),
    Field("feeders", "线路", words(50, 80), "10kV 南桥线", modes=OPEN),
    Field("accounts", "户号", words(50, 20), "053211876204", modes=OPEN),
    Field("confirmed", "已核对", choice(lambda: YES_WORDS, default="false"), "是", modes=OPEN),
)
AREAS = {"streets": "street", "transformers": "transformer", "feeders": "feeder"}


def take(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Take the batch in by its mode; known by their number they are left as they are."""
    wait_for_turn(f"import:outages:{job.org_id}")
    numbers = [good["external_number"] for good in rows]
    there = {
        one.external_number: one
        for one in Outage.objects.filter(org=job.org_id, source=job.source, external_number__in=numbers)
    }
    done = []
    past: dict[str, Outage] = {}
    for good in rows:
        try:
            if good["external_number"] in there:
                done.append(_again(good, there[good["external_number"]]))
            elif good["external_number"] in past:
                raise SameNumberOtherContent
            elif job.mode == Mode.OPEN:
                done.append(made(good, _announced(job, good, at).number))
            else:
                past[good["external_number"]] = _past(job, good, at)
                done.append(made(good, past[good["external_number"]].number))
        except Refusal as refusal:
            done.append(refused(good.row, refusal))
    _write(job, list(past.values()), at)
    return done


def _again(good: Good, outage: Outage) -> Result:
    if (outage.title, outage.kind, outage.starts_at) != (good["title"], good["kind"], good["starts_at"]):
        raise SameNumberOtherContent
    return known(good, outage.number)


def _past(job: ImportJob, good: Good, at: datetime) -> Outage:
    if good["ended_at"] < good["starts_at"] or good["ended_at"] > at:
        said = _("It ended between its beginning and now.")
        raise Invalid(said, fields={"ended_at": said})
    number = f"H{good['external_number']}"
    if len(number) > LONGEST_NUMBER:
        number = f"H{hashlib.sha256(number.encode()).hexdigest()[: LONGEST_NUMBER - 1]}"
    outage = Outage(org_id=job.org_id, source=job.source, number=number, announced_at=at, imported_at=at)
    for name in ("external_number", "kind", "title", "cause", "starts_at", "ended_at"):
        setattr(outage, name, good[name])
    outage.script, outage.households = outage.title, good["households"] or 0
    return outage


def _write(job: ImportJob, past: list[Outage], at: datetime) -> None:
    Outage.objects.bulk_create(past)
    with unheard():
        OutageEvent.objects.bulk_create(
            OutageEvent(org_id=job.org_id, outage=one, what="import", by=job.by, at=at, facts={}) for one in past
        )


def _announced(job: ImportJob, good: Good, at: datetime) -> Outage:
    areas = [area_of(by, line) for name, by in AREAS.items() for line in good[name]]
    areas += [OutageArea(by="point", value=one.account_number, supply_point=one) for one in _points(job, good)]
    plain = {name: good[name] for name in ("kind", "title", "cause", "starts_at", "expected_end_at")}
    with transaction.atomic():  # what is refused must not stop the others
        confirmed = good["confirmed"] == "true"
        outage = announce(Told(areas=areas, **plain), org=job.org, by=job.by, at=at, confirmed=confirmed)
        outage.source, outage.external_number = job.source, good["external_number"]
        outage.save(update_fields=["source", "external_number"])
    return outage


def _points(job: ImportJob, good: Good) -> list[SupplyPoint]:
    rows = SupplyPoint.objects.visible_to(job.by).filter(org=job.org_id, account_number__in=good["accounts"])
    found = {one.account_number: one for one in rows}
    strange = [number for number in good["accounts"] if number not in found]
    if strange:
        said = _("There is no “%(name)s” that you could name.") % {"name": strange[0]}
        raise Invalid(said, fields={"accounts": said})
    return list(found.values())


OUTAGES = Kind("outages", gettext_lazy("outages"), FIELDS, {"closed": "bring_in", "open": "outage"}, take)
