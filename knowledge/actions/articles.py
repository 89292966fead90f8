"""What is done to articles: written, changed, confirmed, taken away, judged."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from knowledge.models import Article, ArticleState, ArticleVersion, ArticleVote, Audience
from knowledge.refusals import StaleText
from servicedesk.lib.bigrams import vector
from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import word_initials
from servicedesk.lib.refusals import Invalid, NotAllowed

# So long before the review date the owner is told, and so much later it is put when an article is confirmed.
NOTICE_AHEAD = timedelta(days=7)
REVIEW_EVERY = timedelta(days=180)


@dataclass(frozen=True)
class Text:
    """What an editor says of an article."""

    title: str
    body: str
    owner: User
    review_by: date
    topics: tuple[str, ...] = ()
    audience: str = Audience.INTERNAL
    state: str = ArticleState.PUBLISHED
    expires_on: date | None = None


@transaction.atomic
def write_article(text: Text, *, org: Unit, by: User, at: datetime) -> Article:
    """Write a new article of a company. Raises Invalid for dates that cannot be kept."""
    _check_editor(by, org)
    _check(text, org=org, day=timezone.localdate(at))
    pk = uuid7()
    article = Article(id=pk, org=org, slug=_slug_of(text.title, org=org, spare=pk.hex[-6:]), changed_at=at)
    _put(article, text, at=at)
    article.save(force_insert=True)
    _keep(article, "write", by=by, at=at)
    return article


@transaction.atomic
def change_article(article: Article, text: Text, *, version: int, by: User, at: datetime) -> Article:
    """Make a new version of an article. Raises StaleText if `version` is no longer the latest."""
    article = _locked(article, version=version, by=by)
    _check(text, org=article.org, day=timezone.localdate(at))
    _put(article, text, at=at)
    return _next(article, "change", by=by, at=at)


@transaction.atomic
def confirm_article(article: Article, *, version: int, by: User, at: datetime) -> Article:
    """Say that an article is still right: its review date moves on by half a year. Its owner may, and every editor."""
    article = _locked(article, version=version, by=by, owner_may=True)
    article.review_by = timezone.localdate(at) + REVIEW_EVERY
    return _next(article, "confirm", by=by, at=at)


@transaction.atomic
def retire_article(article: Article, *, version: int, by: User, at: datetime) -> Article:
    """Take an article away from readers; it can be published again by changing it."""
    article = _locked(article, version=version, by=by)
    article.state = ArticleState.RETIRED
    return _next(article, "retire", by=by, at=at)


def vote(article: Article, *, helped: bool, remark: str = "", by: User, at: datetime) -> ArticleVote:
    """Say whether an article helped. One voice a reader; what did not help goes to the owner with the remark."""
    said = {"helped": helped, "remark": " ".join(remark.split())[:300], "at": at, "org_id": article.org_id}
    given, _is_new = ArticleVote.objects.update_or_create(article=article, by=by, defaults=said)
    if not helped and article.owner_id != by.pk:
        key = f"article-unhelpful:{article.pk}:{article.version}:{by.pk}"
        tell([article.owner], key=key, what="article_unhelpful", at=at, path=path_of(article), facts=facts_of(article))
    return given


def remind_of_review(article: Article, *, editors: Iterable[User], at: datetime) -> None:
    """Tell the owner, once, that an article has to be looked at again; if they have left, the `editors` of the company."""
    is_there = article.owner.is_active and article.owner.org_id == article.org_id
    key = f"article-review:{article.pk}:{article.review_by}"
    people = [article.owner] if is_there else list(editors)
    facts = facts_of(article) | {"day": article.review_by.isoformat()}
    with transaction.atomic():
        tell(people, key=key, what="article_review", at=at, path=path_of(article), facts=facts)
        Article.objects.filter(pk=article.pk).update(told_for=article.review_by)


def path_of(article: Article) -> str:
    return f"/knowledge/{article.slug}/"


def facts_of(article: Article) -> dict[str, object]:
    return {"title": article.title}


def _check_editor(by: User, org: Unit) -> None:
    if not by.may("knowledge_edit") or org.pk not in by.orgs():
        raise NotAllowed("knowledge_edit")


def _locked(article: Article, *, version: int, by: User, owner_may: bool = False) -> Article:
    article = Article.objects.select_for_update(of=("self",)).select_related("org", "owner").get(pk=article.pk)
    if not (owner_may and article.owner_id == by.pk):
        _check_editor(by, article.org)
    if article.version != version:
        raise StaleText(article)
    return article


def _check(text: Text, *, org: Unit, day: date) -> None:
    wrong = {name: _("missing") for name in ("title", "body") if not getattr(text, name).strip()}
    if text.review_by <= day:
        wrong["review_by"] = _("The review date has to lie ahead.")
    if text.expires_on and text.expires_on < day:
        wrong["expires_on"] = _("The last day is already over.")
    if text.owner.org_id != org.pk or not text.owner.is_active:
        wrong["owner"] = _("The owner has to work in this company.")
    if wrong:
        raise Invalid(
            _("The article cannot be kept like this: %(why)s") % {"why": " ".join(wrong.values())}, fields=wrong
        )


def _slug_of(title: str, *, org: Unit, spare: str) -> str:
    """The article's name in addresses: its initials, made different where another has them."""
    plain = slugify(word_initials(title))[:48] or "article"
    return f"{plain}-{spare}" if Article.objects.filter(org=org, slug=plain).exists() else plain


def _put(article: Article, text: Text, *, at: datetime) -> None:
    text = replace(text, title=" ".join(text.title.split()), body=text.body.strip())
    for name, value in (asdict(text) | {"owner": text.owner, "topics": list(text.topics)}).items():
        setattr(article, name, value)
    article.initials = word_initials(text.title)
    article.words = vector(text.title, text.body)
    article.changed_at = at


def _next(article: Article, what: str, *, by: User, at: datetime) -> Article:
    article.version += 1
    article.changed_at = at
    article.save()
    _keep(article, what, by=by, at=at)
    return article


def _keep(article: Article, what: str, *, by: User, at: datetime) -> None:
    kept: dict[str, Any] = {name: getattr(article, name) for name in ("title", "body", "topics", "audience", "state")}
    kept |= {"owner": str(article.owner_id), "review_by": article.review_by.isoformat()}
    kept["expires_on"] = article.expires_on.isoformat() if article.expires_on else ""
    ArticleVersion.objects.create(
        org_id=article.org_id, article=article, number=article.version, what=what, by=by, at=at, facts=kept
    )
