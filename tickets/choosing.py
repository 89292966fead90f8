"""The tree of categories as the counter walks through it: a digit of the hall, then what exactly, then its questions."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import Unit
from customers.models import Customer
from knowledge.models import Article, ArticleState
from tickets.faces import Face, face_of, line_of
from tickets.lifecycle import FIELD, MOVES, Status, legal
from tickets.models import Category, HallCategory

DIGITS = 9


class Told(Protocol):
    """What a page sent."""

    def get(self, name: str, default: str, /) -> Any: ...


# What the page calls the choice on each level below the digits.
LEVELS = ("category", "category3", "category4", "category5", "category6")
FORMS_OF_TWO = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "万俟", "端木"}
)


@dataclass(frozen=True)
class Level:
    """One level below the digits: what can be chosen there, and what is."""

    name: str
    rows: list[Category]
    chosen: Category | None = None


@dataclass(frozen=True)
class Choice:
    """Where in the tree the clerk stands; `category` is set once nothing narrower is left to choose."""

    tops: list[Category] = field(default_factory=list)
    top: Category | None = None
    levels: list[Level] = field(default_factory=list)
    category: Category | None = None
    face: Face = field(default_factory=Face)
    words: str = ""
    hits: list[Category] = field(default_factory=list)

    def afresh(self) -> "Choice":
        """The same tree with nothing chosen."""
        return Choice([one for one in self.tops if not getattr(one, "is_found", False)])

    @property
    def needs_address(self) -> bool:
        """Whether somebody will have to go there."""
        return self.category is not None and MOVES[self.category.kind] is FIELD

    @property
    def can_be_answered(self) -> bool:
        """Whether an answer at the counter may settle it at once."""
        return self.category is not None and legal(self.category.kind, Status.REGISTERED, "reply")

    @property
    def hazards(self) -> str:
        """The answers that raise the alarm, as the page's script reads them: `danger=yes smoke=yes`."""
        return " ".join(f"{question}={answer}" for question, answer in self.face.hazards)

    @property
    def articles(self) -> list[Article]:
        """The knowledge cards of the category that may be read."""
        if self.category is None or not self.face.knowledge:
            return []
        rows = Article.objects.filter(org_id=self.category.org_id, slug__in=self.face.knowledge)
        return sorted(rows.filter(state=ArticleState.PUBLISHED), key=lambda row: self.face.knowledge.index(row.slug))

    def script_for(self, customer: Customer | None) -> str:
        """What to say, with the form of address of whoever stands there."""
        return addressed(self.face.script, customer)


def tops_of(hall: Unit | None, org: Unit) -> list[Category]:
    """The categories on the digits of a hall, in its own order; else the company's first nine."""
    own = HallCategory.objects.filter(hall=hall, category__is_active=True).order_by("digit") if hall else None
    rows = [one.category for one in own.select_related("category__parent__parent")] if own is not None else []
    return rows or list(Category.objects.of(org).filter(parent=None)[:DIGITS])


def chosen(org: Unit | None, *, hall: Unit | None = None, told: Told) -> Choice:
    """Return the tree of a company with the branch that `top` and the levels below name, or the line to a `leaf` found.

    Codes that do not fit are left out.
    """
    if org is None:
        return Choice()
    tops = tops_of(hall, org)
    words = told.get("cq", "")[:40]
    if words and not told.get("leaf", "") and not told.get("top", ""):
        return Choice(tops, words=words, hits=search(org, words))
    codes = _line_to(org, told.get("leaf", ""), tops) or [told.get("top", ""), *(told.get(name, "") for name in LEVELS)]
    top = next((row for row in tops if row.code == codes[0]), None)
    if top is None and codes[0]:
        top = Category.objects.of(org).with_line().filter(code=codes[0]).first()
        if top is not None:
            top.is_found = True  # type: ignore[attr-defined]
            tops.append(top)
    return _walk(tops, top, codes[1:]) if top else Choice(tops)


def _line_to(org: Unit, leaf: str, tops: list[Category]) -> list[str]:
    """The codes from the digit, or else from the root, down to a category that was found."""
    found = Category.objects.of(org).with_line().filter(code=leaf).first() if leaf else None
    if found is None:
        return []
    on_digits = {row.code for row in tops}
    codes: list[str] = []
    for one in line_of(found):
        codes.insert(0, one.code)
        if one.code in on_digits:
            break
    return codes


def _walk(tops: list[Category], top: Category, codes: list[str]) -> Choice:
    """Go down as far as the codes lead; what has nothing below it is the category."""
    at = top
    levels: list[Level] = []
    for name, code in zip(LEVELS, [*codes, *[""] * len(LEVELS)], strict=False):
        rows = list(Category.objects.filter(parent=at, is_active=True))
        if not rows:
            return Choice(tops, top, levels, at, face_of(at))
        below = next((row for row in rows if row.code == code), None)
        levels.append(Level(name, rows, below))
        if below is None:
            return Choice(tops, top, levels)
        below.parent = at
        at = below
    return Choice(tops, top, levels, at, face_of(at))


def search(org: Unit, words: str, *, most: int = DIGITS) -> list[Category]:
    """Categories whose initials, name, English name or code fit; those that begin so come first, then the higher ones."""
    plain = words.strip().lower()
    if not plain:
        return []
    begins = Q(initials__startswith=plain) | Q(name__startswith=plain) | Q(code=plain)
    fits = begins | Q(initials__contains=plain) | Q(name__contains=words.strip()) | Q(name_en__icontains=plain)
    rows = Category.objects.of(org).filter(fits).with_line()
    order = Case(When(begins, then=Value(0)), default=Value(1))
    return list(rows.order_by(order, F("parent").asc(nulls_first=True), "position")[:most])


def leaves(org: Unit) -> QuerySet[Category]:
    """The categories that take requests: those with nothing below them."""
    below = Category.objects.filter(parent=OuterRef("pk"), is_active=True)
    return Category.objects.of(org).filter(~Exists(below))


def addressed(script: str, customer: Customer | None) -> str:
    """Put the form of address into a script at `{customer}`, or before it: `陈女士/先生，邻居家有电吗？`."""
    if not script:
        return ""
    form = form_of_address(customer)
    if "{customer}" in script:
        return script.replace("{customer}，", f"{form}，" if form else "").replace("{customer}", form)
    return f"{form}，{script}" if form else script


def form_of_address(customer: Customer | None) -> str:
    """How somebody is addressed across the counter, who stands there: by surname; an organisation as such."""
    if customer is None or not customer.name:
        return ""
    if customer.kind != Customer.Kind.RESIDENT:
        return "您好"
    surname = customer.name[:2] if customer.name[:2] in FORMS_OF_TWO else customer.name[:1]
    return f"{surname}女士/先生"
