"""One upload on its way in: its name cleaned, its kind checked, its content written anew."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from servicedesk.lib.files import scanning
from servicedesk.lib.files.kinds import kind_of
from servicedesk.lib.files.limits import MOST_BYTES, not_taken, too_large
from servicedesk.lib.files.naming import clean_name, renamed, split
from servicedesk.lib.files.pictures import rebuilt


@dataclass(frozen=True)
class Ready:
    """A file that may be kept. `original` are the very bytes that came, `came_as` their hash."""

    name: str
    data: bytes
    content_type: str
    came_as: str
    original: bytes
    is_rebuilt: bool
    small: bytes = b""
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def made_ready(upload: UploadedFile) -> Ready:
    """Check one upload and write it anew where that can be done. Raises TooLarge or NotTaken, each with its sentence."""
    name = clean_name(upload.name or "")
    if (upload.size or 0) > MOST_BYTES:
        raise too_large(name)
    upload.seek(0)
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large(name)
    kind = kind_of(name, upload, has_scanner=scanning.is_set_up())
    ready = Ready(name, data, kind.content_type, hashlib.sha256(data).hexdigest(), data, bool(kind.rebuilt))
    if kind.rebuilt == "text":
        return replace(ready, data=_plain(data, name))
    if kind.rebuilt != "picture":
        return ready
    picture = rebuilt(upload, kind.code, name=name)
    return replace(
        ready,
        name=renamed(name, picture.ending),
        data=picture.data,
        content_type=picture.content_type,
        small=picture.small,
        width=picture.width,
        height=picture.height,
        taken_at=picture.taken_at,
    )


def _plain(data: bytes, name: str) -> bytes:
    """Text in UTF-8 without what cannot be seen; a table keeps the mark by which Excel knows UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise not_taken(_("“%(name)s” is not a text. Save it as UTF-8.") % {"name": name}) from None
    kept = "".join(letter for letter in text if letter in "\t\r\n" or unicodedata.category(letter) not in ("Cc", "Cf"))
    return kept.encode("utf-8-sig" if split(name)[1] == ".csv" else "utf-8")
