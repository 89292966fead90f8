"""Pages by cursor: rows that arrive meanwhile shift nothing; a total only for who asks."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

MOST_ROWS = 100
MOST_COUNTED = 10_000
MOST_LISTED = 2000  # of a list that comes whole


class Pager(CursorPagination):
    """Pages by cursor; `orderings` are the names that may be asked for, the first is the usual one."""

    page_size = 50
    orderings: tuple[str, ...] = ("-registered_at", "registered_at")
    names = frozenset({"cursor", "page_size", "ordering", "total"})
    total: int | None = None

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("ordering", self.orderings[0])
        if asked not in self.orderings:
            raise ValidationError({"ordering": _("One of: %(names)s") % {"names": ", ".join(self.orderings)}})
        if asked.lstrip("-") == "id":
            return (asked,)
        return asked, "-pk" if asked.startswith("-") else "pk"

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get("page_size", str(self.page_size))
        return whole_number(asked, name="page_size", least=1, most=MOST_ROWS)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        asked = request.query_params.get("total", "false")
        if asked not in ("true", "false"):
            raise ValidationError({"total": _("Write true or false.")})
        try:
            page: Any = super().paginate_queryset(queryset, request, view)
        except (DjangoValidationError, NotFound, ValueError, OverflowError):
            # A cursor is text that comes from outside; what it holds is tried only in the database.
            raise ValidationError({"cursor": _("Take the cursor from `next` or `previous`.")}) from None
        self.total = queryset.order_by().values("pk")[: MOST_COUNTED + 1].count() if asked == "true" else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        """`total` stops at 10,000; `is_more` says that there are more than that."""
        body: dict[str, Any] = {"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data}
        if self.total is not None:
            body |= {"total": min(self.total, MOST_COUNTED), "is_more": self.total > MOST_COUNTED}
        return Response(body)


def whole_number(text: str, *, name: str, least: int = 0, most: int = 2**31 - 1) -> int:
    """A number from the address, or a refusal that names its bounds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
        bounds = {"least": least, "most": most}
        raise ValidationError({name: _("A whole number from %(least)d to %(most)d.") % bounds})
    return int(text)


def paged_by(*orderings: str) -> type[Pager]:
    """Pages in one of these orders, the first unless another is asked for."""
    return type("PagerBy", (Pager,), {"orderings": orderings})
