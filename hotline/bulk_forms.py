"""The forms of the pages about files of many rows."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit
from hotline.bulk.kinds import KINDS
from hotline.model_bulk import Format, Mode, What
from servicedesk.lib.forms import RefusableForm

STATES = [
    ("", pgettext_lazy("rows taken out", "all")),
    ("open", pgettext_lazy("rows taken out", "not yet ended")),
    ("closed", pgettext_lazy("rows taken out", "ended")),
]


def ways() -> list[tuple[str, str]]:
    """Each kind in each of its modes, as somebody chooses it."""
    words = dict(Mode.choices)
    return [
        (
            f"{kind.code}.{mode}",
            f"{What(kind.code).label} · {words[mode]}" if len(kind.modes) > 1 else str(What(kind.code).label),
        )
        for kind in KINDS.values()
        for mode in kind.modes
    ]


class HandInForm(RefusableForm):
    """A file, what its rows are, and which hall takes them."""

    way = forms.ChoiceField(label=gettext_lazy("What the rows are"), choices=ways)
    hall = forms.ModelChoiceField(label=gettext_lazy("Hall"), queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "CSV, XLSX or NDJSON, at most 512 MB. It is looked at first; nothing comes in before you say so."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.txt,.ndjson,.jsonl"}),
    )

    def __init__(self, *args: Any, halls: QuerySet[Unit], may: set[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]
        self.fields["way"].choices = [one for one in ways() if one[0] in may]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        kind, mode = self.cleaned_data["way"].split(".")
        return {"kind": kind, "mode": mode, "hall": self.cleaned_data["hall"]}


class ExportForm(RefusableForm):
    """What is to be taken out, and why."""

    kind = forms.ChoiceField(label=pgettext_lazy("rows of a file", "What"), choices=What.choices)
    format = forms.ChoiceField(
        label=pgettext_lazy("rows of a file", "Format"),
        choices=[("xlsx", "XLSX"), ("csv", "CSV"), ("ndjson", "NDJSON")],
    )
    state = forms.ChoiceField(label=pgettext_lazy("rows of a file", "Which"), choices=STATES, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
    in_full = forms.BooleanField(label=gettext_lazy("Names, numbers and addresses in full"), required=False)

    def told(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {"wanted": {"state": told.pop("state")}, "form": Format(told.pop("format")).value, **told}
