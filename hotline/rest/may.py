"""Whether the caller may do what is asked: the verb of the action, the role, the scopes."""

from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import User
from hotline.models import ApiKey
from hotline.refusals import OutOfScope
from servicedesk.lib.gate import SIGNED_IN
from servicedesk.lib.refusals import NotAllowed


class MayDo(BasePermission):
    """Closed unless the view names the verb of this action in `verbs`, and the caller's role and scopes include it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if getattr(view, "action", "") in (None, "metadata"):
            raise exceptions.MethodNotAllowed(str(request.method))
        verb = getattr(view, "verbs", {}).get(getattr(view, "action", ""))
        if not verb:
            return False
        require_verb(request, verb)
        return True


def require_verb(request: Request, verb: str) -> None:
    """Refuse unless the caller's role includes `verb`, and so do the scopes of the key, if it is a key."""
    if verb == SIGNED_IN:
        return
    if not (isinstance(request.user, User) and request.user.may(verb)):
        raise NotAllowed(verb)
    if isinstance(request.auth, ApiKey) and not request.auth.covers(verb):
        raise OutOfScope(verb)
