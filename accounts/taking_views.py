"""What a page answers when a table is taken out of the house."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.taking import Wish, mark_of, take
from servicedesk.lib.refusals import NotAllowed, Refusal
from servicedesk.lib.tables.writing import table_response


def taken(request: HttpRequest, wish: Wish, *, by: User) -> HttpResponse:
    """The table as a file, or the page of files when somebody else was asked. Raises what `take` raises."""
    at = timezone.now()
    found = take(wish, by=by, at=at)
    if found is None:
        messages.success(request, _("More than 500 rows: somebody else has to agree. The file lies here then."))
        return redirect("clients:exports")
    mark = mark_of(by.name, at, wish.reason)
    return table_response(wish.form, wish.code, found.header, found.rows, mark=mark)


def taken_or_back(request: HttpRequest, wish: Wish, *, by: User, back: str) -> HttpResponse:
    """The same; a refusal is told on the page from which it was asked."""
    try:
        return taken(request, wish, by=by)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect(back)
