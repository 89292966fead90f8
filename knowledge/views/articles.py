"""Articles: found, read, judged, written and looked after."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest, seen_version
from deadlines.reading import company_of
from knowledge.actions import articles
from knowledge.forms import ArticleForm, said_by
from knowledge.models import Article, ArticleState, ArticleVote
from knowledge.reading import searched, suggest, topics_of
from knowledge.refusals import StaleText
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import NotAllowed, Refusal

MOST_VERSIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@may("knowledge")
def shelf(request: SignedInRequest) -> HttpResponse:
    """The articles, newest change first; words of a search travel in the body, a category in the address."""
    words = request.POST.get("q", "").strip()[:80]
    topic, state = request.GET.get("topic", ""), request.GET.get("state", "")
    rows = searched(Article.objects.visible_to(request.user).select_related("owner"), words)
    rows = rows.filter(topics__contains=[topic]) if topic else rows
    rows = rows.filter(state=state) if state in ArticleState.values else rows.exclude(state=ArticleState.RETIRED)
    org = company_of(request.user)
    names = dict(topics_of(org))
    facts = {"page": newest_first(rows, request.GET, by="changed_at"), "q": words, "topic": names.get(topic, "")}
    facts |= {"states": ArticleState.choices, "state": state, "may_edit": request.user.may("knowledge_edit")}
    return render(request, "knowledge/shelf.html", facts | {"today": timezone.localdate()})


@require_http_methods(["GET", "HEAD"])
@may("knowledge")
def article(request: SignedInRequest, slug: str) -> HttpResponse:
    """One article, with who looks after it, how it was judged and what it said before."""
    return render(request, "knowledge/article.html", _facts(request, _visible(request, slug)))


@require_POST
@may("knowledge")
def judge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whether it helped."""
    helped, remark = request.POST.get("helped") == "yes", request.POST.get("remark", "")
    articles.vote(_visible(request, slug), helped=helped, remark=remark, by=request.user, at=timezone.now())
    messages.success(request, _("Thank you. The owner sees it."))
    return redirect("knowledge:article", slug)


@require_POST
@may("knowledge")
def keep(request: SignedInRequest, slug: str, verb: str) -> HttpResponse:
    """Still right, or no longer valid."""
    found = _visible(request, slug)
    acts = {"confirm": articles.confirm_article, "retire": articles.retire_article}
    if verb not in acts:
        raise Http404
    try:
        acts[verb](found, version=seen_version(request), by=request.user, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        facts = _facts(request, _visible(request, slug)) | {"refusal": refusal.sentence()}
        return render(request, "knowledge/article.html", facts, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("knowledge:article", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@may("knowledge_edit")
def write(request: SignedInRequest) -> HttpResponse:
    """A new article."""
    org = company_of(request.user)
    ahead = timezone.localdate() + articles.REVIEW_EVERY
    form = ArticleForm(
        request.POST or None, org=org, initial={"owner": request.user, "review_by": ahead, "state": "published"}
    )
    return _save(request, form, org=org)


@require_http_methods(["GET", "HEAD", "POST"])
@may("knowledge_edit")
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new version of an article."""
    found = _visible(request, slug)
    return _save(
        request, ArticleForm(request.POST or None, org=found.org, initial=said_by(found)), org=found.org, known=found
    )


def _save(request: SignedInRequest, form: ArticleForm, *, org: Unit, known: Article | None = None) -> HttpResponse:
    told: dict[str, Any] = {
        "form": form,
        "article": known,
        "version": request.POST.get("version") or (known and known.version),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "knowledge/write.html", told, status=422 if form.is_bound else 200)
    done: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if known:
            kept = articles.change_article(known, form.text(), version=seen_version(request), **done)
        else:
            kept = articles.write_article(form.text(), org=org, **done)
    except Refusal as refusal:
        for name, why in refusal.fields.items():
            form.add_error(name if name in form.fields else None, why)
        latest = Article.objects.get(pk=known.pk) if known and isinstance(refusal, StaleText) else None
        told |= {"refusal": refusal.sentence(), "latest": latest}
        told |= {"version": latest.version} if latest else {}
        return render(request, "knowledge/write.html", told, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("knowledge:article", kept.slug)


@require_POST
@may("knowledge")
def offered(request: SignedInRequest) -> HttpResponse:
    """What may help with what is being written: a part of the intake. The words travel in the body and are kept nowhere."""
    topics = [code for code in request.POST.get("topics", "").split(",") if code][:6]
    words = request.POST.get("description", "")[:2000]
    rows = suggest(user=request.user, day=timezone.localdate(), topics=topics, words=words)
    return render(request, "knowledge/_offered.html", {"suggestions": rows})


def _visible(request: SignedInRequest, slug: str) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("org", "owner"), slug=slug)


def _facts(request: SignedInRequest, found: Article) -> dict[str, Any]:
    names = dict(topics_of(found.org))
    votes = list(ArticleVote.objects.filter(article=found).select_related("by").order_by("-at"))
    editor = request.user.may("knowledge_edit")
    return {
        "article": found,
        "today": timezone.localdate(),
        "topics": [names.get(code, code) for code in found.topics],
        "versions": found.versions.select_related("by")[:MOST_VERSIONS],
        "helped": sum(one.helped for one in votes),
        "not_helped": [one for one in votes if not one.helped],
        "mine": next((one for one in votes if one.by_id == request.user.pk), None),
        "may_edit": editor,
        "may_confirm": editor or found.owner_id == request.user.pk,
    }
