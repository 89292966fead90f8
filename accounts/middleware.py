"""Which requests keep a session alive, and who was refused what."""

from datetime import timedelta
from typing import Any, cast

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.auditing import audit
from accounts.doors import address_of
from accounts.models import AuditEvent, User
from accounts.sessions import SessionStore

# A page that asks by itself whether something is new says so: static/js/live.js, and app.js for htmx.
BY_ITSELF = "X-By-Itself"
LIVE = "X-Live"
# Whoever knocks again and again at the same door is written down once in this time.
AGAIN = timedelta(minutes=1)


class Sessions(SessionMiddleware):
    """Middleware: Django's sessions; what a page asks by itself is no sign that its reader is there."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store = cast(Any, request.session)
        if isinstance(store, SessionStore):
            asks_alone = BY_ITSELF in request.headers or (request.method == "GET" and LIVE in request.headers)
            store.is_act = not asks_alone

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if response.status_code == 403 and isinstance(getattr(request, "user", None), User):
            note_denial(request)
        return super().process_response(request, cast(Any, response))


def note_denial(request: HttpRequest) -> None:
    """Somebody known asked for what they may not do: which page it was, never what stood in the address."""
    user, at = cast(User, request.user), timezone.now()
    found = request.resolver_match
    facts = {"page": found.view_name if found else "", "ip": address_of(request)}
    known = AuditEvent.objects.filter(by=user, what="denied", at__gt=at - AGAIN, facts=facts)
    if not known.exists():
        audit(what="denied", by=user, at=at, facts=facts)
