"""A change to a row as the caller saw it: the version in the body, or in If-Match with what was changed since."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from hotline.api.strict import Strict
from hotline.refusals import ChangedSince
from servicedesk.lib.refusals import Refusal

GREATEST_VERSION = 2**31 - 1
# The codes under which a row says that somebody was quicker.
STALE = frozenset({"stale_version", "stale", "changed"})


class Versioned(Strict):
    """Input of a verb; `version` (or If-Match) is the version that the caller saw."""

    version = serializers.IntegerField(min_value=1, max_value=GREATEST_VERSION, required=False)


def do_as_seen(
    view: Any, row: Any, do: Callable[..., Any], *, since: Callable[[int], dict[str, str]], **more: Any
) -> Any:
    """Do it with what was sent; if If-Match is behind, refuse and say what was changed since."""
    request, given = view.request, view.request.data
    if "If-Match" not in request.headers or not isinstance(given, dict):
        return do(row, by=view.me, **view.told(), **more)
    version = version_in(request, given)
    try:
        return do(row, by=view.me, **view.told(given | {"version": version}), **more)
    except Refusal as refusal:
        if refusal.code not in STALE:
            raise
        raise ChangedSince(refusal, since(version)) from refusal


def version_in(request: Request, given: dict[str, Any]) -> int:
    """The version that If-Match names; one in the body must be the same."""
    text = request.headers["If-Match"].strip().removeprefix("W/").strip('"').partition("-")[0]
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not version or given.get("version", version) != version:
        raise ValidationError({"If-Match": _('The version as it stood in the ETag, such as "3".')})
    return version
