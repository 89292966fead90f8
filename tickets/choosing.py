"""The tree of categories as the counter walks through it: first one of nine, then what exactly, then its questions."""

from dataclasses import dataclass, field

from accounts.models import Unit
from tickets.lifecycle import FIELD, MOVES, Status, legal
from tickets.models import Category


@dataclass(frozen=True)
class Choice:
    """Where in the tree the clerk stands; `category` is set once nothing narrower is left to choose."""

    tops: list[Category] = field(default_factory=list)
    top: Category | None = None
    kinds: list[Category] = field(default_factory=list)
    category: Category | None = None

    def afresh(self) -> "Choice":
        """The same tree with nothing chosen."""
        return Choice(self.tops)

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
        return " ".join(f"{question}={answer}" for question, answer in self.category.hazards) if self.category else ""


def chosen(org: Unit | None, *, top: str, code: str) -> Choice:
    """Return the tree of a company with the branch that `top` and `code` name; codes that do not fit are left out."""
    if org is None:
        return Choice()
    rows = list(Category.objects.of(org))
    tops = [row for row in rows if row.parent_id is None]
    branch = next((row for row in tops if row.code == top), None)
    if branch is None:
        return Choice(tops)
    kinds = [row for row in rows if row.parent_id == branch.pk]
    exact = next((row for row in kinds if row.code == code), None)
    return Choice(tops, branch, kinds, exact if kinds else branch)
