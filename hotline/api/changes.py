"""What has changed in the API, and what will go."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Opened
from hotline.changes import CHANGES, GOING


class Changes(Opened):
    """Open to everybody; there is nothing in it but our own words."""

    def get(self, request: Request) -> Response:
        changes = [{"on": change.on.isoformat(), "what": change.what, "breaks": change.breaks} for change in CHANGES]
        going = [
            {"route": one.route, "since": one.since.isoformat(), "until": one.until.isoformat(), "instead": one.instead}
            for one in GOING
        ]
        return Response({"version": "v1", "changes": changes, "going": going})
