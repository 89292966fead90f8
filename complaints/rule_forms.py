"""What is typed into the rules of complaints: shape only."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.lifecycle import Level, Matter
from complaints.model_rules import HEADS, SHIPPED_MOST
from complaints.papers import LINES, is_form
from complaints.rulebook import Values
from deadlines.conditions import CHANNELS, IMPORTANCE
from deadlines.limits import UnreadableLimit, parse_limit
from deadlines.words import STEPS

BROKEN = ("contact", "reply", "callback", "dispatch", "accept", "arrive", "restore", "report", "resolve")
NONE = ("", "—")
BETWEEN = "、"


class LimitField(forms.CharField):
    """A limit as it is written in promises."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return str(parse_limit(text))
        except UnreadableLimit as refused:
            raise forms.ValidationError(refused.sentence()) from refused


class RuleForm(forms.Form):
    """One rule, as it holds or blank. `seen` is the mark of what it said when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{type(self).__name__}_{key}_%s"
        super().__init__(*args, **kwargs)

    def told(self) -> Values:
        """What was typed, as the values of the rule."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class StepRuleForm(RuleForm):
    """A step: how long, when reminded; a form: what stands on it and who signs."""

    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=40)
    limit = LimitField(label=gettext_lazy("Limit"), max_length=40, help_text=gettext_lazy("such as 2h, 4wh, 2wd, 0d"))
    remind = LimitField(label=gettext_lazy("Reminded so long before"), max_length=40)
    signatures = forms.CharField(
        label=gettext_lazy("Who signs"), max_length=200, required=False, help_text=gettext_lazy("with 、 between")
    )
    rows = forms.MultipleChoiceField(
        label=gettext_lazy("What stands on it"),
        required=False,
        choices=[(code, word) for code, (word, _fill) in LINES.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        first = kwargs.get("initial") or {}
        kwargs["initial"] = first | {"signatures": BETWEEN.join(first.get("signatures", []))}
        super().__init__(*args, key=key, **kwargs)
        if not is_form(key):
            del self.fields["rows"], self.fields["signatures"]

    def told(self) -> Values:
        told = super().told()
        if "signatures" in told:
            told["signatures"] = [name.strip() for name in told["signatures"].split(BETWEEN) if name.strip()]
        return told


class GradeRuleForm(RuleForm):
    """A line of the levels: when it fits, and what it says then."""

    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    place = forms.IntegerField(label=gettext_lazy("Place in the order"), min_value=1, max_value=9999)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=[NONE, *Level.choices], required=False)
    matter = forms.ChoiceField(label=gettext_lazy("Class"), choices=[NONE, *Matter.choices], required=False)
    words = forms.CharField(label=gettext_lazy("any of these words"), max_length=200, required=False)
    category = forms.CharField(
        label=gettext_lazy("Category"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("a code, or a pattern such as *meter*; empty: every"),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=[NONE, *CHANNELS.items()], required=False)
    importance = forms.ChoiceField(
        label=gettext_lazy("Customer's importance"), choices=[NONE, *IMPORTANCE.items()], required=False
    )
    repeats = forms.IntegerField(label=gettext_lazy("Repeated at least so often"), min_value=0, max_value=99, initial=0)

    def clean(self) -> Values:
        told = super().clean() or {}
        if not self.errors and not (told.get("level") or told.get("matter")):
            self.add_error("level", _("A line needs a name, and a level or a class."))
        return told


class HeadRuleForm(RuleForm):
    """From which repeat on the head is told, and who that is."""

    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    times = forms.IntegerField(label=gettext_lazy("Repeated at least so often"), min_value=1, max_value=99)
    role = forms.ChoiceField(label=gettext_lazy("Who heads it"), choices=HEADS)


class RecoveryRuleForm(RuleForm):
    """What makes the product propose to make a failure good."""

    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    category = forms.CharField(
        label=gettext_lazy("Category"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("a code, or a pattern such as *meter*; empty: every"),
    )
    clocks = forms.MultipleChoiceField(
        label=gettext_lazy("Promises that weigh so much; none: every"),
        required=False,
        choices=[(code, STEPS[code]) for code in BROKEN],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        first = kwargs.get("initial") or {}
        kwargs["initial"] = first | {"clocks": first.get("clocks", "").split()}
        super().__init__(*args, key=key, **kwargs)
        if key != "broken":
            del self.fields["clocks"]

    def told(self) -> Values:
        told = super().told()
        return told | ({"clocks": " ".join(told["clocks"])} if "clocks" in told else {})


class CompensationRuleForm(RuleForm):
    """Up to which value each role agrees to a kind; nothing: none of it."""

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        for role in SHIPPED_MOST:
            self.fields[role.value] = forms.DecimalField(
                label=role.label, min_value=Decimal(0), max_digits=10, decimal_places=2
            )

    def told(self) -> Values:
        return {role: f"{value.normalize():f}" for role, value in super().told().items()}
