"""What the standard's clients read: XML unless JSON is asked for, and its shape of an error."""

import json
import re
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What one of many is called in XML.
ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


def answer(told: Any, *, name: str, form: str, status: int = 200) -> HttpResponse:
    """The answer under the root of this name; in JSON the root of a list is the list itself."""
    if form == "json":
        body = json.dumps(told, ensure_ascii=False)
        written = HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
    else:
        kind = "text/xml; charset=utf-8"
        written = HttpResponse(f"{HEAD}{_xml(name, told)}\n", content_type=kind, status=status)
    written["Cache-Control"], written["X-Content-Type-Options"] = "no-store, private", "nosniff"
    return written


def _xml(name: str, told: Any) -> str:
    if isinstance(told, dict):
        inner = "".join(_xml(key, value) for key, value in told.items())
    elif isinstance(told, list):
        inner = "".join(_xml(ONE_OF.get(name, "item"), one) for one in told)
    else:
        inner = _text(told)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _text(told: Any) -> str:
    if isinstance(told, bool):
        return str(told).lower()
    return "" if told is None else escape(UNWRITABLE.sub("\ufffd", str(told)))
