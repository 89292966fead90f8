"""One style sheet and one script a page family, joined from small files in Python: no build step, no Node."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

STATIC = Path(settings.BASE_DIR) / "static"
STAFF_PAGES = (
    "intake",
    "ticket",
    "files",
    "list",
    "board",
    "dispatch",
    "outages",
    "callback",
    "satisfaction",
    "complaints",
    "applications",
    "my",
    "plan",
    "manage",
    "categories",
    "knowledge",
    "visits",
    "sign_in",
    "customers",
    "watch",
    "sheets",
    "clients",
    "admin",
    "calls",
    "shifts",
    "reports",
)
STAFF_SCRIPTS = (
    "words",
    "keys",
    "list",
    "arrange",
    "choice",
    "ask",
    "clock",
    "once",
    "dialog",
    "toast",
    "small",
    "live",
    "dispatch",
    "intake",
    "categories",
    "draft",
    "compose",
    "here",
    "texts",
    "palette",
    "scan",
    "papers",
    "calls",
    "score",
    "app",
)
PHONE_SCRIPTS = (
    "words",
    "clock",
    "once",
    "dialog",
    "toast",
    "small",
    "place",
    "keeping",
    "queue",
    "offline",
    "sheet",
    "steps",
    "photo",
    "app",
)
REMARKS = re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
INDENT = re.compile(rb"^[ \t]+", re.MULTILINE)
HTMX = ("vendor/htmx/htmx.min.js", "vendor/idiomorph/idiomorph-ext.min.js")


def _css(*names: str) -> tuple[str, ...]:
    return tuple(f"css/{name}.css" for name in names)


def _js(*names: str) -> tuple[str, ...]:
    return tuple(f"js/{name}.js" for name in names)


BUNDLES: dict[str, tuple[str, ...]] = {
    "bundles/staff.css": _css("tokens", "base", "parts", *(f"pages/{page}" for page in STAFF_PAGES), "paper"),
    "bundles/phone.css": _css("tokens", "base", "parts", "phone", "pages/crew", "pages/files", "pages/sheets"),
    "bundles/public.css": _css("tokens", "base", "parts", "public", "pages/track", "pages/rate", "pages/pad"),
    "bundles/wall.css": _css("wall"),
    "bundles/docs.css": _css("tokens", "base", "pages/docs"),
    "bundles/print.css": _css("tokens", "print"),
    **{f"bundles/{sheet}.css": _css(sheet) for sheet in ("page-slip", "page-a4", "page-a4-wide", "page-a5")},
    "bundles/staff.js": (*HTMX, *_js(*STAFF_SCRIPTS)),
    "bundles/phone.js": (*HTMX, *_js(*PHONE_SCRIPTS)),
    "bundles/worker.js": _js("worker"),
    "bundles/public.js": _js("words", "clock", "once", "small", "pad", "ask"),
    "bundles/wall.js": _js("wall"),
    "bundles/docs.js": _js("words", "small", "docs"),
    "bundles/charts.js": _js("charts"),
    "bundles/echarts.js": ("vendor/echarts/echarts.common.min.js",),
    "bundles/print.js": _js("words", "once", "small", "slip"),
}


def join(name: str) -> bytes:
    """The text of one bundle: its files in their order, each ended by a line break."""
    end = b"\n" if name.endswith(".css") else b"\n;\n"
    return end.join(_lean(part) for part in BUNDLES[name]) + b"\n"


def _lean(part: str) -> bytes:
    """One file without what only its readers need: comments that stand alone, and the indent. Others' files stay as they are."""
    text = (STATIC / part).read_bytes().strip()
    if part.startswith("vendor/"):
        return text
    return INDENT.sub(b"", REMARKS.sub(b"", text + b"\n")).strip()


def made(name: str) -> Path:
    """Join a bundle into the data folder; a file that is already right is left alone, so its date stays true."""
    folder = Path(settings.DATA_DIR)
    target, text = folder / name, join(name)
    if target.exists() and target.read_bytes() == text:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        draft.write(text)
    os.chmod(draft.name, 0o644)
    os.replace(draft.name, target)
    return target


class BundleFinder(BaseFinder):
    """Lets collectstatic, the test server and WhiteNoise find the bundles as if they were files in static/."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        # WhiteNoise asks for whatever a browser asks for: only names in the table are ever joined.
        found = str(made(path)) if path in BUNDLES else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        storage = FileSystemStorage(location=settings.DATA_DIR)
        for name in BUNDLES:
            made(name)
            yield name, storage
