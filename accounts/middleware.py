"""Which requests keep a session alive: those behind which somebody sits."""

from typing import Any, cast

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

from accounts.sessions import SessionStore

# A page that asks by itself whether something is new says so: static/js/live.js, and app.js for htmx.
BY_ITSELF = "X-By-Itself"
LIVE = "X-Live"


class Sessions(SessionMiddleware):
    """Middleware: Django's sessions; what a page asks by itself is no sign that its reader is there."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store = cast(Any, request.session)
        if isinstance(store, SessionStore):
            asks_alone = BY_ITSELF in request.headers or (request.method == "GET" and LIVE in request.headers)
            store.is_act = not asks_alone
