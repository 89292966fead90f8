"""Two customers become one, and may become two again: what is moved is written down row by row."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from customers.cleaning_refusals import Gone, LaterMerge, Undone
from customers.model_file import Secrecy
from customers.models import Customer, Double, Merge, MergeMove, Phone
from servicedesk.lib.refusals import Invalid, NotAllowed

# Who was granted a look at one customer was not granted one at the other; and by a name is found who bears it.
STAY = frozenset({"customers.viewing", "customers.namekey"})
STRICTER = (Secrecy.PUBLIC, Secrecy.INTERNAL, Secrecy.SECRET)
_HISTORY = """SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'append_only'"""


@dataclass(frozen=True)
class Link:
    """A column of some table that names a customer."""

    model: type[models.Model]
    column: str

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


def links() -> list[Link]:
    """Every column of every app that names a customer and may be re-pointed.

    History is never changed, and what is said about customers as records stays with each of them.
    """
    history = _history_tables()
    found = [
        Link(field.related_model, field.field.attname)
        for field in Customer._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel) and field.related_model is not None
    ]
    return [
        link
        for link in found
        if link.model._meta.db_table not in history
        and link.label not in STAY
        and not getattr(link.model, "stays_when_merged", False)
    ]


def _history_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY)
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def merge(kept: Customer, gone: Customer, *, by: User, at: datetime) -> Merge:
    """Make one customer of two: everything that names `gone` names `kept` from now on, and `gone` is no longer offered.

    A row that would then exist twice (the same phone) stays where it is. Raises Gone, NotAllowed.
    """
    _check(by)
    kept, gone = _both(kept, gone)
    done = Merge.objects.create(org_id=kept.org_id, kept=kept, gone=gone, at=at, by=by)
    rows: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = defaultdict(lambda: ({}, {}))
    for link in links():
        for row, before, after in _repoint(link, kept, gone):
            was, now = rows[link.label, row]
            was.update(before)
            now.update(after)
    MergeMove.objects.bulk_create(
        MergeMove(org_id=kept.org_id, merge=done, model=model, row=row, before=before, after=after)
        for (model, row), (before, after) in rows.items()
    )
    done.filled = _fill(kept, gone)
    done.save(update_fields=["filled"])
    Customer.objects.filter(pk=gone.pk).update(hidden_at=at, version=models.F("version") + 1)
    _settle(kept, gone, Double.Settled.MERGED, by=by, at=at)
    audit(what="merge", by=by, at=at, facts={"customer": str(kept.pk), "gone": str(gone.pk), "rows": len(rows)})
    return done


def _check(by: User) -> None:
    if not by.may("clean"):
        raise NotAllowed("clean")


def _both(kept: Customer, gone: Customer) -> tuple[Customer, Customer]:
    """Both under lock, in one order, so that two people who merge them crosswise do not wait for each other."""
    if kept.pk == gone.pk or kept.org_id != gone.org_id:
        raise Invalid(_("Choose two customers of one company."))
    held = {
        one.pk: one for one in Customer.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    if len(held) != 2 or any(one.hidden_at for one in held.values()):
        raise Gone
    return held[kept.pk], held[gone.pk]


def _repoint(link: Link, kept: Customer, gone: Customer) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Re-point the rows of one column, and tell each that moved with its columns before and after."""
    change: dict[str, Any] = {link.column: kept.pk}
    if link.model is Phone and kept.phones.filter(is_main=True).exists():
        change["is_main"] = False
    rows = list(link.model._base_manager.filter(**{link.column: gone.pk}).values("pk", *change))
    moved = (
        rows
        if _update(link, [row["pk"] for row in rows], change)
        else [row for row in rows if _update(link, [row["pk"]], change)]
    )
    for row in moved:
        before = {name: _json(row[name]) for name in change}
        yield str(row["pk"]), before, {name: _json(value) for name, value in change.items()}


def _update(link: Link, keys: list[Any], change: dict[str, Any]) -> bool:
    """Change rows together; whether the database let it be."""
    try:
        with transaction.atomic():
            link.model._base_manager.filter(pk__in=keys).update(**change)
    except IntegrityError:
        return False
    return True


def _json(value: Any) -> Any:
    return value if isinstance(value, bool | int | type(None)) else str(value)


def _fill(kept: Customer, gone: Customer) -> dict[str, Any]:
    """What the survivor's own record lacks it takes from the other; each change with what it was before."""
    filled: dict[str, Any] = {}
    if not kept.identity_index and gone.identity_index:
        kept.identity_sealed, kept.identity_index = gone.identity_sealed, gone.identity_index
        filled["identity"] = gone.identity_index
    if not kept.level and gone.level:
        filled["level"], kept.level = [kept.level, gone.level], gone.level
    if kept.caretaker_id is None and gone.caretaker_id:
        filled["caretaker_id"] = [None, str(gone.caretaker_id)]
        kept.caretaker_id = gone.caretaker_id
    stricter = max((kept.secrecy, gone.secrecy), key=STRICTER.index)
    if stricter != kept.secrecy:
        filled["secrecy"], kept.secrecy = [kept.secrecy, stricter], stricter
    added = [tag for tag in gone.tags if tag not in kept.tags]
    if added:
        filled["tags"], kept.tags = added, [*kept.tags, *added]
    kept.version += 1
    kept.save()
    return filled


def _settle(one: Customer, other: Customer, verdict: str, *, by: User | None, at: datetime | None) -> None:
    """Remember what was said of a pair; an empty verdict makes it open again."""
    first, second = sorted((one.pk, other.pk))
    told = {"settled": verdict, "settled_by": by, "settled_at": at}
    Double.objects.filter(org_id=one.org_id, one=first, other=second).update(**told)


@transaction.atomic
def undo_merge(done: Merge, *, by: User, at: datetime) -> tuple[int, int]:
    """Make two customers of one again: every row that still lies where the merge put it goes back as it was.

    What is new since stays with whoever stayed. Returns how many rows went back and how many could not.
    Raises LaterMerge, Undone, NotAllowed.
    """
    _check(by)
    done = Merge.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise Undone
    held = Customer.objects.select_for_update().filter(pk__in=[done.kept_id, done.gone_id]).order_by("pk")
    people = {one.pk: one for one in held}
    kept, gone = people[done.kept_id], people[done.gone_id]
    if Merge.objects.standing().filter(gone=kept).exists():
        raise LaterMerge
    verdicts = [_put_back(move) for move in done.moves.all()]
    _empty(kept, done.filled)
    Customer.objects.filter(pk=gone.pk).update(hidden_at=None, version=models.F("version") + 1)
    Merge.objects.filter(pk=done.pk).update(undone_at=at, undone_by=by)
    _settle(kept, gone, "", by=None, at=None)
    audit(what="unmerge", by=by, at=at, facts={"customer": str(kept.pk), "gone": str(gone.pk), "rows": sum(verdicts)})
    return sum(verdicts), len(verdicts) - sum(verdicts)


def _put_back(move: MergeMove) -> bool:
    """One row goes back, if it still names the survivor; other columns only if nobody has changed them since."""
    link = Link(apps.get_model(move.model), "")
    row = link.model._base_manager.filter(pk=move.row)
    pointers = {name: value for name, value in move.after.items() if name.endswith("_id")}
    if not row.filter(**pointers).exists():
        return False
    change = move.before if row.filter(**move.after).exists() else {name: move.before[name] for name in pointers}
    return _update(link, [move.row], change)


def _empty(kept: Customer, filled: dict[str, Any]) -> None:
    """Take out of the survivor's record what the merge filled in, unless somebody has written something else since."""
    if filled.get("identity") and kept.identity_index == filled["identity"]:
        kept.identity_sealed, kept.identity_index = None, ""
    for name in ("level", "caretaker_id", "secrecy"):
        if name in filled and _json(getattr(kept, name)) == filled[name][1]:
            setattr(kept, name, filled[name][0])
    kept.tags = [tag for tag in kept.tags if tag not in filled.get("tags", [])]
    kept.version += 1
    kept.save()


@transaction.atomic
def say_different(double: Double, *, by: User, at: datetime) -> Double:
    """The two are not the same, and are never offered as doubles again."""
    _check(by)
    double = Double.objects.select_for_update().get(pk=double.pk)
    if double.settled:
        raise Gone
    double.settled, double.settled_by, double.settled_at = Double.Settled.DIFFERENT, by, at
    double.save(update_fields=["settled", "settled_by", "settled_at"])
    return double


@transaction.atomic
def ask_again(double: Double, *, by: User) -> Double:
    """Take back that the two are not the same."""
    _check(by)
    double = Double.objects.select_for_update().get(pk=double.pk)
    if double.settled != Double.Settled.DIFFERENT:
        raise Undone
    double.settled, double.settled_by, double.settled_at = "", None, None
    double.save(update_fields=["settled", "settled_by", "settled_at"])
    return double
