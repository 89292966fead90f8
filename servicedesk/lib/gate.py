"""The page side of permission: every view names the verb that guards it; a view that names none is closed."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from servicedesk.lib.refusals import NotAllowed

View = Callable[..., HttpResponseBase]
OPEN = "open"
SIGNED_IN = "signed_in"


def may(verb: str) -> Callable[[View], View]:
    """Let a view in for people one of whose grants includes `verb`; others get 403, strangers the sign-in page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if verb != SIGNED_IN and not request.user.may(verb):
                raise NotAllowed(verb)
            return view(request, *args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return guard


def open_to_all(view: View) -> View:
    """Mark a view as needing no sign-in; the list of these is pinned by a test."""
    view.verb = OPEN  # type: ignore[attr-defined]
    return view
