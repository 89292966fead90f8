"""The shape of what the pages of knowledge send; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from knowledge.actions.articles import Text
from knowledge.actions.texts import Wording
from knowledge.models import Article, ArticleState, Audience, QuickText, Use
from knowledge.reading import topics_of

DAY = forms.DateInput(attrs={"type": "date"})


class ArticleForm(forms.Form):
    """One article as an editor writes it."""

    title = forms.CharField(max_length=120, label=_("Title"))
    body = forms.CharField(max_length=20_000, label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))
    topics = forms.MultipleChoiceField(
        required=False, label=_("Belongs to"), help_text=_("Offered at intake when one of these is chosen.")
    )
    audience = forms.ChoiceField(choices=Audience.choices, label=_("Who may read it"))
    state = forms.ChoiceField(choices=ArticleState.choices, label=_("State"))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"))
    review_by = forms.DateField(label=_("Look at it again by"), widget=DAY)
    expires_on = forms.DateField(required=False, label=_("Last day on which it holds"), widget=DAY)

    def __init__(self, data: Any = None, *, org: Unit, **more: Any) -> None:
        super().__init__(data, **more)
        people = User.objects.filter(org=org, is_active=True, is_service=False).order_by("initials")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["topics"].choices = topics_of(org)  # type: ignore[attr-defined]
        self.fields["topics"].widget.attrs["size"] = 8

    def text(self) -> Text:
        """What the form says, once it is valid."""
        told = self.cleaned_data
        return Text(**(told | {"topics": tuple(told["topics"])}))


def said_by(article: Article) -> dict[str, Any]:
    """An article as the form shows it."""
    names = ("title", "body", "topics", "audience", "state", "owner", "review_by", "expires_on")
    return {name: getattr(article, name) for name in names}


class QuickTextForm(forms.Form):
    """One quick text."""

    title = forms.CharField(max_length=40, label=_("Title"))
    body = forms.CharField(max_length=2000, label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))
    use = forms.ChoiceField(choices=Use.choices, label=_("Offered in"))
    scope = forms.ChoiceField(label=_("Whose it is"))
    expires_on = forms.DateField(required=False, label=_("Last day on which it holds"), widget=DAY)

    def __init__(self, data: Any = None, *, org: Unit, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        self.halls = {str(hall.pk): hall for hall in Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True)}
        scopes: list[tuple[str, Any]] = [("mine", _("mine alone"))]
        if user.may("knowledge_edit"):
            scopes += [("company", _("the company's")), *((pk, hall.name) for pk, hall in self.halls.items())]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        """What the form says, once it is valid."""
        told = dict(self.cleaned_data)
        scope = told.pop("scope")
        return Wording(**told, is_shared=scope != "mine", unit=self.halls.get(scope))


def scope_of(text: QuickText) -> str:
    """Whose a text is, as the form names it."""
    return "mine" if text.owner_id else str(text.unit_id or "company")
