"""What is typed at the end of a shift: shape only; the rules are in the actions."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fieldwork.models import Shift
from fieldwork.rotapage import people_on_rota
from servicedesk.lib.forms import RefusableForm
from servicedesk.templatetags.hall import hall_clock, hall_time
from shifts.lifecycle import Question
from shifts.models import HandoverRule

YES_NO = {"yes": True, "no": False}
LINE = re.compile(r"^(.*?)(?:[\s×xX*]+(\d{1,4}))?$")


def words_in(posted: QueryDict) -> dict[UUID, str]:
    """The sentences about cases, each by its case."""
    return {pk: str(posted[name]) for name in posted if name.startswith("word-") and (pk := key(name[5:]))}


def ticked_in(posted: QueryDict) -> dict[str, tuple[int, str]]:
    """What of the checklist was counted; an empty number is not looked at yet."""
    counted = {name[6:]: str(posted[name]).strip() for name in posted if name.startswith("there-")}
    return {
        code: (int(there), posted.get(f"remark-{code}", "")) for code, there in counted.items() if there.isdecimal()
    }


def answers_in(posted: QueryDict) -> dict[str, tuple[bool, str]]:
    """The four answers, as far as they were given."""
    given = {code: posted.get(code, "") for code in Question.values}
    return {code: (YES_NO[told], posted.get(f"why-{code}", "")) for code, told in given.items() if told in YES_NO}


def version_in(posted: QueryDict) -> int | None:
    """The state of the handover that was seen."""
    text = posted.get("version", "")
    return int(text) if text.isdecimal() else None


def keys_in(texts: list[str]) -> list[UUID]:
    return [pk for text in texts if (pk := key(text))]


def key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _minutes(label: Any, most: int = 240, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class RuleForm(RefusableForm):
    """The rules of one place; turns and checklist one a line."""

    is_on = forms.BooleanField(label=_("Shifts are handed over here"), required=False)
    turns = forms.CharField(
        label=_("Turns"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: name, from, until. An end before the begin is on the next day."),
    )
    items = forms.CharField(
        label=_("Keys and equipment"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, with how many have to be there: keys ×3"),
    )
    tidy_before = _minutes(_("Tidy up, minutes before the end"))
    come_before = _minutes(_("Be there, minutes before the begin"))
    late_after = _minutes(_("Tell the supervisor, minutes after the end"))
    soon_within = _minutes(_("A sentence for what is due within, minutes"), least=1)
    swaps_a_month = _minutes(_("Swaps a month at most"), 31)

    def told(self) -> dict[str, Any]:
        """The rules as they are kept."""
        given = dict(self.cleaned_data)
        given["turns"] = [_turn(line) for line in given["turns"].splitlines() if line.strip()]
        lines = [line.strip() for line in given["items"].splitlines() if line.strip()]
        given["items"] = [_item(line, place) for place, line in enumerate(lines, start=1)]
        return given


def _turn(line: str) -> dict[str, str]:
    parts = line.replace("–", " ").replace("-", " ").split()
    name, begin, end = ["", "", "", *parts][-3:]
    return {"name": name[:40], "from": begin, "until": end}


def _item(line: str, place: int) -> dict[str, Any]:
    found = LINE.match(line)
    text, count = found.groups() if found else (line, None)
    return {"code": f"i{place}", "text": text.strip()[:60], "count": int(count) if count else 1}


def shown(rule: HandoverRule) -> dict[str, Any]:
    """The rules as they are typed."""
    names = ("is_on", "tidy_before", "come_before", "late_after", "soon_within", "swaps_a_month")
    told = {name: getattr(rule, name) for name in names}
    told["turns"] = "\n".join(f"{one['name']} {one['from']} {one['until']}" for one in rule.turns)
    told["items"] = "\n".join(f"{one['text']} ×{one['count']}" for one in rule.items)
    return told


class SwapForm(RefusableForm):
    """Whose stretch, who works it, and why."""

    shift: "forms.ModelChoiceField[Shift]" = forms.ModelChoiceField(label=_("Whose shift"), queryset=None)
    other: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(label=_("Who works it"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, user: User, stretches: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["shift"].queryset = stretches  # type: ignore[attr-defined]
        self.fields["shift"].label_from_instance = _stretch  # type: ignore[attr-defined]
        self.fields["other"].queryset = people_on_rota(user)  # type: ignore[attr-defined]


def _stretch(shift: Shift) -> str:
    return f"{shift.person} {hall_time(shift.from_at)}–{hall_clock(shift.until_at)}"
