"""One category: its settings row by row, the intake beside them as it will be, its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest, seen_version
from knowledge.models import Article
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets import asking, closing_rules, duplicate_rule
from tickets.actions import category_tree
from tickets.actions.versions import facts_of
from tickets.category_reading import changes_between, history_of
from tickets.categorydraft import Draft, posted, reshaped
from tickets.categoryfacts import facts, name_rows, of_category
from tickets.categorywords import DEMANDS, LEVELS, OFFERS, QUESTIONS
from tickets.choosing import Choice
from tickets.faces import face_of
from tickets.forms import Sheet
from tickets.lifecycle import Kind
from tickets.models import Category
from tickets.views.categories import category_here, places

LANGUAGES = ("zh-hans", "en")


@require_http_methods(["GET", "HEAD", "POST"])
@may("categories")
def category(request: SignedInRequest, code: str) -> HttpResponse:
    """The editor. A button of a row comes back with the row added, moved or gone; nothing is saved until it is said."""
    one = category_here(request, code)
    if request.method != "POST":
        return _page(request, one, of_category(one))
    draft = posted(request.POST)
    if request.POST.get("do") != "save":
        reshaped(draft, request.POST.get("do", ""))
        return _page(request, one, draft)
    return _save(request, one, draft)


def _save(request: SignedInRequest, one: Category, draft: Draft) -> HttpResponse:
    name_rows(draft)
    told: dict[str, Any] = {"by": request.user, "at": timezone.now(), "version": seen_version(request)}
    try:
        category_tree.change(one, facts=facts(draft, one), **told)
    except Refusal as no:
        return _page(request, one, draft, {"refusal": no.sentence(), "wrong": no.fields}, status=no.status)
    messages.success(request, _("“%(name)s” is saved. Open requests keep what they were asked.") % {"name": one.name})
    return redirect("tickets:category_edit", one.code)


def _page(
    request: SignedInRequest, one: Category, draft: Draft, told: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    known = Article.objects.filter(org_id=one.org_id, slug__in=one.knowledge).values_list("slug", flat=True)
    context = {
        "category": one,
        "draft": draft,
        "rule": draft.rule or duplicate_rule.rule_for(one),
        "sources": face_of(one).sources,
        "kinds": Kind.choices,
        "places": places(one.org),
        "question_kinds": [(kind, QUESTIONS[kind]) for kind in asking.KINDS],
        "demand_kinds": [(kind, DEMANDS[kind]) for kind in closing_rules.KINDS],
        "offers": OFFERS.items(),
        "levels": LEVELS.items(),
        "unknown": [slug for slug in one.knowledge if slug not in set(known)],
        "may_change": request.user.may_at("manage", one.org_id),
        "org": one.org,
    }
    context |= _seen(request, one, draft) | (told or {})
    if request.method == "POST" and draft:
        context["version"] = request.POST.get("version", "")
    return render(request, "tickets/categories/edit.html", context, status=status)


@require_POST
@may("categories")
def preview(request: SignedInRequest, code: str) -> HttpResponse:
    """The intake as it would be with what stands in the editor now; drawn by the template of the intake."""
    one = category_here(request, code)
    return render(request, "tickets/categories/_preview.html", _seen(request, one, posted(request.POST)))


def _seen(request: SignedInRequest, one: Category, draft: Draft) -> dict[str, Any]:
    """The sheet of a category that is not saved, in the language that was chosen for looking at it."""
    shown = Category(org=one.org, parent=one.parent, code=one.code)
    copy = posted(request.POST) if request.method == "POST" else of_category(one)
    name_rows(copy)
    for name, value in (facts_of(one) | facts(copy, one)).items():
        if name not in ("parent", "position"):
            setattr(shown, name, value)
    choice = Choice([shown], shown, [], shown, face_of(shown))
    language = request.POST.get("seen_in", "")
    language = language if language in LANGUAGES else LANGUAGES[0]
    with override(language):
        sheet = Sheet(choice=choice, card=None, is_lost=False, halls=[], ways=[])
    return {
        "choice": choice,
        "sheet": sheet,
        "seen_in": language,
        "may_reply": True,
        "may_preview": True,
        "category": one,
    }


@require_GET
@may("categories")
def history(request: SignedInRequest, code: str) -> HttpResponse:
    """Every version with what it changed; any two of them beside each other."""
    one = category_here(request, code)
    first, second = (_version(one, request.GET.get(name, "")) for name in ("from", "to"))
    compared = changes_between(first.after, second.after) if first and second else None
    context = {"category": one, "entries": history_of(one), "compared": compared, "first": first, "second": second}
    return render(
        request, "tickets/categories/history.html", context | {"may_change": request.user.may_at("manage", one.org_id)}
    )


def _version(one: Category, text: str) -> Any:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return one.versions.filter(n=int(text)).first() if is_number else None
