"""What a file may be: by its ending and by its bytes, which have to agree. What is not in the table is not taken."""

import zipfile
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from servicedesk.lib.files.limits import not_taken
from servicedesk.lib.files.naming import split

HEAD = 4096
MOST_PARTS = 5000
MOST_UNPACKED = 500 * 1024 * 1024
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif"})


@dataclass(frozen=True)
class FileKind:
    """One kind of file. `rebuilt` is how it is written anew; what cannot be has to be judged by a scanner."""

    code: str
    endings: tuple[str, ...]
    content_type: str
    rebuilt: str = ""


KINDS: dict[str, FileKind] = {
    kind.code: kind
    for kind in (
        FileKind("jpeg", (".jpg", ".jpeg", ".jfif"), "image/jpeg", "picture"),
        FileKind("png", (".png",), "image/png", "picture"),
        FileKind("webp", (".webp",), "image/webp", "picture"),
        FileKind("gif", (".gif",), "image/gif", "picture"),
        FileKind("heif", (".heic", ".heif", ".hif"), "image/heic", "picture"),
        FileKind("text", (".txt", ".csv"), "text/plain", "text"),
        FileKind("pdf", (".pdf",), "application/pdf"),
        FileKind("docx", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        FileKind("xlsx", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
}
ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def taken_endings(*, has_scanner: bool) -> list[str]:
    """The endings that are taken here; without a scanner only those of what is written anew."""
    return [ending for ending, kind in ENDINGS.items() if kind.rebuilt or has_scanner]


def kind_of(name: str, file: IO[bytes], *, has_scanner: bool) -> FileKind:
    """Return what this file is. `name` has been cleaned. Raises NotTaken unless ending and bytes say the same."""
    wanted = ENDINGS.get(split(name)[1])
    if wanted is None:
        raise not_taken(_("“%(name)s” is of a kind that is not taken. See the list of kinds.") % {"name": name})
    if not (wanted.rebuilt or has_scanner):
        text = _("“%(name)s” cannot be taken: no virus scanner is set up here. Photograph the paper instead.")
        raise not_taken(text % {"name": name})
    found = _sniffed(file)
    is_same_family = wanted.rebuilt == "picture" and found in KINDS and KINDS[found].rebuilt == "picture"
    if found != wanted.code and not is_same_family:
        text = _("“%(name)s” is not what its name says. Save it again in its program and choose it anew.")
        raise not_taken(text % {"name": name})
    return KINDS[found]


def _sniffed(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise not_taken(_("The file is empty. Choose it anew."))
    return _by_magic(head) or (_office(file) if head.startswith(b"PK\x03\x04") else _plain(head))


def _by_magic(head: bytes) -> str:
    marks = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"))
    for mark, code in (*marks, (b"GIF87a", "gif"), (b"GIF89a", "gif")):
        if head.startswith(mark):
            return code
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "heif" if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS else ""


def _office(file: IO[bytes]) -> str:
    """Word or Excel by the table of contents alone: nothing is unpacked. Macros and too much of anything are nothing."""
    try:
        with zipfile.ZipFile(file) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return ""
    finally:
        file.seek(0)
    names = {part.filename for part in listed}
    is_sane = len(listed) <= MOST_PARTS and sum(part.file_size for part in listed) <= MOST_UNPACKED
    if not is_sane or "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return ""
    return next((code for code, part in OFFICE.items() if part in names), "")


def _plain(head: bytes) -> str:
    return "text" if not any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head) else ""
