"""Who is on the line while somebody writes at the intake: the app above that hears the telephone says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from accounts.models import User


@dataclass(frozen=True)
class Caller:
    """A call as the intake needs it. `call` is its opaque id; `number` the other side's, empty if withheld."""

    call: str
    since: datetime
    number: str = ""
    customer: UUID | None = None
    sheet_key: str = ""  # changes with each ticket that comes of the call


# Asked with the person and the id; whoever may not see the call is told of none.
ON_THE_LINE: list[Callable[[User, str], Caller | None]] = []


def caller_of(user: User, call: str) -> Caller | None:
    """Whom this person has on the line under this id."""
    return next((found for ask in ON_THE_LINE if (found := ask(user, call))), None) if call else None


def sheet_of(user: UUID, key: str) -> UUID:
    """The sheet of a telephone call: however often its page is opened, it is the same one, until it is a ticket."""
    return uuid5(user, key)
