"""A file of figures is looked at, and then imported: a job whose rows say how far it is, whoever does it."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import audit
from accounts.models import Unit, User
from keyaccounts.figures.reading import COUNTS, LEASE, LostLease, Reading, open_table
from keyaccounts.models import FigureImport
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.refusals import Unusable

LARGEST_FILE = 32 * 1024 * 1024
Stage = FigureImport.Stage
WORKING = (Stage.LOOK, Stage.LOAD)


class AlreadyImported(Refusal):
    """The file that was looked at has been imported, or lay too long."""

    code = "already_imported"
    status = 409

    def sentence(self) -> str:
        return _("This file has been imported already, or it lay here too long. Choose it again.")


def take_in(upload: UploadedFile, *, org: Unit, by: User, at: datetime) -> FigureImport:
    """Keep a file that was handed in and see that it has the columns; a tick reads it to its end. Raises Unusable."""
    if (upload.size or 0) > LARGEST_FILE:
        raise Unusable(_("The file is larger than 32 MB. Split it."))
    job = FigureImport(org=org, by=by, at=at, name=Path(upload.name or "").name[:120], stage=Stage.LOOK)
    kept = place(job)
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        with kept.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        open_table(kept, job.name)
    except Refusal:
        kept.unlink(missing_ok=True)
        raise
    job.save(force_insert=True)
    return job


def look(upload: UploadedFile, *, org: Unit, by: User, at: datetime) -> FigureImport:
    """Take a file in and read it to its end at once: what a small one is worth. Raises Unusable."""
    job = work(take_in(upload, org=org, by=by, at=at), at=at)
    if job.stage == Stage.FAILED:
        raise Unusable(job.trouble)
    return job


def order(job: FigureImport, *, by: User, at: datetime) -> FigureImport:
    """Have the good lines of a file imported that was looked at. Raises AlreadyImported."""
    looked = FigureImport.objects.filter(pk=job.pk, stage=Stage.LOOKED)
    told = dict.fromkeys((*COUNTS, "done"), 0)
    if not place(job).exists() or not looked.update(stage=Stage.LOAD, lease_until=None, **told):
        raise AlreadyImported
    audit(what="import", by=by, at=at, facts={"figures": str(job.pk)})
    job.refresh_from_db()
    return job


def load(job: FigureImport, *, by: User, at: datetime) -> FigureImport:
    """Import a file at once; the same figures again change nothing. Raises AlreadyImported."""
    return work(order(job, by=by, at=at), at=at)


def work_next(*, at: datetime) -> FigureImport | None:
    """Take the file that waits for longest and work on it to the end of its stage; None if nobody waits.

    One file at a time: an import is no reason to keep deadlines waiting.
    """
    waiting = FigureImport.objects.filter(stage__in=WORKING)
    if waiting.filter(lease_until__gt=Now()).exists():
        return None
    job = waiting.order_by("at", "pk").first()
    return work(job, at=at) if job else None


def work(job: FigureImport, *, at: datetime) -> FigureImport:
    """Read a file from where the last reader stopped to its end; whoever holds the lease does it, nobody else.

    Killed in the middle nothing is lost and nothing twice: lines, counts and the place in the file are written together.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=Now())
    if not FigureImport.objects.filter(free, pk=job.pk, stage__in=WORKING).update(lease_until=Now() + LEASE):
        job.refresh_from_db()
        return job
    job.refresh_from_db()
    if job.stage == Stage.LOOK:  # it writes nothing, so that it begins anew
        vars(job).update(dict.fromkeys((*COUNTS, "done"), 0), refusals=[])
    try:
        Reading(job, place(job), today=timezone.localdate(at)).go()
    except LostLease:
        job.refresh_from_db()
        return job
    except Refusal as refusal:
        return _end(job, Stage.FAILED, trouble=refusal.sentence()[:300])
    except OSError:
        return _end(job, Stage.FAILED, trouble=_("The file lay here too long. Choose it again."))
    if job.stage == Stage.LOOK:
        return _end(job, Stage.LOOKED, lines=job.read)
    return _end(job, Stage.LOADED, imported_at=at)


def _end(job: FigureImport, stage: str, **more: object) -> FigureImport:
    told = {name: getattr(job, name) for name in (*COUNTS, "done", "refusals")}
    FigureImport.objects.filter(pk=job.pk).update(stage=stage, lease_until=None, **told, **more)
    if stage != Stage.LOOKED:
        place(job).unlink(missing_ok=True)
    job.refresh_from_db()
    return job


def place(job: FigureImport) -> Path:
    """Where the file lies between the look and the import."""
    return Path(settings.MEDIA_ROOT) / "figures" / str(job.pk)


def forget_old(*, before: datetime) -> int:
    """Throw away files that were looked at and never imported; how many."""
    gone = 0
    for job in FigureImport.objects.filter(stage__in=(Stage.LOOK, Stage.LOOKED, Stage.FAILED), at__lt=before):
        if place(job).exists():
            place(job).unlink()
            gone += 1
    return gone


def told(job: FigureImport) -> str:
    """What an import did, in one sentence."""
    lines = ngettext("%(n)d line read", "%(n)d lines read", job.read) % {"n": job.read}
    facts = {"lines": lines, "fresh": job.fresh, "changed": job.changed, "same": job.same, "refused": job.refused}
    return _("%(lines)s: %(fresh)d new, %(changed)d changed, %(same)d the same, %(refused)d refused.") % facts
