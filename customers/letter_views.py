"""How the company words the texts to its customers: each with its words, its preview, its length and its versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from accounts.table_views import company_in_hand
from customers import rewording
from customers.forms import WordingForm
from customers.letters import HOLES, LETTERS, holes_for, needed, sampled, shipped
from customers.model_wording import Wording
from customers.writing import letterhead, wordings
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sms import parts_of

HERE = {"rail_here": "settings"}
SHOWN = 30


def _previewed(body: str, language: str) -> dict[str, Any]:
    text = sampled(body, language)
    return {"text": text, "length": len(text), "parts": parts_of(text)}


@require_GET
@may("manage")
def letters(request: SignedInRequest) -> HttpResponse:
    """Every text, by what it is written for, as a customer reads it now."""
    org = company_in_hand(request)
    own, language = wordings(org.pk), letterhead(org).language
    rows = [
        {
            "code": code,
            "word": word,
            "is_own": code in own,
            **_previewed(own.get(code) or shipped(code, language), language),
        }
        for code, word in LETTERS.items()
    ]
    return render(request, "customers/letters.html", {"rows": rows, "org": org} | HERE)


@require_http_methods(["GET", "POST"])
@may("manage")
def letter(request: SignedInRequest, code: str) -> HttpResponse:
    """One text: worded, looked at as a customer would read it, saved as a new version."""
    if code not in LETTERS:
        raise Http404
    org = company_in_hand(request)
    versions = list(Wording.objects.filter(org=org, letter=code).select_related("by").order_by("-version")[:SHOWN])
    usual = shipped(code, letterhead(org).language)
    body = (versions[0].body if versions else "") or usual
    known = {"body": body, "version": versions[0].version if versions else 0}
    form = WordingForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        told = "" if "usual" in request.POST or form.cleaned_data["body"] == usual else form.cleaned_data["body"]
        try:
            rewording.reword(org, code, told, version=form.cleaned_data["version"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:letter", code)
    return _page(request, org, code, form, versions, body=request.POST.get("body", body))


def _page(
    request: SignedInRequest, org: Unit, code: str, form: WordingForm, versions: list[Wording], *, body: str
) -> HttpResponse:
    language = letterhead(org).language
    holes = [(name, HOLES[name], name in needed(code)) for name in holes_for(code)]
    facts = {"code": code, "word": LETTERS[code], "form": form, "holes": holes, "versions": versions, "org": org}
    facts |= {"preview": _previewed(body, language), "is_own": bool(versions and versions[0].body)}
    status = 422 if form.errors else 200
    return render(request, "customers/letter.html", facts | HERE, status=status)


@require_POST
@may("manage")
def look(request: SignedInRequest, code: str) -> HttpResponse:
    """A text as a customer would read it, while it is being written."""
    if code not in LETTERS:
        raise Http404
    language = letterhead(company_in_hand(request)).language
    preview = _previewed(request.POST.get("body", "")[:2000], language)
    return render(request, "customers/_letter.html", {"preview": preview})
