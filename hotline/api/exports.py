"""Many rows out: asked for with a reason, agreed to by somebody else beyond 500, taken whole or in parts for a day."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.bulkshapes import ExportIn, ExportOut
from hotline.api.door import Door
from hotline.api.paging import Pager
from hotline.api.says import says, verb
from hotline.api.strict import Nothing
from hotline.bulk import sending_out
from hotline.bulk.ranged import ranged
from hotline.model_bulk import ExportJob
from servicedesk.lib.tables.writing import XLSX

KINDS = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}


class NewestFirst(Pager):
    orderings = ("-created_at", "created_at")


class Exports(Door):
    """Files of many rows, on their way out."""

    verbs = dict.fromkeys(("list", "retrieve", "create", "file"), "export")
    verbs |= {"agree": "approve_export", "decline": "export"}
    gives = ExportOut
    lookup_value_regex = "[0-9A-Fa-f-]{36}"
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[ExportJob]:
        return ExportJob.objects.visible_to(self.me).select_related("by", "org")

    @says(gives=ExportOut, form="page")
    def list(self, request: Request) -> Response:
        """One's own files, and those of the company for whoever may agree to them; the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=ExportOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """How far one is."""
        return self.one(self.get_object())

    @says(takes=ExportIn, gives=ExportOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Ask for a file. Names, numbers and addresses are masked unless `in_full`."""
        told = self.told()
        plain = {name: told.pop(name) for name in ("kind", "reason", "in_full")}
        form, wanted = told.pop("format"), {name: _written(value) for name, value in told.items()}
        return self.one(sending_out.ask(form=form, wanted=wanted, by=self.me, at=timezone.now(), **plain), status=201)

    @verb(Nothing)
    def agree(self, request: Request, pk: str) -> Response:
        """Say yes to somebody else's."""
        return self._do(sending_out.agree)

    @verb(Nothing)
    def decline(self, request: Request, pk: str) -> Response:
        """Say no to somebody else's, or take one's own back."""
        return self._do(sending_out.decline)

    @action(detail=True)
    @says(form="file", statuses=(200, 206))
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        """The bytes, whole or a `Range` of them; each taking is on record."""
        return export_file(request._request, self.get_object(), by=self.me)

    def _do(self, do: Any) -> Response:
        job = self.get_object()
        self.told()
        return self.one(do(job, by=self.me, at=timezone.now()))


def _written(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(getattr(value, "code", value))


def export_file(request: Any, job: ExportJob, *, by: Any) -> HttpResponseBase:
    """The file itself to whoever asked for it, while it is there."""
    at = timezone.now()
    kept = sending_out.place(job)
    if job.by_id != by.pk or not job.is_there(at) or not kept.exists():
        raise NotFound
    answer = ranged(
        request, kept, name=f"{job.kind}-{str(job.pk)[-12:]}.{job.format}", kind=KINDS[job.format], digest=job.digest
    )
    if answer.status_code == 200 or answer.headers.get("Content-Range", "").startswith("bytes 0-"):
        sending_out.taken(job, by=by, at=at)
    return answer
