"""The settings of the house: every page by what it is for, and the tables whose changes are written down behind it."""

from django.utils.functional import Promise

from accounts import settings_house, settings_work
from accounts.models import User
from accounts.settings_page import Page

SECTIONS = (*settings_house.SECTIONS, *settings_work.SECTIONS)
HOME = "/manage/"
PAGES = tuple(page for section in SECTIONS for page in section.pages)

# Of these tables only some columns are settings; the others the product writes itself, often.
PARTLY: dict[str, tuple[str, ...]] = {
    "accounts_user": (
        *("name", "login", "staff_number", "home_id", "org_id", "calendar", "password"),
        *("is_active", "is_staff", "is_superuser", "is_service"),
    ),
    "accounts_absence": ("deputy_id", "from_at", "until_at", "cancelled_at"),
    "tickets_window": ("name", "hall_id", "is_active", "pad_hash"),
    "surveys_hallscreen": ("token_hash",),
    "hotline_apikey": ("expires_at", "revoked_at"),
    "hotline_hook": ("address", "ticket_verbs", "outage_verbs", "is_active", "ended_at", "secret_round"),
    "hotline_upstream": ("name", "address", "sealed", "accept_limit", "calendar", "accepts_by_rule"),
    "hotline_upstreamcode": ("ours",),
    "reporting_reportorder": ("title", "every", "day", "hour", "query", "ended_at"),
    "reporting_reader": ("person_id", "mail"),
    "supervision_wallkey": ("name", "expires_at", "ended_at", "key_hash"),
}
# Written by pages that are no settings themselves.
BESIDE = ("safekeeping_retentionrule",)
NOTED = {table: PARTLY.get(table, ()) for tables in (*(page.tables for page in PAGES), BESIDE) for table in tables}


def pages_for(user: User, words: str = "") -> list[tuple[Promise, list[Page]]]:
    """The pages that this person may open, by section; of those that `words` finds."""
    asked = words.casefold().split()
    found = [
        (section.word, [page for page in section.pages if user.may(page.verb) and _fits(page, asked)])
        for section in SECTIONS
    ]
    return [(word, pages) for word, pages in found if pages]


def _fits(page: Page, asked: list[str]) -> bool:
    text = f"{page.word} {page.hint} {page.url}".casefold()
    return all(word in text for word in asked)


def page_of(table: str) -> Page | None:
    """The page that writes a table."""
    return next((page for page in PAGES if table in page.tables), None)


def page_at(path: str) -> Page | None:
    """The page of settings to which an address below /manage/ belongs."""
    here = [page for page in PAGES if path.startswith(page.url)] if path.startswith(HOME) and path != HOME else []
    return max(here, key=lambda page: len(page.url), default=None)
