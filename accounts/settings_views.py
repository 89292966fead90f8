"""Where administration begins, and the table of rights."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.people_pages import holders, table_of_rights
from accounts.requests import SignedInRequest
from accounts.roles import APART, Role
from accounts.settings_pages import pages_for
from servicedesk.lib.gate import may

HERE = {"rail_here": "settings"}


@require_GET
@may("settings")
def start(request: SignedInRequest) -> HttpResponse:
    """Every page of settings that I may open, by what it is for."""
    words = request.GET.get("q", "").strip()[:60]
    return render(request, "accounts/settings.html", {"sections": pages_for(request.user, words), "q": words} | HERE)


@require_GET
@may("people")
def roles(request: SignedInRequest) -> HttpResponse:
    """Who may do what, verb by verb, and who holds a role where."""
    role, words = request.GET.get("role", ""), request.GET.get("q", "").strip()[:60]
    role = role if role in Role.values else ""
    facts = {"rows": table_of_rights(role=role, words=words), "roles": Role.choices, "role": role, "q": words}
    facts |= {
        "holders": holders(request.user, role) if role else [],
        "apart": [Role(one).label for one in Role if one in APART],
    }
    facts["role_word"] = Role(role).label if role else ""
    return render(request, "accounts/roles.html", facts | HERE)
