"""The shape of what is typed at the door."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.doors import person_behind
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
            try:
                self.user = person_behind(self.request, login=told["login"], password=told["password"], at=self.at)
            except Refusal as refusal:
                self.status = refusal.status
                raise forms.ValidationError(refusal.sentence()) from refusal
        return told

    def get_user(self) -> User | None:
        return self.user
