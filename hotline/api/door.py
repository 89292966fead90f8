"""What every resource stands on: strict input, bounded pages, the caller's language."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from hotline.actions import Answer, digest_of, once
from hotline.rest import BoundedJson, NoLength, chosen_language

MOST_ROWS = 100
LONGEST_KEY = 100
KEPT_HEADERS = ("ETag", "Location")
Handler = Callable[..., Response]


class Strict(serializers.Serializer):
    """Input in which every name means something: an unknown one is refused, so that a typing error never passes."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {str(name): _("There is no such field.") for name in data if name not in self.fields}
            if unknown:
                raise ValidationError(unknown)
        return super().to_internal_value(data)


class Nothing(Strict):
    """Input of a verb that needs none."""


class Pager(CursorPagination):
    """Pages by cursor: rows that arrive meanwhile shift nothing."""

    page_size = 50
    orderings: tuple[str, ...] = ("-registered_at", "registered_at")

    def get_ordering(self, request: Request, queryset: QuerySet, view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("ordering", self.orderings[0])
        if asked not in self.orderings:
            raise ValidationError({"ordering": _("One of: %(names)s") % {"names": ", ".join(self.orderings)}})
        return asked, "-pk" if asked.startswith("-") else "pk"

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get("page_size", str(self.page_size))
        return whole_number(asked, name="page_size", least=1, most=MOST_ROWS)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (DjangoValidationError, NotFound, ValueError, OverflowError):
            # A cursor is text that comes from outside; what it holds is tried only in the database.
            raise ValidationError({"cursor": _("Take the cursor from `next` or `previous`.")}) from None


def whole_number(text: str, *, name: str, least: int = 0, most: int = 2**31 - 1) -> int:
    """A number from the address, or a refusal that names its bounds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
        bounds = {"least": least, "most": most}
        raise ValidationError({name: _("A whole number from %(least)d to %(most)d.") % bounds})
    return int(text)


class Door(GenericViewSet):
    """A resource: `verbs` names the verb that guards each action, `parameters` what may stand behind the question mark.

    A change that comes with an Idempotency-Key is done once; the answers of `unkept` actions are kept nowhere.
    """

    verbs: dict[str, str] = {}
    parameters: dict[str, frozenset[str]] = {}
    unkept: frozenset[str] = frozenset()
    parser_classes = (BoundedJson,)
    pagination_class: type[CursorPagination] | None = None
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(chosen_language(request)):
            answer = super().dispatch(request, *args, **kwargs)
            answer["Content-Language"] = translation.get_language() or ""
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers:
            raise NoLength
        allowed = self.parameters.get(self.action or "", frozenset())
        unknown = {name: _("There is no such parameter.") for name in request.query_params if name not in allowed}
        if unknown:
            raise ValidationError(unknown)
        key = request.headers.get("Idempotency-Key", "")
        if key and request.method == "POST" and self.action not in self.unkept:
            # The router has bound the action of this address under the method's name.
            vars(self)["post"] = partial(self._done_once, key, vars(self)["post"])

    def _done_once(self, key: str, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the answer that this key has had, or do what is asked and keep its answer."""
        if not (key.isascii() and key.isprintable() and len(key) <= LONGEST_KEY):
            raise ValidationError({"Idempotency-Key": _("At most 100 printable ASCII characters.")})

        def act() -> Answer:
            done = handler(request, *args, **kwargs)
            kept = {name: done[name] for name in KEPT_HEADERS if name in done}
            return Answer(done.status_code, json.loads(JSONRenderer().render(done.data)), headers=kept)

        digest = digest_of(request.path, request.data, request.headers.get("If-Match"))
        answer = once(key, digest, act, by=self.me, at=timezone.now())
        repeat = {"Idempotent-Replay": "true"} if answer.is_repeat else {}
        return Response(answer.body, status=answer.status, headers={**answer.headers, **repeat})

    @property
    def me(self) -> User:
        """The caller, whom `MayDo` has let in."""
        return cast(User, self.request.user)

    def told(self, shape: type[Strict], data: Any = None) -> dict[str, Any]:
        """What was sent, in the shape that is asked for."""
        given = shape(data=self.request.data if data is None else data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class Opened(APIView):
    """An address that needs no key: it tells nothing that is not everybody's, in the language that is asked for."""

    authentication_classes = ()
    permission_classes = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            answer = super().dispatch(request, *args, **kwargs)
            answer["Content-Language"] = translation.get_language() or ""
        return answer


class Nowhere(Opened):
    """Whatever has no address here: the same answer for everybody; it reads nothing and changes nothing."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
