"""What every resource stands on: strict input, bounded pages, the caller's language."""

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.standing import looked_up
from hotline.actions import Answer, digest_of, once
from hotline.api.paging import MOST_LISTED, Pager
from hotline.api.reading import marked, names_asked, narrow
from hotline.api.says import Says, Shape, said_by
from hotline.api.strict import Asked, Nothing, Strict
from hotline.openapi.schema import DoorSchema
from hotline.rest import BoundedJson, NoLength, chosen_language
from servicedesk.lib.gate import SIGNED_IN

LONGEST_KEY = 100
KEPT_HEADERS = ("ETag", "Location")
Handler = Callable[..., Response]


class ByAllowList(DjangoFilterBackend):
    """Lists narrowed down by the filters of their resource; a choice that is named is made."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        known = getattr(view.filterset_class, "base_filters", {})
        for name, one in known.items():
            if isinstance(one, ChoiceFilter) and request.query_params.get(name) == "":
                codes = ", ".join(str(code) for code, _word in one.extra["choices"])
                raise ValidationError({name: _("One of: %(names)s") % {"names": codes}})
        return super().filter_queryset(request, queryset, view)


class Door(GenericViewSet):
    """A resource: `verbs` names the verb that guards each action; what each takes and gives is said beside it.

    A change that comes with an Idempotency-Key is done once; the answers of `unkept` actions are kept nowhere.
    """

    verbs: dict[str, str] = {}
    unkept: frozenset[str] = frozenset()
    gives: Shape = Nothing
    schema = DoorSchema()
    parser_classes = (BoundedJson,)
    pagination_class: type[Pager] | None = None
    filter_backends = (ByAllowList,)
    filterset_class: type[FilterSet] | None = None
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as self.held, translation.override(chosen_language(request)):
            answer = super().dispatch(request, *args, **kwargs)
            answer["Content-Language"] = translation.get_language() or ""
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.held.enter_context(looked_up())
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers:
            raise NoLength
        allowed = names_asked(self)
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

    @property
    def said(self) -> Says:
        """What this operation takes and gives."""
        return said_by(self)

    def told(self, data: Any = None) -> dict[str, Any]:
        """What was sent, in the shape that the operation takes."""
        return self._read(self.said.takes or Nothing, self.request.data if data is None else data)

    def asked(self) -> dict[str, Any]:
        """What stands behind the question mark, in the shape that the operation asks for."""
        shape = self.said.asks or Asked
        return self._read(shape, {name: text for name, text in self.request.query_params.items() if name != "fields"})

    def _read(self, shape: type[Strict], data: Any) -> dict[str, Any]:
        given = shape(data=data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def one(self, row: Any, *, status: int = 200, version: int | None = None) -> Response:
        """The answer with one row; its version stands in the ETag."""
        headers = {} if version is None else {"ETag": f'"{version}"'}
        return Response(self._shown(row), status=status, headers=headers)

    def listed(self, rows: Iterable[Any], *, status: int = 200, **beside: Any) -> Response:
        """The answer with all of a few rows; whatever happens, it has an end."""
        few = rows[:MOST_LISTED] if isinstance(rows, QuerySet) else list(islice(rows, MOST_LISTED))
        return Response({"results": self._shown(few, many=True)} | beside, status=status)

    def paged(self, rows: QuerySet) -> Response:
        """The answer with one page of rows, narrowed down by the filters of the resource."""
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self._shown(page, many=True))

    def _shown(self, rows: Any, *, many: bool = False) -> Any:
        shape = self.said.gives or self.gives
        shown: Any = shape(rows, many=many, context=self.get_serializer_context())
        narrow(shown.child if many else shown, self.request)
        return shown.data

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and answer.status_code == 200 and isinstance(answer, Response):
            answer.add_post_render_callback(partial(marked, asked=request.headers.get("If-None-Match", "")))
        return answer


def spoken_verbs(door: type[Door] = Door) -> set[str]:
    """Every verb that some address of the API asks for."""
    return set(door.verbs.values()).union(*(spoken_verbs(one) for one in door.__subclasses__())) - {SIGNED_IN}


class Opened(APIView):
    """An address that needs no key: it tells nothing that is not everybody's, in the language that is asked for."""

    authentication_classes = ()
    permission_classes = ()
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            answer = super().dispatch(request, *args, **kwargs)
            answer["Content-Language"] = translation.get_language() or ""
        return answer


class Nowhere(Opened):
    """Whatever has no address here: the same answer for everybody; it reads nothing and changes nothing."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
