"""What every read can do: say fewer fields, say only what has changed, refuse what cannot be asked."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.says import said_by

FIELDS = "fields"


def names_asked(view: Any) -> frozenset[str]:
    """What may stand behind the question mark of the operation that a view is about to do."""
    said = said_by(view)
    names = set(said.asks().fields) if said.asks else set()
    if said.form == "page":
        names |= view.pagination_class.names
        names |= set(getattr(view.filterset_class, "base_filters", ()))
    if view.request.method in ("GET", "HEAD") and said.gives and said.form != "file":
        names.add(FIELDS)
    return frozenset(names)


def narrow(shape: serializers.Serializer, request: Request) -> None:
    """Leave only the fields that `?fields=` names; a name that there is not is refused."""
    asked = request.query_params.get(FIELDS)
    if asked is None or request.method == "POST":
        return
    wanted, known = set(asked.split(",")), set(shape.fields)
    if unknown := wanted - known:
        facts = {"wrong": ", ".join(sorted(unknown))[:80], "names": ", ".join(sorted(known))}
        raise ValidationError({FIELDS: _("There is no %(wrong)s. One or more of: %(names)s") % facts})
    for name in known - wanted:
        shape.fields.pop(name)


def marked(answer: Response, *, asked: str) -> None:
    """Put the mark of what is said into the ETag, behind the version if there is one; what is known is not said again."""
    version = answer.headers.get("ETag", "").strip('"')
    digest = sha256(answer.content).hexdigest()[:16]
    answer["ETag"] = f'"{version}-{digest}"' if version else f'"{digest}"'
    known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    if "*" in known or answer["ETag"] in known:
        answer.status_code = 304
        answer.content = b""
