"""The stages of a promise as lines of a form: when, and who is told. Two lines are always left to write in."""

from collections.abc import Iterable, Mapping
from itertools import count, takewhile
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.stages import LIMIT, BadStages, Rung, Stage

SPARE = 2
MOST_LINES = 40
SORTS = [
    ("", "—"),
    ("warn", gettext_lazy("per cent of the limit")),
    ("before", gettext_lazy("minutes before the limit")),
    (LIMIT, gettext_lazy("at the limit")),
    ("after", gettext_lazy("minutes after the limit")),
]


class StageLine(forms.Form):
    """One stage; a line without a sort is none."""

    sort = forms.ChoiceField(
        choices=SORTS, required=False, widget=forms.Select(attrs={"class": "in", "aria-label": gettext_lazy("When")})
    )
    amount = forms.CharField(
        required=False,
        max_length=9,
        widget=forms.TextInput(
            attrs={"class": "in", "inputmode": "numeric", "size": "6", "aria-label": gettext_lazy("How many")}
        ),
    )
    rungs = forms.MultipleChoiceField(choices=Rung.choices, required=False, widget=forms.CheckboxSelectMultiple)

    def row(self) -> dict[str, Any] | None:
        """The stage as a promise keeps it, unchecked; None where nothing is said."""
        if not self.is_valid():
            raise BadStages(_("Choose who is told from the list, each once."))
        told = self.cleaned_data
        if not told["sort"] and (told["amount"] or told["rungs"]):
            raise BadStages(_("A stage says when it comes and who is told of it."))
        amount = "" if told["sort"] == LIMIT else told["amount"].strip().removesuffix("%").lstrip("0") or "0"
        return {"stage": f"{told['sort']}{amount}", "rungs": told["rungs"]} if told["sort"] else None


class StageRows:
    """The lines as they were said, else the stages that a promise has; in either case with lines to spare."""

    def __init__(self, data: Mapping[str, Any], known: Iterable[Stage]) -> None:
        self.known = list(known)
        said = takewhile(lambda n: f"stage-{n}-sort" in data, count())
        self.said = [StageLine(data, prefix=f"stage-{n}") for n, _line in zip(said, range(MOST_LINES), strict=False)]

    def read(self) -> list[dict[str, Any]]:
        """What the lines say, in order; where none was sent, the stages stay as they are. Raises BadStages."""
        if not self.said:
            return [stage.as_row() for stage in self.known]
        return [row for line in self.said if (row := line.row()) is not None]

    @property
    def lines(self) -> list[StageLine]:
        """What the page draws."""
        lines = self.said or [self._line(place, stage) for place, stage in enumerate(self.known)]
        blank = sum(not line["sort"].value() for line in lines)
        return lines + [StageLine(prefix=f"stage-{len(lines) + spare}") for spare in range(SPARE - blank)]

    def _line(self, place: int, stage: Stage) -> StageLine:
        initial = {"sort": stage.sort, "amount": stage.amount or "", "rungs": stage.rungs}
        return StageLine(initial=initial, prefix=f"stage-{place}")
