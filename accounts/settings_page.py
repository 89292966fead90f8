"""What a page of settings is."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Page:
    """One page of settings. `tables`: what it writes, with the columns that count where not all do."""

    url: str
    word: Promise
    hint: Promise
    verb: str
    icon: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Pages that belong together."""

    word: Promise
    pages: tuple[Page, ...]
