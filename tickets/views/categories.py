"""/manage/categories/: the tree, a new category, the digits of the halls."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import category_tree
from tickets.category_reading import size, tree_of
from tickets.choosing import DIGITS, leaves, tops_of
from tickets.lifecycle import Kind
from tickets.models import Category, HallCategory


@require_GET
@may("categories")
def tree(request: SignedInRequest) -> HttpResponse:
    """The tree with its counts; a filter by initials, name or number."""
    org, words = company_of(request.user, request.GET.get("org", "")), request.GET.get("q", "")[:40]
    retired = request.GET.get("retired") == "1"
    nodes = tree_of(org, at=timezone.now(), words=words, retired=retired)
    facts = {"org": org, "nodes": nodes, "q": words, "retired": retired, "size": size(nodes), "open": bool(words)}
    facts["leaves"] = leaves(org).count()
    is_part = request.headers.get("HX-Target") == "tree"
    template = "tickets/categories/_tree.html" if is_part else "tickets/categories/tree.html"
    return render(request, template, facts | {"may_change": request.user.may_at("manage", org.pk)})


@require_POST
@may("manage")
def place(request: SignedInRequest, code: str) -> HttpResponse:
    """Up, down, under another one, out of use, back into use, the last change taken back."""
    one, now = category_here(request, code), timezone.now()
    acts = {
        "up": lambda: category_tree.shift(one, by_places=-1, by=request.user, at=now),
        "down": lambda: category_tree.shift(one, by_places=1, by=request.user, at=now),
        "move": lambda: category_tree.move(one, to=_above(request, one), by=request.user, at=now),
        "retire": lambda: category_tree.retire(one, by=request.user, at=now),
        "revive": lambda: category_tree.revive(one, by=request.user, at=now),
        "undo": lambda: category_tree.undo(one, by=request.user, at=now),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is not None:
        act()
        messages.success(request, _("Done: “%(name)s”.") % {"name": one.name})
    return redirect("tickets:category_edit", code)


def _above(request: SignedInRequest, one: Category) -> Category | None:
    code = request.POST.get("under", "")
    return get_object_or_404(Category.objects.with_line(), org_id=one.org_id, code=code) if code else None


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def new(request: SignedInRequest) -> HttpResponse:
    """A new category: its name, its number, where it stands and what kind of request it makes."""
    org = company_of(request.user, request.GET.get("org", ""))
    under = request.POST.get("under", request.GET.get("under", ""))
    facts = {"org": org, "kinds": Kind.choices, "typed": request.POST, "under": under, "places": places(org)}
    if request.method != "POST":
        return render(request, "tickets/categories/new.html", facts)
    told = {name: request.POST.get(name, "") for name in ("name", "name_en", "kind")}
    parent = Category.objects.with_line().filter(org=org, code=under).first() if under else None
    code, at = request.POST.get("code", "").strip(), timezone.now()
    try:
        one = category_tree.create(org, code=code, facts=told, parent=parent, by=request.user, at=at)
    except Refusal as no:
        facts |= {"refusal": no.sentence(), "wrong": no.fields}
        return render(request, "tickets/categories/new.html", facts, status=no.status)
    return redirect("tickets:category_edit", one.code)


@require_http_methods(["GET", "HEAD", "POST"])
@may("categories")
def halls(request: SignedInRequest) -> HttpResponse:
    """Which category each hall has on which digit."""
    org = company_of(request.user, request.GET.get("org", ""))
    rows = list(Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True).order_by("code"))
    chosen = request.POST.get("hall") or request.GET.get("hall", "")
    hall = next((one for one in rows if str(one.pk) == chosen), rows[0] if rows else None)
    if request.method == "POST" and hall is not None:
        codes = [] if "usual" in request.POST else [code for code in request.POST.getlist("digit") if code]
        known = {one.code: one for one in Category.objects.of(org).filter(code__in=codes)}
        category_tree.give_digits(hall, [known[code] for code in codes if code in known], by=request.user)
        messages.success(request, _("The digits of %(hall)s are set.") % {"hall": hall.name})
        return redirect(f"{request.path}?hall={hall.pk}")
    own = HallCategory.objects.filter(hall=hall).exists()
    tops: list[Category | None] = [*tops_of(hall, org), *[None] * DIGITS][:DIGITS]
    facts = {"org": org, "halls": rows, "hall": hall, "digits": list(enumerate(tops, start=1)), "own": own}
    facts |= {"places": places(org), "may_change": request.user.may_at("manage", org.pk)}
    return render(request, "tickets/categories/halls.html", facts)


def category_here(request: SignedInRequest, code: str) -> Category:
    """The category of one of my companies with this number."""
    rows = Category.objects.with_line().filter(org__in=request.user.orgs()).select_related("org")
    own = rows.filter(code=code, org_id=request.user.org_id)
    return own.first() or get_object_or_404(rows, code=code)


def places(org: Unit) -> list[tuple[str, str]]:
    """Every category in use with the way down to it, in the order of the tree: [("fault", "故障报修"), …]."""
    rows = list(Category.objects.of(org))
    below: dict[object, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[str, str]] = []

    def walk(key: object, way: str) -> None:
        for row in below.get(key, []):
            found.append((row.code, f"{way}{row.name}"))
            walk(row.pk, f"{way}{row.name} › ")

    walk(None, "")
    return found
