"""How a file leaves the house: whole, as an attachment, and powerless in the browser."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from servicedesk.lib.files import store
from servicedesk.lib.files.limits import FileBroken
from tickets.actions.keeping import check
from tickets.filing import signed
from tickets.models import Attachment

POWERLESS = "default-src 'none'; sandbox"


def served(attachment: Attachment, *, small: bool = False) -> HttpResponse | StreamingHttpResponse:
    """The file itself, or with FILES_URL the way to it. The caller has asked whether it may be seen and is judged clean."""
    if settings.FILES_URL:
        return HttpResponseRedirect(signed(attachment, small=small))
    return streamed(attachment, small=small)


def streamed(attachment: Attachment, *, small: bool = False) -> StreamingHttpResponse:
    """The bytes, after they were compared with the hash of the upload. Raises FileBroken. I38, security line 36."""
    if small and not attachment.small:
        raise Http404
    if not small and check(attachment, at=timezone.now()):
        raise FileBroken
    answer = StreamingHttpResponse(_whole(attachment.small if small else attachment.stored))
    answer["Content-Type"] = "image/jpeg" if small else attachment.content_type
    if not small:
        answer["Content-Length"] = str(attachment.size)
    answer["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POWERLESS
    answer["Cross-Origin-Resource-Policy"] = "same-site" if settings.FILES_URL else "same-origin"
    return answer


def _whole(name: str) -> Iterator[bytes]:
    try:
        pieces = store.pieces(name)
        first = next(pieces, b"")
    except OSError:
        raise Http404 from None
    return _after(first, pieces)


def _after(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def is_files_host(request: HttpRequest) -> bool:
    """Whether this request came to the name from which only files leave."""
    return bool(settings.FILES_URL) and request.get_host() == settings.FILES_URL.split("://", 1)[1]
