"""Files of a ticket over REST: sent as multipart, one request for at most ten, listed, and fetched one at a time."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import audit
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.api.strict import Strict
from hotline.api.tickets import OnTicket
from hotline.rest import BoundedJson
from servicedesk.lib.files.limits import MOST_AT_ONCE
from servicedesk.lib.files.reading import made_ready
from tickets.actions.attaching import attach
from tickets.models import Attachment
from tickets.views.serving import streamed

UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class FilesIn(Strict):
    """Up to ten files of 20 MB each, and what is said of them."""

    is_json = False

    files = serializers.ListField(child=serializers.FileField(max_length=400), max_length=MOST_AT_ONCE)
    audience = serializers.ChoiceField(choices=Attachment.Audience.choices, default=Attachment.Audience.INTERNAL)
    kind = serializers.ChoiceField(choices=Attachment.Kind.choices, required=False)


class FileOut(Out):
    """A file as the outside may know it; where it lies is nobody's business."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    audience = serializers.CharField()
    state = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")


class Files(OnTicket):
    """The photos and papers of a ticket. Sent again, the same bytes are the file that is there already."""

    verbs = {"files": "read", "add_files": "attach", "file": "read"}
    parser_classes = (MultiPartParser, BoundedJson)  # type: ignore[assignment]

    @action(detail=True)
    @says(gives=FileOut, form="list")
    def files(self, request: Request, number: str) -> Response:
        """Its photos and papers."""
        return self.listed(self.get_object().attachments.shown().select_related("by").order_by("at", "pk"))

    @files.mapping.post
    @says(takes=FilesIn, gives=FileOut, form="list", statuses=(201,))
    def add_files(self, request: Request, number: str) -> Response:
        """Add files; pictures and text are written anew, the rest stays `waiting` until a scanner has judged it."""
        ticket = self.get_object()
        told = self.told(_sent(request))
        ready = [made_ready(upload) for upload in told.pop("files")]
        rows = attach(ticket, ready, by=self.me, **told)
        return self.listed(rows, status=201)

    @action(detail=True, url_path=f"files/(?P<file>{UUID_PATTERN})")
    @says(form="file")
    def file(self, request: Request, number: str, file: str) -> HttpResponseBase:
        """The bytes of one file that is `clean`."""
        row = get_object_or_404(self.get_object().attachments.servable(), pk=file)
        audit(what="file", by=self.me, at=timezone.now(), facts={"file": str(row.pk), "ticket": number})
        return streamed(row)


def _sent(request: Request) -> dict[str, Any]:
    """Fields and files by name; any other name is refused, and so is a file under a name of its own."""
    told: dict[str, Any] = {name: value for name, value in request.POST.items() if name != "files"}
    files = request.FILES.getlist("files")
    if not files:
        raise ValidationError({"files": _("Send at least one file under this name, as multipart/form-data.")})
    return told | {name: request.FILES[name] for name in request.FILES if name != "files"} | {"files": files}
