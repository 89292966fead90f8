"""A file given out whole or in parts, so that a connection that broke goes on where it was."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NoSuchPart(Refusal):
    """More is asked for than the file has."""

    code = "range_not_satisfiable"
    status = 416

    def sentence(self) -> str:
        return _("The file is shorter than that. Ask for it from its beginning.")


def ranged(request: HttpRequest, path: Path, *, name: str, kind: str, digest: str) -> StreamingHttpResponse:
    """The file, or the part of it that `Range` asks for if `If-Range` still holds."""
    size, tag = path.stat().st_size, f'"{digest}"'
    first, last = asked(request, size, tag)
    if first > last and size:
        raise NoSuchPart
    answer = StreamingHttpResponse(_read(path, first, last), content_type=kind)
    if (first, last) != (0, size - 1):
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"], answer["ETag"], answer["Accept-Ranges"] = str(last - first + 1), tag, "bytes"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"], answer["X-Content-Type-Options"] = "no-store, private", "nosniff"
    return answer


def asked(request: HttpRequest, size: int, tag: str) -> tuple[int, int]:
    """First and last byte that are wanted; several parts at once, or another file than was begun: all of it."""
    shape = RANGE.fullmatch(request.headers.get("Range", ""))
    if shape is None or request.headers.get("If-Range", tag) != tag or not any(shape.groups()):
        return 0, size - 1
    begin, end = shape.groups()
    if not begin:
        return max(0, size - int(end)), size - 1
    return int(begin), min(int(end), size - 1) if end else size - 1


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as raw:
        raw.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := raw.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
