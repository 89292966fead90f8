"""Rows that are reached by their id and moved by steps; each step answers with the row as it is afterwards."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.versions import do_as_seen

ID = "[0-9A-Fa-f-]{36}"
MOST_CHANGES = 20


class Rows(Door):
    """A resource whose rows have an id."""

    lookup_value_regex = ID

    def act(self, do: Callable[..., Any]) -> Response:
        """Do it with what was sent and show the row."""
        row = self.get_object()
        do(row, by=self.me, **self.told())
        return self.shown(row)

    def act_now(self, do: Callable[..., Any]) -> Response:
        """The same for an action that is told when."""
        return self.act(lambda row, **told: do(row, at=timezone.now(), **told))

    def shown(self, row: Any, *, status: int = 200) -> Response:
        """The row as it is now, even if the caller has just put it where they cannot see it; its version is in the ETag."""
        row.refresh_from_db()
        fresh = self.get_queryset().filter(pk=row.pk).first() or row
        return self.one(fresh, status=status, version=getattr(fresh, "version", None))


class VersionedRows(Rows):
    """Rows with versions: If-Match counts like a version in the body, and a refusal says what came since."""

    def history_of(self, row: Any) -> QuerySet[Any]:
        """The events of a row; each change of its version is one of them."""
        return row.events.all()

    def act(self, do: Callable[..., Any]) -> Response:
        row = self.get_object()
        do_as_seen(self, row, do, since=lambda version: self._since(row, version), at=timezone.now())
        return self.shown(row)

    def _since(self, row: Any, version: int) -> dict[str, str]:
        """What was done since the version that the caller saw, each change by the version that it made."""
        now = type(row).objects.get(pk=row.pk).version
        rows = list(self.history_of(row).order_by("-at", "-id")[: max(0, min(MOST_CHANGES, now - version))])
        return {str(now - place): event.what for place, event in reversed(list(enumerate(rows)))}
