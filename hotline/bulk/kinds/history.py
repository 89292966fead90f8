"""Closed cases of another system: tickets with their own times, as the import of other desks' tables makes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Unit
from hotline.bulk.rows import Good, Result, known, made, refused
from hotline.imports.building import Case
from hotline.imports.facts import Facts
from hotline.imports.loading import Loader
from hotline.imports.places import Home, importer_of
from hotline.imports.verdict import judge
from hotline.model_bulk import ImportJob
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.models import Category, Ticket
from tickets.refusals import SameNumberOtherContent

CLOCKS_DIFFER = timedelta(days=1)


def take_history(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Write closed cases in silence: no clock runs, nobody is told; known by their number they are left as they are."""
    org: Unit = job.org
    home = Home(org, job.hall, importer_of(org), job.source)
    done: dict[int, Result] = {}
    cases: dict[str, tuple[Good, Case]] = {}
    for good in rows:
        try:
            if good["external_number"] in cases:
                raise SameNumberOtherContent
            cases[good["external_number"]] = (good, _case(good, at))
        except Refusal as refusal:
            done[good.row.n] = refused(good.row, refusal)
    loader = Loader(home, customers="phone")
    loader.categories = _categories(job, [case for _good, case in cases.values()])
    loader.load_at_once([case for _good, case in cases.values()], at=at)
    numbers = Ticket.objects.filter(source=job.source, external_number__in=cases)
    there = {one.external_number: one for one in numbers}
    for name, (good, _case_of) in cases.items():
        done[good.row.n] = _told(good, there[name], at)
    return [done[good.row.n] for good in rows]


def _told(good: Good, ticket: Ticket, at: datetime) -> Result:
    return made(good, ticket.number) if ticket.imported_at == at else known(good, ticket.number)


def _categories(job: ImportJob, cases: Sequence[Case]) -> dict[tuple[str, str], Category]:
    """Those of ours that are named by code or by name and are of that kind; the rest become history's own."""
    named = {(case.facts.kind, case.facts.type) for case in cases}
    rows = Category.objects.filter(org=job.org_id, kind__in={kind for kind, _name in named}, children__isnull=True)
    found: dict[tuple[str, str], Category] = {}
    for category in rows.order_by("is_active"):
        found |= {(category.kind, category.name): category, (category.kind, category.code): category}
    return {pair: found[pair] for pair in named & found.keys()}


def _case(good: Good, at: datetime) -> Case:
    begun, ended = good["registered_at"], good["closed_at"]
    if max(begun, ended) > at + CLOCKS_DIFFER:
        raise _wrong("closed_at", _("it was registered or closed in the future"))
    if ended < begun:
        raise _wrong("closed_at", _("it was closed before it was registered"))
    if good["due_at"] and good["due_at"] < begun:
        raise _wrong("due_at", _("it was due before it was registered"))
    facts = Facts(
        row=good.row.n,
        number=good["external_number"],
        type=good["category"],
        told_type=good["category"],
        told_status=good["status"],
        name=good["contact_name"],
        phone=good["contact_phone"],
        can_call=bool(good["contact_phone"]),
        channel=good["channel"] or "import",
        title=good["title"] or good["category"],
        digest="",
        kept={},
        closing_is_guessed=False,
        remarks=(),
        **{name: good[name] for name in ("kind", "status", "description", "address")},
        **{name: good[name] for name in ("registered_at", "closed_at", "due_at")},
    )
    return Case(facts, judge(facts, None, at=at), None)


def _wrong(name: str, said: str) -> Invalid:
    return Invalid(said, fields={name: said})
