"""Many rows in: a file is handed in, looked at, started, stopped, resumed, and told of row by row."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.auditing import audit
from accounts.models import User
from accounts.taking import within
from hotline.api.bulkshapes import RAW, FileAsked, Handed, ImportIn, ImportOut, RowOut, RowsAsked
from hotline.api.door import Door
from hotline.api.paging import Pager
from hotline.api.says import says, verb
from hotline.api.strict import Nothing
from hotline.bulk import handing_in
from hotline.bulk.results import results_of
from hotline.bulk.rows import REFUSED, Result
from hotline.model_bulk import ImportJob
from hotline.rest import BoundedJson
from servicedesk.lib.tables.writing import safe_cell

MOST_ROWS = 500
KINDS = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


class NewestFirst(Pager):
    orderings = ("-created_at", "created_at")


class Imports(Door):
    """Files of many rows, on their way in."""

    verbs = dict.fromkeys(("list", "retrieve", "create", "start", "stop", "resume", "rows", "file"), "bulk")
    gives = ImportOut
    lookup_value_regex = "[0-9A-Fa-f-]{36}"
    pagination_class = NewestFirst
    parser_classes = (MultiPartParser, *RAW, BoundedJson)  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.visible_to(self.me).select_related("hall")

    @says(gives=ImportOut, form="page")
    def list(self, request: Request) -> Response:
        """One's own files, the newest first; those of the company for whoever may bring anything in."""
        return self.paged(self.get_queryset())

    @says(gives=ImportOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """How far one is."""
        return self.one(self.get_object())

    @says(takes=ImportIn, asks=Handed, gives=ImportOut, statuses=(201,), raw=tuple(one.media_type for one in RAW))
    def create(self, request: Request) -> Response:
        """Hand a file in: multipart, or the file itself as the body with what is said of it behind the question mark.

        At most 512 MB. It is worked on in the background: ask for it again. Without `dry_run` the good rows come in at once.
        """
        told = self.told(_sent(request))
        upload, name = told.pop("file"), told.pop("name")
        upload.name = name or upload.name
        given = {"own": told.pop("source"), "form": told.pop("file_format"), "keep": not told.pop("dry_run")}
        language = translation.get_language() or "zh-hans"
        job = handing_in.hand_in(upload, by=self.me, at=timezone.now(), language=language, **given, **told)
        return self.one(job, status=201)

    @verb(Nothing)
    def start(self, request: Request, pk: str) -> Response:
        """Take the good rows in of a file that was looked at."""
        return self._do(handing_in.start)

    @verb(Nothing)
    def stop(self, request: Request, pk: str) -> Response:
        """Work no further; what is in stays in."""
        return self._do(handing_in.stop)

    @verb(Nothing)
    def resume(self, request: Request, pk: str) -> Response:
        """Go on where it was stopped."""
        return self._do(handing_in.resume)

    @action(detail=True)
    @says(asks=RowsAsked, gives=RowOut, form="list")
    def rows(self, request: Request, pk: str) -> Response:
        """What became of the rows, in their order; 500 at a time, the next with `after`. Kept for 30 days."""
        asked = self.asked()
        found = results_of(self.get_object(), outcome=asked.get("outcome", ""), after=asked["after"])
        return self.listed([one.as_json() for one in islice(found, MOST_ROWS)])

    @action(detail=True)
    @says(asks=FileAsked, form="file")
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        """The same as a file; `shape=mend` (unless said) is to be mended and sent again."""
        asked, job = self.asked(), self.get_object()
        return results_file(job, shape=asked["shape"], outcome=asked.get("outcome", ""), by=self.me)

    def _do(self, do: Any) -> Response:
        job = self.get_object()
        self.told()
        return self.one(do(job, by=self.me, at=timezone.now()))


def _sent(request: Request) -> dict[str, Any]:
    """Fields and file by name, wherever they stand."""
    data: Any = request.data
    if isinstance(data, dict) and not isinstance(data.get("file"), str | None):
        return dict(request.query_params.items()) | {name: data[name] for name in data}
    raise ValidationError({"file": _("Send the file under this name as multipart/form-data, or as the body itself.")})


def results_file(job: ImportJob, *, shape: str, outcome: str = "", by: User) -> StreamingHttpResponse:
    """What became of the rows as a file, read batch by batch; on record. Of somebody else's file never more than 500 rows."""
    count = job.refused if shape == "mend" or outcome == REFUSED else job.done
    if job.by_id != by.pk:
        within(count)
    audit(
        what="import_results", by=by, at=timezone.now(), facts={"import": str(job.pk), "count": count, "shape": shape}
    )
    rows = results_of(job, outcome=REFUSED if shape == "mend" else outcome)
    form = shape if shape != "mend" else "ndjson" if job.format == "ndjson" else "csv"
    lines = _ndjson(rows, shape) if form == "ndjson" else _csv(job, rows, shape)
    answer = StreamingHttpResponse(lines, content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{shape}-{str(job.pk)[-12:]}.{form}"'
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "no-store, private"
    return answer


def _ndjson(rows: Iterator[Result], shape: str) -> Iterator[str]:
    for one in rows:
        yield json.dumps(one.told if shape == "mend" else one.as_json(), ensure_ascii=False) + "\n"


def _csv(job: ImportJob, rows: Iterator[Result], shape: str) -> Iterator[str]:
    """A table with the columns of the file itself and the reason behind them, or with what became of each row."""
    heads = [str(head) for head in job.heads] if shape == "mend" else []
    plain = ["row", "line", "outcome", "ref", "code", "sentence"]
    yield "\ufeff" + _line([*heads, "拒绝原因"] if heads else plain)
    for one in rows:
        told = [one.told.get(head, "") for head in heads]
        yield _line([*told, one.sentence] if heads else [getattr(one, name) for name in plain])


def _line(cells: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell if isinstance(cell, int | float) else str(cell)) for cell in cells])
    return text.getvalue()
