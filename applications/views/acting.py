"""How the pages of this app take a step: do it, or show the page again with what was typed and why it was not done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.requests import SignedInRequest
from servicedesk.lib.refusals import NotAllowed, Refusal


def attempt(
    request: SignedInRequest,
    act: Callable[[], Any],
    *,
    to: Callable[[Any], str],
    again: Callable[[Refusal], HttpResponse],
    done: object = "",
) -> HttpResponse:
    """Take one step. Lacking the right is 403 as everywhere; any other refusal brings the page back with its reason."""
    try:
        result = act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return again(refusal)
    if done:
        messages.success(request, str(done))
    return redirect(to(result))
