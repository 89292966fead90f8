"""The work on one file: batch by batch, each with its rows, results and bookmark in one transaction."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.standing import began_at, looked_up
from hotline.bulk.fields import Field
from hotline.bulk.handing_in import place, rights_of
from hotline.bulk.kinds import KINDS
from hotline.bulk.reading import Stream, open_stream
from hotline.bulk.results import keep
from hotline.bulk.rows import KNOWN, MADE, REFUSED, Good, Result, Row, refused
from hotline.model_bulk import ImportJob
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.moment import database_time

FIRST_BATCH, MOST, LEAST = 100, 500, 10
AIM = 1.0  # seconds of a batch: what it holds others wait for, and a transaction that is silent for long is ended
# Whoever works renews it with every batch; after a worker was killed the next one takes over so soon.
LEASE = timedelta(seconds=60)
TURN = 20.0  # seconds that a file is worked on before the next in line
Stage = ImportJob.Stage
COUNTS = ("done", "made", "known", "refused")


class LostLease(Exception):
    """Somebody else works on it, or it was stopped."""


class NotTaken(Refusal):
    """The database would not have a row that the rules had let pass."""

    code = "not_taken"
    status = 409


def work_next(*, turn: float = TURN) -> ImportJob | None:
    """Work for a turn on the file that has waited for longest; None if there is none."""
    waiting = ImportJob.objects.filter(_free(), stage__in=(Stage.LOOK, Stage.LOAD))
    job = waiting.order_by(F("worked_at").asc(nulls_first=True), "created_at").first()
    return work(job, turn=turn) if job else None


def _free() -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=Now())


def work(job: ImportJob, *, turn: float = TURN) -> ImportJob:
    """Go on at the bookmark until the file ends or the turn does; only one at a time holds the lease."""
    mine = ImportJob.objects.filter(_free(), pk=job.pk, stage__in=(Stage.LOOK, Stage.LOAD))
    if not mine.update(lease_until=Now() + LEASE, worked_at=Now()):
        job.refresh_from_db()
        return job
    held = ImportJob.objects.select_related("org", "hall__org", "by").get(pk=job.pk)
    with translation.override(held.language):
        try:
            is_over = Work(held).go(until=time.monotonic() + turn)
        except LostLease:
            pass
        except Refusal as refusal:
            _end(held, Stage.FAILED, trouble=refusal.sentence()[:300])
        except OSError:
            _end(held, Stage.FAILED, trouble=_("The file lay here too long. Choose it again."))
        else:
            _end(held, _after(held)) if is_over else _let_go(held)
    held.refresh_from_db()
    return held


def _after(job: ImportJob) -> str:
    return Stage.LOOKED if job.stage == Stage.LOOK else Stage.LOADED


def _let_go(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk, stage=job.stage).update(lease_until=None)


def _end(job: ImportJob, stage: str, *, trouble: str = "") -> None:
    """The stage is over. What was looked at keeps its file; what is done keeps its results alone."""
    at = database_time()
    told: dict[str, object] = {"stage": stage, "lease_until": None, "trouble": trouble}
    if stage in (Stage.LOOKED, Stage.LOADED):
        told |= {"share": 1.0, "rows": job.done}
    if stage in (Stage.LOADED, Stage.FAILED):
        told |= {"ended_at": at, "file_gone_at": at}
        place(job).unlink(missing_ok=True)
    ImportJob.objects.filter(pk=job.pk, stage=job.stage).update(**told)
    if stage == Stage.LOADED:
        facts = {"import": str(job.pk), "kind": job.kind, "mode": job.mode, "source": job.source}
        audit(what="import", by=job.by, at=at, facts=facts | {name: getattr(job, name) for name in COUNTS})


class Work:
    """One worker's hold on one file."""

    def __init__(self, job: ImportJob) -> None:
        self.job, self.kind = job, KINDS[job.kind]
        self.fields = self.kind.fields_of(job.mode)
        self.keeps = job.stage == Stage.LOAD
        self.began = time.monotonic()

    def go(self, *, until: float) -> bool:
        """Whether the file is at its end. Raises LostLease, Unusable, and OSError where the file is gone."""
        rights_of(self.job.by, self.job.kind, self.job.mode)
        stream = open_stream(place(self.job), self.job, self.kind.fields)
        rows = islice(stream.rows(), self.job.done, None)
        size = FIRST_BATCH
        while batch := list(islice(rows, size)):
            began = time.monotonic()
            self._one(batch, stream)
            size = fitting(len(batch), time.monotonic() - began)
            if time.monotonic() > until:
                return False
        return True

    def _one(self, batch: Sequence[Row], stream: Stream) -> None:
        with looked_up(), transaction.atomic():
            at = began_at() or database_time()
            results = self._take(batch, at)
            self._mark(results, stream)

    def _take(self, batch: Sequence[Row], at: datetime) -> list[Result]:
        """What becomes of each; of a file that is only looked at everything is done and taken back."""
        good, done = [], {}
        for row in batch:
            try:
                good.append(shaped(row, self.fields, self.job.mode))
            except Refusal as refusal:
                done[row.n] = refused(row, refusal)
        for one in self._taken(good, at):
            done[one.row] = one
        return [done[row.n] for row in batch]

    def _taken(self, good: Sequence[Good], at: datetime) -> Iterator[Result]:
        """The whole batch at once; what the database refuses is parted, down to the row at fault."""
        if not good:
            return
        try:
            with transaction.atomic():
                results = self.kind.take(self.job, good, at)
                if not self.keeps:
                    transaction.set_rollback(True)
        except (IntegrityError, DataError) as error:
            if len(good) == 1:
                reason = str(error).partition("\n")[0][:200]
                said = _("the database refuses it: %(reason)s") % {"reason": reason}
                yield refused(good[0].row, NotTaken(said))
                return
            middle = len(good) // 2
            yield from self._taken(good[:middle], at)
            yield from self._taken(good[middle:], at)
        else:
            yield from results

    def _mark(self, results: Sequence[Result], stream: Stream) -> None:
        """Put the bookmark behind the batch, if it is still ours. Raises LostLease."""
        behind, counts = self.job.done, Counter(one.outcome for one in results)
        keep(self.job, behind, results)
        now = time.monotonic()
        spent, self.began = now - self.began, now
        self.job.done += len(results)
        self.job.made += counts[MADE]
        self.job.known += counts[KNOWN]
        self.job.refused += counts[REFUSED]
        told = {name: getattr(self.job, name) for name in COUNTS}
        told |= {"share": stream.share(), "columns": stream.columns, "heads": stream.heads}
        mine = ImportJob.objects.filter(pk=self.job.pk, stage=self.job.stage, done=behind)
        if not mine.update(lease_until=Now() + LEASE, spent=F("spent") + spent, worked_at=Now(), **told):
            raise LostLease


def fitting(count: int, took: float) -> int:
    """How many rows the next batch has, after one of so many took so long: on a busy machine fewer."""
    return max(LEAST, min(MOST, 2 * count, round(count * AIM / max(took, 0.001))))


def shaped(row: Row, fields: Sequence[Field], mode: str) -> Good:
    """The row with every cell read. Raises Invalid, naming each cell at fault."""
    if row.problem:
        raise Invalid(row.problem)
    wrong = {name: _("There is no such field.") for name in row.strange}
    facts = {}
    for one in fields:
        try:
            facts[one.code] = one.read(row.cells.get(one.code, ""))
        except Refusal as refusal:
            wrong[one.code] = refusal.sentence()
            continue
        if mode in one.needed and facts[one.code] in ("", None):
            wrong[one.code] = _("missing")
    if wrong:
        named = {one.code: one.word for one in fields}
        said = "；".join(f"{named.get(name, name)}：{text}" for name, text in wrong.items())
        raise Invalid(said[:1000], fields=wrong)
    return Good(row, facts)
