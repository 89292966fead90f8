"""The ledger of a depot: every coming and going is a line, the balance follows, and nothing goes below nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from servicedesk.lib.refusals import Invalid
from worksheets.models import (
    Depot,
    GoodsIn,
    Item,
    MaterialLine,
    SerialNumber,
    Shortage,
    StockLevel,
    StockMove,
    Supplier,
)
from worksheets.refusals import NotEnough

NOTHING = Decimal(0)
Sort = StockMove.Sort


@dataclass(frozen=True)
class Piece:
    """So much of an item: of one that has serial numbers it is one, with its number."""

    item: Item
    quantity: Decimal
    serial: str = ""
    price: Decimal | None = None

    def checked(self) -> "Piece":
        """Itself; refuses nothing, a negative price, and a piece without its number."""
        if self.quantity <= NOTHING or (self.price is not None and self.price < NOTHING):
            raise Invalid(_("A quantity is more than nothing, and a price is not below it."), fields={"quantity": ""})
        if self.item.has_serials and (self.quantity != 1 or not self.serial):
            facts = {"item": self.item.name}
            raise Invalid(
                _("“%(item)s” is booked one by one, each with its serial number.") % facts, fields={"serial": ""}
            )
        return self


def level_of(depot: Depot, item: Item) -> StockLevel:
    """How much of it lies there, under its lock; the first look makes the row."""
    StockLevel.objects.bulk_create([StockLevel(org_id=depot.org_id, depot=depot, item=item)], ignore_conflicts=True)
    return StockLevel.objects.select_for_update().get(depot=depot, item=item)


def book(level: StockLevel, sort: str, quantity: Decimal, *, by: User, at: datetime, **more: Any) -> StockMove:
    """Write one line and carry the balance on; `quantity` below nothing goes out. Raises NotEnough.

    The keeper is told once when the balance falls below its minimum, and again only after it had recovered.
    """
    if level.balance + quantity < NOTHING:
        raise NotEnough(level.item.name, level.balance)
    level.balance += quantity
    _watch(level, at=at)
    level.save(update_fields=["balance", "low_since"])
    return StockMove.objects.create(
        org_id=level.org_id,
        depot=level.depot,
        item=level.item,
        sort=sort,
        quantity=quantity,
        balance=level.balance,
        by=by,
        at=at,
        **more,
    )


def _watch(level: StockLevel, *, at: datetime) -> None:
    if not level.is_low:
        level.low_since = None
    elif level.low_since is None:
        level.low_since = at
        facts = {"item": level.item.name, "depot": level.depot.name, "balance": f"{level.balance.normalize():f}"}
        key = f"stock_low:{level.pk}:{at.isoformat()}"
        tell(keepers(level.depot), key=key, what="stock_low", at=at, path="/stock/?show=low", facts=facts)


def keepers(depot: Depot) -> list[User]:
    """Who looks after a depot: its keeper, else whoever may at its unit."""
    if depot.keeper is not None and depot.keeper.is_active:
        return [depot.keeper]
    return list(User.objects.holding("stock", [depot.unit]).filter(is_service=False))


def _lay(piece: Piece, depot: Depot | None, *, found_in: Depot | None = None) -> bool:
    """Say where a numbered piece lies now; False if it does not lie where it is to be taken from."""
    if not piece.item.has_serials:
        return True
    if found_in is not None:
        where = SerialNumber.objects.filter(item=piece.item, serial=piece.serial, depot=found_in)
        return bool(where.update(depot=depot))
    SerialNumber.objects.update_or_create(
        item=piece.item, serial=piece.serial, defaults={"org_id": piece.item.org_id, "depot": depot}
    )
    return True


@transaction.atomic
def receive(
    depot: Depot, *, supplier: Supplier, note_number: str, pieces: Iterable[Piece], by: User, at: datetime
) -> GoodsIn:
    """Book a delivery with its note, prices and serial numbers. The same note of a supplier is booked once."""
    rows = sorted((piece.checked() for piece in pieces), key=lambda piece: piece.item.pk)
    if not rows or not note_number.strip():
        raise Invalid(_("A delivery has a note with a number, and something on it."), fields={"note_number": ""})
    try:
        with transaction.atomic():
            delivery = GoodsIn.objects.create(
                org_id=depot.org_id, depot=depot, supplier=supplier, note_number=note_number.strip()[:60], by=by, at=at
            )
    except IntegrityError:
        raise Invalid(_("This delivery note is booked already."), fields={"note_number": ""}) from None
    for piece in rows:
        if (
            piece.serial
            and SerialNumber.objects.filter(item=piece.item, serial=piece.serial, depot__isnull=False).exists()
        ):
            raise Invalid(
                _("Number %(serial)s lies in a depot already.") % {"serial": piece.serial}, fields={"serial": ""}
            )
        _lay(piece, depot)
        more = {"serial": piece.serial, "price": piece.price, "goods_in": delivery}
        book(level_of(depot, piece.item), Sort.IN, piece.quantity, by=by, at=at, **more)
    return delivery


@transaction.atomic
def count(depot: Depot, item: Item, *, counted: Decimal, reason: str, by: User, at: datetime) -> StockMove | None:
    """Put the book right by what was counted, with the reason; nothing is written where the book is right."""
    if not reason.strip() or counted < NOTHING:
        raise Invalid(_("Say what was counted, and why the book was wrong."), fields={"reason": ""})
    level = level_of(depot, item)
    difference = counted - level.balance
    return book(level, Sort.COUNTED, difference, by=by, at=at, reason=reason.strip()[:200]) if difference else None


@transaction.atomic
def carry(piece: Piece, *, source: Depot, to: Depot, by: User, at: datetime) -> None:
    """Move something from one depot to another; both lines or none."""
    piece.checked()
    if source.pk == to.pk or source.org_id != to.org_id:
        raise Invalid(_("Choose two depots."), fields={"to": ""})
    levels = {depot.pk: level_of(depot, piece.item) for depot in sorted((source, to), key=lambda one: one.pk)}
    if not _lay(piece, to, found_in=source):
        raise Invalid(_("Number %(serial)s does not lie there.") % {"serial": piece.serial}, fields={"serial": ""})
    more: dict[str, Any] = {"serial": piece.serial, "by": by, "at": at}
    book(levels[source.pk], Sort.MOVED, -piece.quantity, reason=to.name, **more)
    book(levels[to.pk], Sort.MOVED, piece.quantity, reason=source.name, **more)


def use(line: MaterialLine, *, by: User, at: datetime) -> None:
    """Take from the depot what a report used, or lay back what it brought. What the depot does not have by the book is
    a shortage for its keeper: the report was made, and stands.
    """
    level, piece = level_of(line.depot, line.item), Piece(line.item, line.quantity, line.serial)
    more: dict[str, Any] = {"serial": line.serial, "line": line, "by": by, "at": at}
    if line.is_back:
        _lay(piece, line.depot)
        book(level, Sort.RETURNED, line.quantity, **more)
        return
    there = min(level.balance, line.quantity)
    if line.item.has_serials and not (there and _lay(piece, None, found_in=line.depot)):
        there = NOTHING
    if there:
        book(level, Sort.TAKEN, -there, **more)
    if line.quantity > there:
        _miss(line, line.quantity - there, at=at)


def _miss(line: MaterialLine, quantity: Decimal, *, at: datetime) -> None:
    line.short = quantity
    line.save(update_fields=["short"])
    Shortage.objects.create(org_id=line.org_id, line=line, depot=line.depot, item=line.item, quantity=quantity, at=at)
    facts = {"item": line.item.name, "depot": line.depot.name, "quantity": f"{quantity.normalize():f}"}
    people = keepers(line.depot)
    tell(people, key=f"shortage:{line.pk}", what="shortage", at=at, path="/stock/shortages/", facts=facts)


def undo(lines: Iterable[MaterialLine], *, by: User, at: datetime) -> None:
    """Lay back what a report took that another report replaces."""
    for line in lines:
        level = level_of(line.depot, line.item)
        for move in line.moves.exclude(sort=Sort.UNDONE):
            # What it brought back may have been used since: then it is the count that puts the book right.
            if level.balance >= move.quantity:
                _lay(Piece(line.item, line.quantity, line.serial), line.depot if move.quantity < 0 else None)
                book(level, Sort.UNDONE, -move.quantity, serial=move.serial, line=line, by=by, at=at)
        open_ones = Shortage.objects.filter(line=line, settled_at__isnull=True)
        open_ones.update(settled_at=at, settled_by=by, way=Shortage.Way.MISTAKE)


@transaction.atomic
def settle(shortage: Shortage, *, way: str, reason: str, by: User, at: datetime) -> Shortage:
    """The keeper clears a shortage up: booked from what has come since, or it is explained. Raises NotEnough."""
    shortage = Shortage.objects.select_for_update().select_related("depot", "item", "line").get(pk=shortage.pk)
    if shortage.settled_at is not None:
        return shortage
    if way not in Shortage.Way.values or (way != Shortage.Way.BOOKED and not reason.strip()):
        raise Invalid(_("Say how it came to that."), fields={"reason": ""})
    if way == Shortage.Way.BOOKED:
        serial, line = shortage.line.serial, shortage.line
        if not _lay(Piece(shortage.item, shortage.quantity, serial), None, found_in=shortage.depot):
            raise Invalid(_("Number %(serial)s does not lie there.") % {"serial": serial}, fields={"serial": ""})
        book(
            level_of(shortage.depot, shortage.item),
            Sort.TAKEN,
            -shortage.quantity,
            line=line,
            serial=serial,
            by=by,
            at=at,
        )
    shortage.way, shortage.reason, shortage.settled_by, shortage.settled_at = way, reason.strip()[:200], by, at
    shortage.save(update_fields=["way", "reason", "settled_by", "settled_at"])
    return shortage


@transaction.atomic
def set_minimum(depot: Depot, item: Item, *, minimum: Decimal | None, at: datetime) -> StockLevel:
    """Say below what a depot is warned; empty for never."""
    if minimum is not None and minimum <= NOTHING:
        raise Invalid(_("A minimum is more than nothing; leave it empty for none."), fields={"minimum": ""})
    level = level_of(depot, item)
    level.minimum = minimum
    _watch(level, at=at)
    level.save(update_fields=["minimum", "low_since"])
    return level
