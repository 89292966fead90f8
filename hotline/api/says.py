"""What an operation takes and gives, said once beside it: the door acts on it, and the description is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from rest_framework import serializers
from rest_framework.decorators import action

from hotline.api.strict import Strict

Form = Literal["one", "list", "page", "file"]
Shape = type[serializers.Serializer]
Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True)
class Says:
    """`asks`: what stands behind the question mark; `takes`: the body; `gives`: the answer, in which `form`.

    `beside`: what a list's answer has besides `results`.
    """

    gives: Shape | None = None
    takes: type[Strict] | None = None
    asks: type[Strict] | None = None
    form: Form = "one"
    statuses: tuple[int, ...] = (200,)
    beside: Shape | None = None
    raw: tuple[str, ...] = ()  # the body may also be a file of one of these types, as it is


def says(**facts: Any) -> Callable[[Handler], Handler]:
    """Write beside a handler what it takes and gives."""

    def mark(handler: Handler) -> Handler:
        handler.says = Says(**facts)  # type: ignore[attr-defined]
        return handler

    return mark


def verb(takes: type[Strict], *, gives: Shape | None = None, url_path: str | None = None) -> Callable[[Handler], Any]:
    """A step that is taken by POST at an address of its own; without `gives` it answers with the row as it is then."""

    def mark(handler: Handler) -> Any:
        marked = says(takes=takes, gives=gives)(handler)
        return action(detail=True, methods=["post"], url_path=url_path)(marked)

    return mark


def said_by(view: Any) -> Says:
    """What the operation that this view is about to do takes and gives."""
    handler = getattr(view, str(getattr(view, "action", "")), None)
    said: Says = getattr(handler, "says", Says())
    return said
