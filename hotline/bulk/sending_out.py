"""Many rows leave the house: asked for with a reason, agreed to by somebody else, made batch by batch, gone after a day."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from accounts.taking import ALONE, Wish
from hotline.bulk.columns import OUTGOING, Outgoing
from hotline.bulk.handing_in import WrongStage
from hotline.bulk.writing_out import digest_of, written
from hotline.model_bulk import LEASE, ExportJob
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from servicedesk.takings import TAKINGS
from tickets.actions.filling import required

STAYS = timedelta(hours=24)
Stage = ExportJob.Stage


class OwnWish(Refusal):
    """Nobody agrees to their own export."""

    code = "own_export"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has to agree to this.")


def place(job: ExportJob) -> Path:
    """Where the file lies while it may be taken."""
    return Path(settings.MEDIA_ROOT) / "exports" / str(job.pk)


@transaction.atomic
def ask(
    *, kind: str, form: str, reason: str, in_full: bool, wanted: dict[str, str], by: User, at: datetime
) -> ExportJob:
    """Ask for a file. Up to 500 rows it is made at once, beyond somebody else is asked. Raises Needed, NotAllowed, Invalid."""
    job = _begun(kind=kind, form=form, reason=reason, in_full=in_full, by=by, at=at)
    job.wanted = {name: text for name, text in wanted.items() if text}
    job.rows = rows_of(job).count()
    if job.rows > ALONE:
        job.stage = Stage.WAITS
    job.save(force_insert=True)
    _note("export", job, by=by, at=at)
    return job


@transaction.atomic
def ask_another(wish: Wish, *, rows: int, by: User, at: datetime) -> ExportJob:
    """A table of a page is larger than anybody takes alone: somebody else is asked. Raises Needed, NotAllowed, Invalid."""
    job = _begun(kind=wish.code, form=wish.form, reason=wish.reason, in_full=wish.in_full, by=by, at=at)
    job.wanted, job.rows, job.stage = {"query": wish.query}, rows, Stage.WAITS
    job.save(force_insert=True)
    _note(TAKINGS[wish.code].what, job, by=by, at=at)
    return job


def _begun(*, kind: str, form: str, reason: str, in_full: bool, by: User, at: datetime) -> ExportJob:
    if not by.may("export"):
        raise NotAllowed("export")
    if in_full and not by.may("reveal"):
        raise NotAllowed("reveal")
    if by.org is None:
        raise Invalid(_("Say at which hall: you work for several companies."), fields={"hall": _("missing")})
    job = ExportJob(org=by.org, by=by, kind=kind, format=form, in_full=in_full, created_at=at, stage=Stage.MAKING)
    job.reason = required(reason, "reason")[:500]
    return job


@transaction.atomic
def agree(job: ExportJob, *, by: User, at: datetime) -> ExportJob:
    """Say yes to somebody else's export. Raises OwnWish, WrongStage, NotAllowed."""
    return _decide(job, Stage.MAKING, "export_agreed", by=by, at=at)


@transaction.atomic
def decline(job: ExportJob, *, by: User, at: datetime) -> ExportJob:
    """Say no to it; whoever asked may take it back so as well. Raises WrongStage, NotAllowed."""
    if job.by_id == by.pk:
        return _move(job, Stage.GONE, "export_taken_back", by=by, at=at)
    return _decide(job, Stage.REFUSED, "export_refused", by=by, at=at)


def _decide(job: ExportJob, stage: str, what: str, *, by: User, at: datetime) -> ExportJob:
    if not by.may("approve_export"):
        raise NotAllowed("approve_export")
    if job.by_id == by.pk:
        raise OwnWish
    return _move(job, stage, what, by=by, at=at, decided_by=by, decided_at=at)


def _move(job: ExportJob, stage: str, what: str, *, by: User, at: datetime, **more: Any) -> ExportJob:
    held = ExportJob.objects.select_for_update(of=("self",)).select_related("by", "org").get(pk=job.pk)
    if held.stage != Stage.WAITS:
        raise WrongStage(held.get_stage_display())
    for name, value in {"stage": stage, **more}.items():
        setattr(held, name, value)
    held.save()
    _note(what, held, by=by, at=at)
    return held


def _note(what: str, job: ExportJob, *, by: User, at: datetime) -> None:
    facts = {"export": str(job.pk), "list": job.kind, "count": job.rows, "in_full": job.in_full}
    facts["filters"] = Wish(job.kind, job.wanted["query"]).filters() if "query" in job.wanted else job.wanted
    audit(what=what, by=by, at=at, facts=facts, reason=job.reason)


def rows_of(job: ExportJob) -> QuerySet[Any]:
    """The rows that are meant, of those that whoever asked may see. Raises Invalid."""
    way: Outgoing = OUTGOING[job.kind]
    if way.chosen is not None:
        return way.chosen(job.by, job.wanted, job.org_id).order_by("pk")
    rows = way.rows(job.by).filter(org=job.org_id)
    for name, side in (("since", "gte"), ("until", "lt")):
        told = job.wanted.get(name)
        if told:
            found = parse_datetime(told)
            if found is None or found.tzinfo is None or not way.since:
                said = _("A moment with its zone, such as 2026-03-16T09:00:00+08:00.")
                raise Invalid(said, fields={name: said})
            rows = rows.filter(**{f"{way.since}__{side}": found})
    if job.wanted.get("hall"):
        if not way.hall:
            raise Invalid(_("Such rows belong to no hall."), fields={"hall": _("not possible")})
        rows = rows.filter(**{way.hall: job.wanted["hall"]})
    if job.wanted.get("state"):
        if way.ended is None:
            raise Invalid(_("Such rows are neither open nor closed."), fields={"state": _("not possible")})
        rows = way.ended(rows, job.wanted["state"] == "closed")
    return rows.order_by("pk")


def make_next(*, at: datetime) -> ExportJob | None:
    """Make the file that has waited for longest; None if there is none."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=Now())
    job = ExportJob.objects.filter(free, stage=Stage.MAKING).order_by("created_at").first()
    if job is None or not ExportJob.objects.filter(free, pk=job.pk).update(lease_until=Now() + LEASE):
        return None
    return make(job, at=at)


def make(job: ExportJob, *, at: datetime) -> ExportJob:
    """Write the file, some hundred rows in memory; killed in the middle it is written anew."""
    held = ExportJob.objects.select_related("by", "org").get(pk=job.pk)
    kept = place(held)
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f".{held.pk}.part")
    try:
        held.rows = written(held, part, rows=rows_of, at=at)
    except Refusal as refusal:  # what narrowed it is no longer there: nothing leaves rather than too much
        held.stage, held.lease_until = Stage.GONE, None
        held.save()
        audit(what="export_lapsed", by=held.by, at=at, facts={"export": str(held.pk), "how": refusal.code})
        return held
    part.replace(kept)
    held.size, held.digest = kept.stat().st_size, digest_of(kept)
    held.stage, held.ready_at, held.expires_at, held.lease_until = Stage.READY, at, at + STAYS, None
    held.save()
    return held


def taken(job: ExportJob, *, by: User, at: datetime) -> None:
    """Write down that somebody begins to take it."""
    ExportJob.objects.filter(pk=job.pk).update(taken=job.taken + 1)
    _note("export_taken", job, by=by, at=at)


def forget_exports(*, at: datetime) -> int:
    """Throw away the files whose day is over; how many."""
    over = list(ExportJob.objects.filter(stage=Stage.READY, expires_at__lte=at)[:500])
    for job in over:
        place(job).unlink(missing_ok=True)
        ExportJob.objects.filter(pk=job.pk).update(stage=Stage.GONE)
    return len(over)
