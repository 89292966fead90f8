"""How knowledge is found: by category, by words, by what somebody is writing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, FloatField, Func, Q, Value

from accounts.models import Unit, User
from knowledge.models import Article, ArticleQuerySet, QuickText
from servicedesk.lib.bigrams import grams, query

MOST_SUGGESTED = 4
MOST_TEXTS = 12
# A text of which less than this many pairs stand in an article is about something else.
FEWEST_PAIRS = 2
MOST_ASKED = 40

Topic = tuple[str, str]  # code and name of a category
# Which categories there are, the app that has them says.
TOPICS: list[Callable[[UUID], list[Topic]]] = []


def topics_of(org: Unit) -> list[Topic]:
    """The categories of a company to which an article may belong."""
    return [topic for source in TOPICS for topic in source(org.pk)]


def searched(rows: ArticleQuerySet, words: str) -> ArticleQuerySet:
    """Articles that say every word, or whose title begins with these initials."""
    if not words.strip():
        return rows
    asked = query(words)
    found = Q(words__finds=asked) if asked else Q(pk__in=[])
    return rows.filter(found | Q(initials__startswith=words.strip().lower()))


@dataclass(frozen=True)
class Suggestion:
    """An article offered while somebody writes; `by_topic`: because it belongs to the category."""

    article: Article
    by_topic: bool


def suggest(*, user: User, day: date, topics: Iterable[str] = (), words: str = "") -> list[Suggestion]:
    """What may help now: first what belongs to the category, nearest first, then what says the same words."""
    rows = Article.objects.visible_to(user).current(day)
    nearest = list(topics)
    about = list(rows.filter(_about(nearest)).order_by("title")[:20]) if nearest else []
    about.sort(key=lambda row: min(nearest.index(code) for code in row.topics if code in nearest))
    known = {row.pk for row in about}
    alike = [row for row in _alike(rows, words) if row.pk not in known]
    offered = [Suggestion(row, by_topic=True) for row in about] + [Suggestion(row, by_topic=False) for row in alike]
    return offered[:MOST_SUGGESTED]


def _about(topics: list[str]) -> Q:
    asked = Q()
    for code in topics:
        asked |= Q(topics__contains=[code])
    return asked


def _alike(rows: ArticleQuerySet, words: str) -> list[Article]:
    pairs = [gram for gram in dict.fromkeys(grams(words)) if len(gram) > 1][:MOST_ASKED]
    if len(pairs) < FEWEST_PAIRS:
        return []
    asked = " | ".join(query(pair) for pair in pairs)
    rank = Func(F("words"), Value(asked), template="ts_rank(%(expressions)s::tsquery)", output_field=FloatField())
    near = rows.filter(words__finds=asked).annotate(rank=rank).order_by("-rank", "title")[: MOST_SUGGESTED * 3]
    return [row for row in near if _shared(row, pairs) >= FEWEST_PAIRS]


def _shared(article: Article, pairs: list[str]) -> int:
    said = set(grams(f"{article.title} {article.body}"))
    return len(said.intersection(pairs))


def texts_for(*, user: User, use: str, day: date, typed: str = "") -> list[QuickText]:
    """The quick texts offered for `use`: own first, then the hall's, then the company's; `typed` is initials or words."""
    rows = QuickText.objects.visible_to(user).offered(use, day)
    start = typed.strip().lower()
    if start:
        rows = rows.filter(Q(initials__startswith=start) | Q(title__contains=typed.strip()))
    return sorted(rows[:200], key=lambda row: (row.is_shared, row.unit_id is None, row.title))[:MOST_TEXTS]
