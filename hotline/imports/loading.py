"""Batches of cases into the database: each batch one transaction, so that a killed run is simply run again."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from hotline.imports.building import Built, Case
from hotline.imports.contacts import customers_for, key_of
from hotline.imports.locks import wait_for_turn
from hotline.imports.places import Home
from servicedesk.lib.pinyin import initials
from servicedesk.lib.together import put
from tickets.actions.numbering import next_numbers
from tickets.lifecycle import Kind
from tickets.models import Category, Ticket

PARENT = {"code": "import", "name": "导入", "name_en": "Imported"}
LAST_PLACE = 9000  # after every category that a clerk can choose


@dataclass
class Loaded:
    """What became of a batch: the rows that were already there, and those that the database would not have."""

    imported: int = 0
    duplicates: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


class Loader:
    """Writes the cases of one source into one hall."""

    def __init__(self, home: Home, *, customers: str) -> None:
        self.home, self.customers = home, customers
        self.categories: dict[tuple[str, str], Category] = {}

    def load(self, batch: Sequence[Case], *, at: datetime) -> Loaded:
        """Write a batch; if the database refuses it, write its halves, down to the one row that is at fault."""
        self._ensure_categories(batch)
        done = Loaded()
        self._load(batch, done, at=at)
        return done

    def load_at_once(self, batch: Sequence[Case], *, at: datetime) -> set[int]:
        """Write a batch inside the caller's transaction; which rows were there already. The database's no is the caller's."""
        self._ensure_categories(batch)
        fresh, there = self._sift(batch)
        self._insert(fresh, at=at)
        return there

    def _load(self, batch: Sequence[Case], done: Loaded, *, at: datetime) -> None:
        try:
            with transaction.atomic():
                fresh, there = self._sift(batch)
                self._insert(fresh, at=at)
        except (IntegrityError, DataError) as error:
            if len(batch) == 1:
                reason = str(error).partition("\n")[0][:300]
                done.refused[batch[0].facts.row] = _("the database refuses it: %(reason)s") % {"reason": reason}
                return
            middle = len(batch) // 2
            self._load(batch[:middle], done, at=at)
            self._load(batch[middle:], done, at=at)
        else:
            done.imported += len(fresh)
            done.duplicates |= there

    def _sift(self, batch: Sequence[Case]) -> tuple[list[Case], set[int]]:
        """Part the new from those that are there; two runs of one source wait for each other here."""
        wait_for_turn(f"import:{self.home.source}")
        known = known_numbers(self.home.source, (case.facts.number for case in batch))
        there = {case.facts.row for case in batch if case.facts.number in known}
        return [case for case in batch if case.facts.row not in there], there

    def _insert(self, batch: Sequence[Case], *, at: datetime) -> None:
        facts = [case.facts for case in batch]
        hall, source = self.home.hall, self.home.source
        customers = customers_for(facts, org_id=self.home.org.pk, source=source, mode=self.customers, at=at)
        numbers = next_numbers(hall, [row.registered_at for row in facts])
        built = Built()
        for case, number in zip(batch, numbers, strict=True):
            category = self.categories[(case.facts.kind, case.facts.type)]
            customer = customers.get(key_of(case.facts, self.customers) or ("", ""))
            built.add(case, self.home, number=number, category=category, customer=customer, at=at)
        insert(built)

    def _ensure_categories(self, batch: Iterable[Case]) -> None:
        wanted = {(case.facts.kind, case.facts.type) for case in batch} - self.categories.keys()
        if wanted:
            self.categories |= categories_for(self.home, wanted)


def known_numbers(source: str, numbers: Iterable[str]) -> set[str]:
    """Which of these external numbers the source has brought already."""
    there = Ticket.objects.filter(source=source, external_number__in=list(numbers))
    return set(there.values_list("external_number", flat=True))


@contextmanager
def unheard() -> Iterator[None]:
    """What is long past is no news for webhooks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hotline.unheard', 'on', true)")
        yield
        cursor.execute("SELECT set_config('hotline.unheard', 'off', true)")


def insert(built: Built) -> None:
    """Insert what was built. No signal is sent, nothing is owed: no notice, message, survey or escalation."""
    put(*built.tickets)
    put(*built.clocks)
    put(*built.spans)
    put(*built.deadlines)
    with unheard():
        put(*built.events)
    put(*built.files)


def categories_for(home: Home, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Category]:
    """The categories of imported types, made where they are new. The desk does not offer them: they are history's."""
    org = home.org.pk
    shared = {"org_id": org, "is_active": False, "position": LAST_PLACE}
    parent, _is_new = Category.objects.get_or_create(
        org_id=org, code=PARENT["code"], defaults={**PARENT, "kind": Kind.FILING, **shared}
    )
    codes = {code_of(home.source, kind, name): (kind, name) for kind, name in wanted}
    Category.objects.bulk_create(
        [
            Category(code=code, parent=parent, name=fit(name, 60), initials=initials(name), kind=kind, **shared)
            for code, (kind, name) in codes.items()
        ],
        ignore_conflicts=True,
    )
    return {codes[category.code]: category for category in Category.objects.filter(org_id=org, code__in=codes)}


def code_of(source: str, kind: str, name: str) -> str:
    """The code of an imported type: the same in every run, short enough whatever the name."""
    digest = hashlib.sha256(f"{source}\n{kind}\n{name}".encode()).hexdigest()[:10]
    return f"import:{source[:22]}:{digest}"


def fit(text: str, most: int) -> str:
    """A text that is too long ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
