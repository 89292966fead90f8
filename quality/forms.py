"""What is typed about the quality of service: shape only; the rules are in the actions."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from knowledge.models import Article
from quality.lifecycle import Merit, Rule, Work
from quality.models import Plan, Question, Sheet
from quality.scoring import Said
from servicedesk.lib.forms import RefusableForm

MOMENT = {"type": "datetime-local"}
FORMAT = "%Y-%m-%dT%H:%M"


def answers_in(posted: QueryDict, items: list[dict[str, Any]]) -> dict[str, Said]:
    """What was said of each item; `-` is: does not apply."""
    said = {}
    for item in items:
        code = str(item["code"])
        score = posted.get(f"score-{code}", "")
        if score == "-" or score.isdecimal():
            note = posted.get(f"note-{code}", "").strip()[:300]
            evidence = keys_in(posted.getlist(f"event-{code}"))
            said[code] = Said(None if score == "-" else int(score[:2]), note, tuple(evidence))
    return said


def keys_in(texts: list[str]) -> list[UUID]:
    """The keys among what was sent."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def staff_of(user: User) -> Any:
    """The people whose quality this person watches over."""
    found = User.objects.filter(home__in=user.units("qa"), is_active=True, is_service=False)
    return found.select_related("home").order_by("home__name", "name")


def _area(label: Any, *, rows: int = 2, most: int = 1000, required: bool = True, hint: Any = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=box, help_text=hint)


def _number(label: Any, least: int, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=initial)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=box)


class OpenForm(RefusableForm):
    """A test call that was made, or a case to be looked at."""

    work = forms.ChoiceField(label=pgettext_lazy("quality", "What"), choices=Work.choices, initial=Work.TEST_CALL)
    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(label=_("Whose work"), queryset=None)
    number = forms.CharField(label=_("Ticket number"), max_length=24, required=False)
    done_at = forms.DateTimeField(label=_("When it was done"), widget=forms.DateTimeInput(attrs=MOMENT, format=FORMAT))

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = staff_of(user).exclude(pk=user.pk)  # type: ignore[attr-defined]


class SheetForm(RefusableForm):
    """A score sheet, one line an item."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    pass_mark = _number(_("Passed from, points of 100"), 1, 100, 85)
    groups = _area(
        pgettext_lazy("quality", "Items"),
        rows=18,
        most=8000,
        hint=_("# begins a group; then one item a line: its points and its text. ! is an item that alone fails all."),
    )

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"groups": groups_in(self.cleaned_data["groups"])}


def groups_in(text: str) -> list[dict[str, Any]]:
    """The groups and items of a typed sheet; codes are given when it is written."""
    groups: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            groups.append({"name": line.lstrip("# ")[:40], "items": []})
            continue
        if not groups:
            groups.append({"name": "—", "items": []})
        is_fatal = line.startswith(("!", "！"))
        first, _space, rest = line.lstrip("!！ ").partition(" ")
        points = int(first) if first.isdecimal() and rest else 0
        told = rest if points else line.lstrip("!！ ")
        item = {"text": told.strip()[:120], "points": 100 if is_fatal else min(points, 100), "is_fatal": is_fatal}
        groups[-1]["items"].append(item)
    return [group for group in groups if group["items"]]


def typed(sheet: Sheet) -> str:
    """A sheet as it is typed."""
    lines = []
    for group in sheet.groups:
        lines.append(f"# {group['name']}")
        lines += [f"! {one['text']}" if one["is_fatal"] else f"{one['points']} {one['text']}" for one in group["items"]]
    return "\n".join(lines)


class PlanForm(RefusableForm):
    """A sampling plan."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    work = forms.ChoiceField(
        label=pgettext_lazy("quality", "What"), choices=[one for one in Work.choices if one[0] != Work.TEST_CALL]
    )
    rule = forms.ChoiceField(label=_("How it is drawn"), choices=Rule.choices)
    unit: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        label=pgettext_lazy("organisation", "Place"), queryset=None, required=False, empty_label=_("everywhere")
    )
    share = _number(pgettext_lazy("quality", "How many"), 1, 500, 2)
    share_new = _number(_("How many of newcomers"), 1, 500, 5)
    new_days = _number(_("New for, days"), 0, 730, 90)
    words = _area(_("Words"), required=False, hint=_("For the rule with certain words: separated by spaces."))
    score_days = _number(_("Days to score"), 1, 60, 7)
    appeal_days = _number(_("Days to appeal"), 1, 60, 5)
    hides_names = forms.BooleanField(label=_("Names are hidden from the reviewer"), required=False)
    is_on = forms.BooleanField(label=_("It draws"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        places = Unit.objects.filter(pk__in=user.units("qa_rules"), is_active=True).order_by("path")
        self.fields["unit"].queryset = places  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"words": self.cleaned_data["words"].replace("、", " ").split()[:40]}


def shown(plan: Plan) -> dict[str, Any]:
    """A plan as it is typed."""
    names = ("name", "work", "rule", "unit", "share", "share_new", "new_days", "score_days", "appeal_days")
    told = {name: getattr(plan, name) for name in (*names, "hides_names", "is_on")}
    return told | {"words": " ".join(plan.words)}


class QuestionForm(RefusableForm):
    """A question about an article: one choice a line, a * before each that is right."""

    article: "forms.ModelChoiceField[Article]" = forms.ModelChoiceField(
        label=_("Article"), queryset=None, required=False, empty_label="—"
    )
    text = forms.CharField(label=_("Question"), max_length=300)
    choices = _area(_("Choices"), rows=4, hint=_("One a line; a * before each that is right."))

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["article"].queryset = Article.objects.visible_to(user)  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        right = [place for place, line in enumerate(lines) if line.startswith(("*", "＊"))]
        return self.cleaned_data | {"choices": [line.lstrip("*＊ ") for line in lines], "right": right}


class ExamForm(RefusableForm):
    """A test: its questions, its people, its last day."""

    title = forms.CharField(label=_("Title"), max_length=80)
    due_at = forms.DateTimeField(
        label=pgettext_lazy("quality", "Until"), widget=forms.DateTimeInput(attrs=MOMENT, format=FORMAT)
    )
    count = _number(_("How many questions are drawn, 0 for all"), 0, 200, 0)
    pass_mark = _number(_("Passed from, points of 100"), 1, 100, 90)
    tries = _number(_("Tries"), 1, 5, 2)
    questions: "forms.ModelMultipleChoiceField[Question]" = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("exam", "Questions"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    takers: "forms.ModelMultipleChoiceField[User]" = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        asked = Question.objects.filter(org__in=user.orgs(), is_active=True).order_by("-at")
        self.fields["questions"].queryset = asked  # type: ignore[attr-defined]
        self.fields["takers"].queryset = staff_of(user)  # type: ignore[attr-defined]


class TrainingForm(RefusableForm):
    """A training that was held."""

    title = forms.CharField(label=_("Title"), max_length=80)
    held_on = _day(_("Held on"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0.5, max_value=99, decimal_places=1)
    trainer = forms.CharField(label=_("Trainer"), max_length=60)
    people: "forms.ModelMultipleChoiceField[User]" = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].queryset = staff_of(user)  # type: ignore[attr-defined]


class MeritForm(RefusableForm):
    """Praise, or a penalty to be confirmed."""

    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(label=_("Person"), queryset=None)
    sort = forms.ChoiceField(label=_("Kind"), choices=Merit.choices)
    points = _number(_("Points"), 0, 100, 0)
    reason = _area(_("Reason"))

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = staff_of(user).exclude(pk=user.pk)  # type: ignore[attr-defined]


class ProjectForm(RefusableForm):
    """A project that no month has opened."""

    unit: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        label=pgettext_lazy("organisation", "Place"), queryset=None
    )
    title = forms.CharField(label=_("What is to become better"), max_length=120)
    measure = forms.CharField(label=_("By what figure it is seen"), max_length=120)
    before = forms.DecimalField(label=_("Before"), required=False, max_digits=6, decimal_places=1)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=6, decimal_places=1)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = (Unit.Kind.HALL, Unit.Kind.DESK, Unit.Kind.CREW)
        places = Unit.objects.filter(pk__in=user.units("qa"), kind__in=kinds, is_active=True).order_by("path")
        self.fields["unit"].queryset = places  # type: ignore[attr-defined]


class StepForm(RefusableForm):
    """One step of a project."""

    text = _area(_("What was planned, done, found or changed for good"), most=2000)
    due_on = _day(pgettext_lazy("quality", "Until"), required=False)
    after_value = forms.DecimalField(label=_("After"), required=False, max_digits=6, decimal_places=1)
