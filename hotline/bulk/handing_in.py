"""A file is handed in, told how it is to be read, started, stopped, resumed."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from hotline.bulk.kinds import KINDS
from hotline.bulk.reading import open_stream
from hotline.model_bulk import Format, ImportJob, ImportPart
from hotline.models import ApiClient
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from servicedesk.lib.tables.refusals import Unusable

LARGEST = 512 * 1024 * 1024
KEPT = timedelta(days=7)
MOST_WAITING = 20
OWN_NAME = re.compile(r"[a-z0-9-]{0,20}")
Stage = ImportJob.Stage
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class WrongStage(Refusal):
    """What is asked for does not fit where the file stands."""

    code = "wrong_stage"
    status = 409

    def sentence(self) -> str:
        return _("This file stands at “%(stage)s”: that is not possible now.") % {"stage": self.args[0]}


def place(job: ImportJob) -> Path:
    """Where the file lies until it is done."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(job.pk)


def rights_of(by: User, kind: str, mode: str) -> None:
    """Refuse whoever may not bring such rows in in this way. Raises Invalid, NotAllowed."""
    rights = KINDS[kind].rights
    if mode not in rights:
        said = _("Such rows are brought in as: %(modes)s.") % {"modes": ", ".join(rights)}
        raise Invalid(said, fields={"mode": said})
    if not by.may(rights[mode]):
        raise NotAllowed(rights[mode])


def hand_in(
    upload: UploadedFile,
    *,
    kind: str,
    mode: str,
    hall: Unit,
    by: User,
    at: datetime,
    form: str = "",
    own: str = "",
    language: str = "zh-hans",
    keep: bool = False,
    columns: Mapping[str, str] | None = None,
) -> ImportJob:
    """Keep a file and see that it has columns of ours; a tick works on it: looks first, or (`keep`) takes it in at once.

    `own` parts the numbers of several systems of one's own. Raises Unusable, Invalid, NotAllowed.
    """
    rights_of(by, kind, mode)
    if KINDS[kind].rights[mode] not in ("bring_in",) and not by.may_at(KINDS[kind].rights[mode], hall.pk):
        raise NotAllowed(KINDS[kind].rights[mode])
    _refuse_size(upload)
    if ImportJob.objects.filter(by=by, stage__in=(Stage.LOOK, Stage.LOAD)).count() >= MOST_WAITING:
        raise Unusable(_("Too many of your files are waiting. Wait for one to end."))
    job = ImportJob(
        id=uuid7(),
        org=hall.org or hall,
        hall=hall,
        by=by,
        source=source_of(by, hall.org or hall, own),
        kind=kind,
        mode=mode,
        format=form or _form_of(upload),
        name=Path(upload.name or "").name[:120] or "file",
        size=upload.size or 0,
        language=language,
        columns=dict(columns or {}),
        stage=Stage.LOAD if keep else Stage.LOOK,
        created_at=at,
    )
    _store(upload, job)
    try:
        stream = open_stream(place(job), job, KINDS[kind].fields)
        job.columns, job.heads = stream.columns, stream.heads
        with transaction.atomic():
            job.save(force_insert=True)
            audit(what="import_handed_in", by=by, at=at, facts={"import": str(job.pk), "kind": kind, "mode": mode})
    except (Refusal, OSError):
        place(job).unlink(missing_ok=True)
        raise
    return job


def _refuse_size(upload: UploadedFile) -> None:
    if (upload.size or 0) > LARGEST:
        raise Unusable(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024**2})
    if not upload.size:
        raise Unusable(_("%(file)s is empty.") % {"file": Path(upload.name or "").name[:120]})


def _form_of(upload: UploadedFile) -> str:
    """The format that the file's first bytes show: a workbook, JSON lines, or else a table in text."""
    upload.seek(0)
    start = upload.read(4096)
    upload.seek(0)
    if start.startswith(WORKBOOKS):
        return Format.XLSX
    return Format.NDJSON if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else Format.CSV


def _store(upload: UploadedFile, job: ImportJob) -> None:
    kept = place(job)
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f".{job.pk}.{secrets.token_hex(4)}")
    with part.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    part.replace(kept)


def source_of(by: User, org: Unit, own: str = "") -> str:
    """Whose numbers these are: a client's own source; of people, their company's files. Raises Invalid."""
    client = ApiClient.objects.filter(user=by).first()
    if client is not None:
        return client.source[:40]
    if not OWN_NAME.fullmatch(own):
        said = _("Small letters, digits and hyphens, at most 20.")
        raise Invalid(said, fields={"source": said})
    return "-".join(["file", org.code.lower(), *([own] if own else [])])[:40]


@transaction.atomic
def tell_columns(job: ImportJob, columns: Mapping[str, str], *, by: User, at: datetime) -> ImportJob:
    """Say which column is which field; the file is looked at anew. Raises WrongStage, Invalid."""
    held = _hold(job, Stage.LOOKED)
    known = {one.code for one in KINDS[held.kind].fields_of(held.mode)}
    told = {code: head for code, head in columns.items() if code in known and head}
    strange = [head for head in told.values() if head not in held.heads]
    if strange or len(set(told.values())) < len(told):
        said = _("Each column is one field at the most, and one of the file's.")
        raise Invalid(said, fields={"columns": said})
    return _put(held, Stage.LOOK, columns=told)


@transaction.atomic
def start(job: ImportJob, *, by: User, at: datetime) -> ImportJob:
    """Take the good rows in of a file that was looked at. Raises WrongStage, NotAllowed."""
    rights_of(by, job.kind, job.mode)
    held = _hold(job, Stage.LOOKED)
    audit(what="import_started", by=by, at=at, facts={"import": str(held.pk)})
    return _put(held, Stage.LOAD)


@transaction.atomic
def stop(job: ImportJob, *, by: User, at: datetime) -> ImportJob:
    """Work no further; what is in stays in, the bookmark stays. Of one that was only looked at nothing remains to be done."""
    held = _hold(job, Stage.LOOK, Stage.LOOKED, Stage.LOAD)
    was_loading = held.stage == Stage.LOAD
    held.stage, held.lease_until = Stage.STOPPED, None
    if not was_loading:
        held.rows = None
        held.done = held.made = held.known = held.refused = 0
        ImportPart.objects.filter(job=held).delete()
    held.save()
    audit(what="import_stopped", by=by, at=at, facts={"import": str(held.pk)})
    return held


@transaction.atomic
def resume(job: ImportJob, *, by: User, at: datetime) -> ImportJob:
    """Go on at the bookmark. Raises WrongStage, NotAllowed."""
    rights_of(by, job.kind, job.mode)
    held = _hold(job, Stage.STOPPED)
    held.stage = Stage.LOAD
    held.save(update_fields=["stage"])
    audit(what="import_resumed", by=by, at=at, facts={"import": str(held.pk)})
    return held


def _hold(job: ImportJob, *stages: str) -> ImportJob:
    held = ImportJob.objects.select_for_update(of=("self",)).select_related("org", "hall", "by").get(pk=job.pk)
    if held.stage not in stages or held.file_gone_at:
        raise WrongStage(held.get_stage_display())
    return held


def _put(held: ImportJob, stage: str, **changes: object) -> ImportJob:
    """Put it at the beginning of a stage."""
    for name, value in ({"stage": stage, "lease_until": None, "trouble": ""} | changes).items():
        setattr(held, name, value)
    held.done = held.made = held.known = held.refused = 0
    held.share = held.spent = 0.0
    held.save()
    ImportPart.objects.filter(job=held).delete()
    return held


def forget_files(*, at: datetime) -> int:
    """Throw away files that nobody has had brought in for a week, and results older than thirty days; how many files."""
    gone = 0
    for job in ImportJob.objects.filter(created_at__lt=at - KEPT, file_gone_at__isnull=True)[:500]:
        if job.worked_at is None or job.worked_at < at - KEPT:
            place(job).unlink(missing_ok=True)
            ImportJob.objects.filter(pk=job.pk).update(file_gone_at=at)
            gone += 1
    ImportPart.objects.filter(job__created_at__lt=at - 30 * timedelta(days=1)).delete()
    return gone
