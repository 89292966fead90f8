"""The request of somebody who has come through the gate."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `@may(…)` receives: `user` is a member of staff, never anonymous."""

    user: User
