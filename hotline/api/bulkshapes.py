"""Files of many rows over REST: what is sent with one, what is told of one, and the bytes as they come."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from hotline.api.fields import UnitField
from hotline.api.shapes import Out
from hotline.api.strict import Asked, Strict
from hotline.bulk.handing_in import LARGEST
from hotline.bulk.rows import KNOWN, MADE, REFUSED
from hotline.model_bulk import FIGURE, ExportJob, Format, ImportJob, Mode, What
from hotline.rest import TooLarge
from servicedesk.lib.tables.writing import XLSX
from servicedesk.takings import TAKINGS

OUTCOMES = [(one, one) for one in (MADE, KNOWN, REFUSED)]
SHAPES = [(one, one) for one in ("ndjson", "csv", "mend")]
STATES = [("open", "open"), ("closed", "closed")]
CHUNK = 1 << 20


class Handed(Asked):
    """What may stand behind the question mark where the file itself is the body."""

    kind = serializers.ChoiceField(choices=What.choices, required=False)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    hall = UnitField("hall", required=False)
    file_format = serializers.ChoiceField(choices=Format.choices, required=False)
    source = serializers.RegexField(r"^[a-z0-9-]{1,20}$", required=False)  # type: ignore[assignment]
    dry_run = serializers.BooleanField(required=False)
    name = serializers.CharField(max_length=120, required=False)


class ImportIn(Strict):
    """A file and what its rows are. `dry_run`: only looked at, until it is started; `source` parts several own systems."""

    is_json = False

    kind = serializers.ChoiceField(choices=What.choices)
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.CLOSED)
    hall = UnitField("hall")
    file_format = serializers.ChoiceField(choices=Format.choices, default="")
    source = serializers.RegexField(r"^[a-z0-9-]{1,20}$", default="")  # type: ignore[assignment]
    dry_run = serializers.BooleanField(default=False)
    name = serializers.CharField(max_length=120, default="")
    file = serializers.FileField(max_length=400)


class ImportOut(Out):
    """One file: where it stands (`stage`, `share` of it behind us), what became of its rows, how many a second."""

    example = {
        "kind": "tickets",
        "mode": "open",
        "stage": "load",
        "rows": None,
        "done": 1500,
        "made": 1490,
        "known": 6,
        "refused": 4,
        "share": 0.31,
        "rate": 420,
        "columns": {"external_number": "编号"},
    }

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=What.values)
    mode = serializers.ChoiceField(choices=Mode.values)
    format = serializers.ChoiceField(choices=Format.values)
    hall = serializers.CharField(source="hall.code")
    source = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField()
    size = serializers.IntegerField(min_value=0)
    stage = serializers.ChoiceField(choices=ImportJob.Stage.values)
    rows = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField(min_value=0)
    made = serializers.IntegerField(min_value=0)
    known = serializers.IntegerField(min_value=0)
    refused = serializers.IntegerField(min_value=0)
    share = serializers.FloatField()
    rate = serializers.IntegerField(min_value=0)
    trouble = serializers.CharField()
    columns = serializers.DictField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class RowOut(Out):
    """What became of one row: `ref` is its number or id here; a refused one with the fields at fault and as it was sent."""

    example = {
        "row": 3,
        "line": 4,
        "outcome": "refused",
        "ref": "",
        "code": "needed",
        "sentence": "还差 1 项：地址",
        "fields": {"address": "地址"},
        "told": {"编号": "95598-2026-0003"},
    }

    row = serializers.IntegerField(min_value=1)
    line = serializers.IntegerField(min_value=1)
    outcome = serializers.ChoiceField(choices=[code for code, _word in OUTCOMES])
    ref = serializers.CharField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    told = serializers.JSONField()


class RowsAsked(Asked):
    """Which rows: `after` is the last one that you have."""

    outcome = serializers.ChoiceField(choices=OUTCOMES, required=False)
    after = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class FileAsked(Asked):
    """`ndjson` and `csv` tell what became of each row; `mend`: the refused ones as they were sent, with the reason."""

    shape = serializers.ChoiceField(choices=SHAPES, default="mend")
    outcome = serializers.ChoiceField(choices=OUTCOMES, required=False)


class ExportIn(Strict):
    """What is wanted, and why. `in_full` needs the right to reveal; `since` and `until` are about when it began."""

    example = {"kind": "tickets", "format": "ndjson", "reason": "月度核对", "state": "closed", "hall": "CN"}

    kind = serializers.ChoiceField(choices=What.choices)
    format = serializers.ChoiceField(choices=Format.choices, default=Format.NDJSON)
    reason = serializers.CharField(max_length=500)
    in_full = serializers.BooleanField(default=False)
    hall = UnitField("hall", required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class ExportOut(Out):
    """One file that was asked for. `waits`: beyond 500 rows somebody else has to agree; `ready`: take it, until `expires_at`."""

    example = {"kind": "tickets", "stage": "ready", "rows": 214, "size": 68_112, "digest": "9f86d081884c7d65…"}

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[*What.values, FIGURE, *TAKINGS])
    format = serializers.ChoiceField(choices=Format.values)
    in_full = serializers.BooleanField()
    reason = serializers.CharField()
    wanted = serializers.DictField(child=serializers.CharField())
    stage = serializers.ChoiceField(choices=ExportJob.Stage.values)
    rows = serializers.IntegerField(min_value=0)
    size = serializers.IntegerField(min_value=0)
    digest = serializers.CharField()
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class WholeFile(BaseParser):
    """The body is the file: it goes to the disk as it comes, and what is said of it stands behind the question mark."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        request = parser_context["request"]
        name = request.query_params.get("name") or "body"
        upload = TemporaryUploadedFile(name[:120], media_type or "", 0, None)
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise TooLarge
            upload.write(chunk)
        upload.size = size
        upload.seek(0)
        return dict(request.query_params.items()) | {"file": upload}


class NdjsonFile(WholeFile):
    media_type = "application/x-ndjson"


class CsvFile(WholeFile):
    media_type = "text/csv"


class XlsxFile(WholeFile):
    media_type = XLSX


RAW = (NdjsonFile, CsvFile, XlsxFile)
