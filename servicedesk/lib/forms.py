"""How a page shows what an action refused: beside the field at fault, with everything that was typed still there."""

from types import TracebackType
from typing import Protocol

from django import forms

from servicedesk.lib.refusals import NotAllowed, Refusal


class TakesRefusals(Protocol):
    """Whatever can show a refusal."""

    def refuse(self, refusal: Refusal) -> None: ...


class Refusing(forms.BaseForm):
    """What a form of a model is given besides, to be one of these."""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the fields at fault; what has no field here stands above them all, once."""
        above = [] if refusal.fields else [refusal.sentence()]
        for name, text in refusal.fields.items():
            said = text or refusal.sentence()
            if name in self.fields:
                self.add_error(name, said)
            elif said not in above:
                above.append(said)
        for said in above:
            self.add_error(None, said)


class RefusableForm(Refusing, forms.Form):
    """A plain form of this kind."""


class refusals_on:
    """Show on this form what is refused inside, and go on behind the block; missing rights are no matter of a form.

    The block ends with the answer to a save that went well, so that what follows it is the page with its errors.
    """

    def __init__(self, form: TakesRefusals) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Nothing is to be prepared."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, NotAllowed):
            return False
        self.form.refuse(error)
        return True
