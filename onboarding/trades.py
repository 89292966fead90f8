"""What a trade begins with: categories, articles and texts that are shipped, beside the promises, types and questions of the apps."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from customers import letters, model_wording
from customers.letters import LETTERS
from customers.rewording import reword
from customers.writing import letterhead, wordings
from knowledge.actions.articles import Text, write_article
from knowledge.actions.texts import Wording, keep_text
from knowledge.models import Article, Audience, QuickText
from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import initials
from tickets.lifecycle import Kind
from tickets.models import Category

DATA = Path(__file__).parent / "data"
# The shipped texts are looked at again after half a year, like every article.
REVIEW = timedelta(days=180)
TRADES: dict[str, Lazy] = {
    "power": pgettext_lazy("trade", "Power"),
    "gas": pgettext_lazy("trade", "Gas"),
    "water": pgettext_lazy("trade", "Water"),
    "telecom": pgettext_lazy("trade", "Telecom"),
}
RENEWED = (
    *("name", "name_en", "initials", "kind", "parent", "position", "hazards", "is_active"),
    *("questions", "script", "checklist", "receipt", "to_close", "duplicates", "hint"),
)
SETTINGS = ("questions", "script", "checklist", "receipt", "to_close", "duplicates", "hint")


# What the texts about an interruption, shipped for power, say in another trade.
SUPPLY = {
    "gas": {"备用电源": "备用气源", "停电": "停气", "供电": "供气", "无电": "无气"},
    "water": {"备用电源": "储备用水", "停电": "停水", "供电": "供水", "无电": "无水"},
    "telecom": {"备用电源": "备用线路", "停电": "通信中断", "供电": "通信", "无电": "无信号"},
}


@cache
def shipped(trade: str) -> dict[str, Any]:
    """What is shipped for a trade, as its file has it."""
    told: dict[str, Any] = json.loads((DATA / f"{trade}.json").read_text(encoding="utf-8"))
    return told


def plant_categories(org: Unit, trade: str, *, renews: bool = False) -> int:
    """Give a company the categories of a trade; those it has stay as they are. Returns how many are new.

    `renews`: those of another trade that have the same code become this one's. Only while there are no cases.
    """
    known = {row.code: row for row in Category.objects.filter(org=org)}
    keys = {code: row.pk for code, row in known.items()}
    rows = list(_rows(org, shipped(trade)["categories"], None, {} if renews else known, keys))
    Category.objects.bulk_update([row for row in rows if row.code in known], RENEWED)
    return len(Category.objects.bulk_create([row for row in rows if row.code not in known]))


def _rows(
    org: Unit,
    rows: list[dict[str, Any]],
    above: Category | None,
    known: dict[str, Category],
    keys: dict[str, UUID],
) -> Iterator[Category]:
    for place, row in enumerate(rows, start=1):
        held = known.get(row["code"])
        if held is None:
            questions = row.get("questions", [])
            has_danger = any(question["code"] == "danger" for question in questions)
            held = Category(
                id=keys.get(row["code"]) or uuid7(),
                org=org,
                parent=above,
                code=row["code"],
                name=row["name"],
                name_en=row.get("name_en", ""),
                initials=initials(row["name"]),
                kind=Kind(row["kind"]),
                position=row.get("position", place),
                hazards=[["danger", "yes"]] if has_danger else [],
                **{name: row[name] for name in SETTINGS if name in row},
            )
            yield held
        yield from _rows(org, row.get("below", []), held, known, keys)


def write_knowledge(org: Unit, trade: str, *, by: User, at: datetime) -> tuple[int, int]:
    """Give a company the articles and quick texts of a trade; a title that is there stays. Returns how many of each are new."""
    titles = set(Article.objects.filter(org=org).values_list("title", flat=True))
    articles = [row for row in shipped(trade)["articles"] if row["title"] not in titles]
    for row in articles:
        audience = Audience.PUBLIC if row["public"] else Audience.INTERNAL
        review = timezone.localdate(at) + REVIEW
        text = Text(row["title"], row["body"], by, review, topics=tuple(row["topics"]), audience=audience)
        write_article(text, org=org, by=by, at=at)
    known = set(QuickText.objects.filter(org=org, owner=None).values_list("title", flat=True))
    texts = [row for row in shipped(trade)["texts"] if row["title"] not in known]
    for row in texts:
        keep_text(Wording(row["title"], row["body"], row["use"], is_shared=True), org=org, by=by, at=at)
    return len(articles), len(texts)


def word_letters(org: Unit, trade: str, *, by: User, at: datetime) -> int:
    """Word the texts about interruptions as the trade calls them; what the company words itself stays. Returns how many changed."""
    language, own = letterhead(org).language, wordings(org.pk)
    changed = 0
    for code in (one for one in LETTERS if one.startswith("outage_")):
        usual = letters.shipped(code, language)
        known = {_in_trade(usual, one) for one in TRADES}
        body = _in_trade(usual, trade)
        if own.get(code, usual) in known and own.get(code, usual) != body:
            version = model_wording.Wording.objects.filter(org=org, letter=code).count()
            reword(org, code, "" if body == usual else body, version=version, by=by, at=at)
            changed += 1
    return changed


def _in_trade(text: str, trade: str) -> str:
    """The same text for another trade; the words in braces keep their names."""
    words = SUPPLY.get(trade, {})
    sought = "|".join([r"\{[^}]*\}", *words])
    return re.sub(sought, lambda found: words.get(found[0], found[0]), text)
