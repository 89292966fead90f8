"""The shape of what is typed at the door."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.doors import person_behind
from accounts.entering import token_of
from accounts.models import User
from servicedesk.lib.refusals import Refusal


class SignInForm(forms.Form):
    """A name and a password, in one step."""

    login = forms.CharField(label=_("Sign-in name"), max_length=40)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput)
    status = 422

    def __init__(self, request: HttpRequest, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.request, self.at = request, at
        self.user: User | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "login" in told and "password" in told:
            token = token_of(self.request)
            try:
                self.user = person_behind(
                    self.request, login=told["login"], password=told["password"], at=self.at, token=token
                )
            except Refusal as refusal:
                self.status = refusal.status
                raise forms.ValidationError(refusal.sentence()) from refusal
        return told

    def get_user(self) -> User | None:
        return self.user


class CodeForm(forms.Form):
    """Six digits, or a code from paper."""

    code = forms.CharField(label=pgettext_lazy("second factor", "Code"), max_length=20)
    trust = forms.BooleanField(required=False)


def _password(label: Any, complete: str) -> forms.CharField:
    """A password as it was typed, blanks and all: nothing is cut off it."""
    shown = forms.PasswordInput(attrs={"class": "in", "autocomplete": complete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=shown)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new = _password(_("New password"), "new-password")
    again = _password(_("The same again"), "new-password")

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if self.cleaned_data.get("new") not in (None, again):
            raise forms.ValidationError(_("The two are not the same."))
        return again


class OwnPasswordForm(NewPasswordForm):
    """A new password of somebody who is inside: the old one is asked for as well."""

    old = _password(_("Password until now"), "current-password")
    field_order = ["old", "new", "again"]


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    login = forms.CharField(
        label=_("Staff number or sign-in name"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "username", "autocapitalize": "none"}),
    )


class ResetForm(ForgottenForm, NewPasswordForm):
    """The code that was sent, and a new password."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "in num", "autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    field_order = ["login", "code", "new", "again"]
