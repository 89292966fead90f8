"""Where files lie: outside every folder that a web server knows, 0640, complete under their name or not there at all."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

from django.conf import settings

PART = ".part"
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Stored:
    """One file that lies in its place. `name` is made here and tells nothing of where it came from."""

    name: str
    size: int
    sha256: str


def path_of(name: str) -> Path:
    """Where the file of this stored name lies."""
    return Path(settings.MEDIA_ROOT) / name


def put(data: bytes, *, at: datetime, beside: str = "") -> Stored:
    """Write a file under another name, force it to the disk, move it in place. `beside` is the name of the one it goes with."""
    token = secrets.token_hex(16)
    name = f"{beside}-{token[:6]}" if beside else f"{at:%Y%m}/{token[:2]}/{token}"
    target = path_of(name)
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}{PART}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as out:
        os.fchmod(out.fileno(), 0o640)
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, target)
    return Stored(name, len(data), hashlib.sha256(data).hexdigest())


def pieces(name: str) -> Iterator[bytes]:
    """The bytes of a file, piece by piece. Raises OSError where it is missing."""
    with path_of(name).open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def hash_of(name: str) -> str:
    """The SHA-256 of what lies there now; empty where nothing can be read."""
    digest = hashlib.sha256()
    try:
        for piece in pieces(name):
            digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def remove(names: Iterable[str]) -> None:
    """Take files away; one that is gone already is no trouble."""
    for name in names:
        with suppress(FileNotFoundError):
            path_of(name).unlink()


def lying_between(since: datetime, until: datetime) -> Iterator[str]:
    """The names of files written between two moments; half-written ones among them."""
    for month in sorted({f"{since:%Y%m}", f"{until:%Y%m}"}):
        for path in path_of(month).glob("*/*"):
            with suppress(FileNotFoundError):
                if since.timestamp() <= path.stat().st_mtime < until.timestamp():
                    yield str(path.relative_to(settings.MEDIA_ROOT))


@dataclass
class Shelf:
    """Files that stay only if the block ends well: what is refused later leaves nothing behind."""

    at: datetime
    names: list[str] = field(default_factory=list)

    def put(self, data: bytes, beside: str = "") -> Stored:
        stored = put(data, at=self.at, beside=beside)
        self.names.append(stored.name)
        return stored

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            remove(self.names)
