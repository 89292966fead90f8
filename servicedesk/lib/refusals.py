"""How the product says no: a code for machines, a sentence for people, a status for HTTP.

Two translators turn a refusal into an answer: `servicedesk.pages` for people, `hotline.rest` for machines.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Something that was asked for and will not be done; nothing has been changed.

    `code` is stable and part of the API; `sentence()` says what happened and what to do next;
    `fields` names the inputs at fault, if any: {"phone": "…"}.
    """

    code = "refused"
    status = 422

    def __init__(self, *args: object, fields: dict[str, str] | None = None) -> None:
        super().__init__(*args)
        self.fields = fields or {}

    def sentence(self) -> str:
        """Return what happened and what to do next, in the reader's language."""
        return str(self.args[0]) if self.args else _("This cannot be done.")

    def __str__(self) -> str:
        return self.sentence()


class NotAllowed(Refusal):
    """The case may be seen, but not changed in this way by this person."""

    code = "not_allowed"
    status = 403
    words: ClassVar[Mapping[str, object]] = {}  # what people call the verbs; accounts.roles knows it

    def __init__(self, verb: str) -> None:
        super().__init__(verb)
        self.verb = verb

    def sentence(self) -> str:
        return _("Your role does not include “%(verb)s”. Ask the shift leader on duty.") % {
            "verb": self.words.get(self.verb, self.verb)
        }


class Invalid(Refusal):
    """Input whose shape is right but whose content cannot be used."""

    code = "invalid"
    status = 422


class TooMany(Refusal):
    """More of something in a short time than the rule allows."""

    code = "too_many"
    status = 429
