"""The pages of the house, each with the verb that opens it: the rail on the left, and where each role begins."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Role


@dataclass(frozen=True)
class Stop:
    """One page of the rail. `key` is pressed after G; `roles`, if any, narrow whom it is offered to."""

    name: str
    url: str
    icon: str
    word: Promise
    verb: str
    key: str
    roles: frozenset[str] = frozenset()


STOPS = (
    Stop("intake", "/intake/", "pen", pgettext_lazy("rail", "Intake"), "register", "i"),
    Stop("my", "/my/", "inbox", pgettext_lazy("rail", "Mine"), "my", "m"),
    Stop("dispatch", "/dispatch/", "route", pgettext_lazy("rail", "Dispatch"), "dispatch", "d"),
    Stop("m", "/m/", "bolt", pgettext_lazy("rail", "Field"), "arrive", "f", frozenset({Role.CREW})),
    Stop("reviews", "/reviews/", "okc", pgettext_lazy("rail", "Reviews"), "reviews", "1"),
    Stop("rota", "/rota/", "team", pgettext_lazy("rail", "Rota"), "rota", "2"),
    Stop("complaints", "/complaints/", "shield", pgettext_lazy("rail", "Complaints"), "complaints", "c"),
    Stop("callback", "/callback/", "call", pgettext_lazy("rail", "Callback"), "callback", "h"),
    Stop("handover", "/handover/", "swap", pgettext_lazy("rail", "Handover"), "handover", ";"),
    Stop("qa", "/qa/", "star", pgettext_lazy("rail", "Quality"), "qa", "'"),
    Stop("board", "/board/", "board", pgettext_lazy("rail", "Board"), "board", "b"),
    Stop("reports", "/reports/", "chart", pgettext_lazy("rail", "Reports"), "reports", "["),
    Stop("tickets", "/tickets/", "list", pgettext_lazy("rail", "Tickets"), "read", "t"),
    Stop("customers", "/customers/", "user", pgettext_lazy("rail", "Customers"), "customers", "u"),
    Stop("outages", "/outages/", "bolt", pgettext_lazy("rail", "Outages"), "read", "x"),
    Stop("knowledge", "/knowledge/", "book", pgettext_lazy("rail", "Knowledge"), "knowledge", "k"),
    Stop("calls", "/calls/", "call", pgettext_lazy("rail", "Calls"), "calls", "."),
    Stop("upstream", "/upstream/", "dl", pgettext_lazy("rail", "From above"), "upstream", ","),
    Stop("satisfaction", "/satisfaction/", "star", pgettext_lazy("rail", "Satisfaction"), "satisfaction", "0"),
    Stop("extensions", "/board/extensions/", "clock", pgettext_lazy("rail", "More time"), "approve_extension", "e"),
    Stop("applications", "/applications/", "list", pgettext_lazy("rail", "Applications"), "applications", "v"),
    Stop("filings", "/filings/", "info", pgettext_lazy("rail", "Filed"), "filings", "n"),
    Stop("appointments", "/appointments/", "clock", pgettext_lazy("rail", "Appointments"), "appointments", "5"),
    Stop("stock", "/stock/", "list", pgettext_lazy("rail", "Stock"), "stock", "7"),
    Stop("visits", "/visits/", "hall", pgettext_lazy("rail", "Hall"), "visits", "q"),
    Stop("watch", "/watch/", "eye", pgettext_lazy("rail", "Watch-list"), "watch", "o"),
    Stop("recheck", "/recheck/", "okc", pgettext_lazy("rail", "Re-check"), "recheck", "y"),
    Stop("hazards", "/hazards/", "tri", pgettext_lazy("rail", "Hazards"), "hazards", "z"),
    Stop("security", "/supply-security/", "shield", pgettext_lazy("rail", "Supply security"), "supply_security", "4"),
    Stop("audit", "/audit/", "eye", pgettext_lazy("rail", "Audit"), "audit", "a"),
    Stop("settings", "/manage/", "gear", pgettext_lazy("rail", "Settings"), "settings", "s"),
    Stop("status", "/status/", "gear", pgettext_lazy("rail", "Clockwork"), "status", "w"),
)

# Pages behind those of the rail, which whoever types their name reaches at once.
BEYOND = (
    Stop("kept", "/reports/kept/", "okc", pgettext_lazy("palette", "Promises kept"), "reports", ""),
    Stop("messages", "/manage/messages/", "chat", pgettext_lazy("rail", "Texts"), "messages", ""),
    Stop("records", "/manage/doubles/", "merge", pgettext_lazy("rail", "Records"), "clean", ""),
    Stop("categories", "/manage/categories/", "list", pgettext_lazy("rail", "Topics"), "categories", ""),
    Stop("types", "/manage/applications/", "file", pgettext_lazy("rail", "Application types"), "manage", ""),
    Stop("crews", "/manage/crews/", "team", pgettext_lazy("rail", "Crews"), "crews", ""),
    Stop("sheets", "/manage/sheets/", "file", pgettext_lazy("rail", "Work sheets"), "sheet_rules", ""),
    Stop("channels", "/manage/channels/", "swap", pgettext_lazy("rail", "Ways in"), "manage", ""),
    Stop("windows", "/manage/windows/", "hall", pgettext_lazy("rail", "Windows"), "manage", ""),
    Stop("surveys", "/manage/questionnaires/", "pen", pgettext_lazy("rail", "Surveys"), "questionnaires", ""),
    Stop("clients", "/manage/clients/", "link", pgettext_lazy("rail", "API clients"), "clients", ""),
    Stop("handlers", "/manage/handlers/", "lock", pgettext_lazy("rail", "Handlers"), "manage", ""),
    Stop("standards", "/manage/promises/", "clock", pgettext_lazy("rail", "Promises"), "standards", ""),
    Stop("people", "/manage/people/", "user", pgettext_lazy("palette", "Staff"), "people", ""),
    Stop("units", "/manage/units/", "hall", pgettext_lazy("palette", "Organisation"), "people", ""),
    Stop("roles", "/manage/roles/", "shield", pgettext_lazy("palette", "Roles"), "people", ""),
    Stop("doors", "/manage/doors/", "lock", pgettext_lazy("palette", "Sign-in"), "doors", ""),
    Stop("retention", "/manage/retention/", "clock", pgettext_lazy("palette", "Retention"), "retention", ""),
    Stop("persons", "/person-data/", "user", pgettext_lazy("palette", "Personal data"), "decide_person_data", ""),
    Stop("changes", "/manage/changes/", "clock", pgettext_lazy("palette", "What was changed"), "changes", ""),
    Stop("bulletins", "/reports/bulletins/", "file", pgettext_lazy("palette", "Bulletins"), "reports", ""),
    Stop("report_orders", "/reports/orders/", "clock", pgettext_lazy("palette", "Regular reports"), "reports", ""),
    Stop(
        "report_rules", "/reports/rules/", "gear", pgettext_lazy("palette", "Rules of the reports"), "report_rules", ""
    ),
    Stop("day", "/dispatch/day/", "route", pgettext_lazy("palette", "Day of the crews"), "dispatch", ""),
    Stop("deliveries", "/stock/in/", "dl", pgettext_lazy("palette", "Goods in"), "stock", ""),
    Stop("shortages", "/stock/shortages/", "tri", pgettext_lazy("palette", "Shortages"), "stock", ""),
    Stop("items", "/stock/items/", "list", pgettext_lazy("palette", "Items and materials"), "stock", ""),
    Stop("depots", "/stock/places/", "hall", pgettext_lazy("palette", "Depots and suppliers"), "stock", ""),
    Stop("uphotlines", "/manage/upstreams/", "link", pgettext_lazy("palette", "Hotlines above us"), "clients", ""),
    Stop("compared", "/upstream/reconcile/", "swap", pgettext_lazy("palette", "Compared with above"), "reconcile", ""),
    Stop("imports", "/manage/imports/", "file", pgettext_lazy("palette", "Bring rows in"), "bulk", ""),
    Stop("exports", "/manage/exports/", "dl", pgettext_lazy("palette", "Take rows out"), "export", ""),
    Stop("walls", "/manage/walls/", "board", pgettext_lazy("palette", "Wall screens"), "wall_keys", ""),
    Stop("webhooks", "/manage/webhooks/", "link", pgettext_lazy("palette", "Undelivered webhooks"), "clients", ""),
    Stop("returns", "/calls/back/", "call", pgettext_lazy("palette", "Calls owed"), "calls", ""),
    Stop("all_calls", "/calls/all/", "call", pgettext_lazy("palette", "All calls and seats"), "call_watch", ""),
    Stop("call_rules", "/manage/calls/", "gear", pgettext_lazy("palette", "Rules about calls"), "call_rules", ""),
    Stop("qa_mine", "/qa/mine/", "star", pgettext_lazy("palette", "My quality"), "qa_mine", ""),
    Stop("qa_figures", "/qa/figures/", "list", pgettext_lazy("palette", "Figures of quality"), "qa", ""),
    Stop("qa_exams", "/qa/exams/", "book", pgettext_lazy("palette", "Knowledge tests"), "qa", ""),
    Stop("qa_training", "/qa/training/", "book", pgettext_lazy("palette", "Training"), "qa", ""),
    Stop("qa_rounds", "/qa/rounds/", "hall", pgettext_lazy("palette", "Halls inspect halls"), "qa", ""),
    Stop("qa_merits", "/qa/merits/", "star", pgettext_lazy("palette", "Praise and penalties"), "qa", ""),
    Stop("qa_projects", "/qa/projects/", "star", pgettext_lazy("palette", "Improvement projects"), "qa", ""),
    Stop("qa_rules", "/manage/qa/", "gear", pgettext_lazy("palette", "Rules of inspecting"), "qa_rules", ""),
    Stop("duty", "/handover/duty/", "team", pgettext_lazy("palette", "Who is on duty"), "handover", ""),
    Stop("past_shifts", "/handover/past/", "file", pgettext_lazy("palette", "Shifts handed over"), "handover", ""),
    Stop(
        "shift_rules", "/manage/handover/", "gear", pgettext_lazy("palette", "Rules of handing over"), "shift_rules", ""
    ),
    Stop("rules", "/manage/crews/rules/", "gear", pgettext_lazy("palette", "Dispatch rules"), "crews", ""),
    Stop("phones", "/manage/crews/phones/", "gear", pgettext_lazy("palette", "Crews' phones"), "crews", ""),
    Stop("reports", "/manage/sheets/reports/", "okc", pgettext_lazy("palette", "Review of reports"), "sheet_rules", ""),
    Stop(
        "back", "/manage/sheets/back/", "back", pgettext_lazy("palette", "Reasons for sending back"), "sheet_rules", ""
    ),
    Stop(
        "visits0", "/manage/sheets/windows/", "clock", pgettext_lazy("palette", "Windows for visits"), "sheet_rules", ""
    ),
)

# So many stand under each other on a low screen.
ROOM = 10

# How much waits behind a stop: the app that knows it says how to count.
COUNTS: dict[str, Callable[[User], int]] = {}

# Whoever holds several roles begins where most is at stake.
FIRST_PAGES: dict[str, str] = {
    Role.EXECUTIVE: "/board/",
    Role.DIRECTOR: "/board/",
    Role.SUPERVISOR: "/board/",
    Role.QUALITY: "/qa/",
    Role.CLERK: "/intake/",
    Role.DISPATCHER: "/dispatch/",
    Role.CREW: "/m/",
    Role.COMPLAINTS: "/complaints/",
    Role.CALLBACK: "/callback/",
    Role.MANAGER: "/customers/",
    Role.ADMIN: "/manage/",
    Role.SECURITY: "/manage/people/",
    Role.AUDITOR: "/audit/",
}


def rail_for(user: User) -> list[dict[str, object]]:
    """The pages that this person may open, as templates/base.html draws them; what has no room stands behind “More”."""
    roles = user.roles()
    stops = [stop for stop in STOPS if user.may(stop.verb) and (not stop.roles or stop.roles & roles)]
    shown = len(stops) if len(stops) <= ROOM else ROOM - 1
    return [
        {
            "url": stop.url,
            "name": stop.name,
            "icon": stop.icon,
            "word": stop.word,
            "key": stop.key,
            "count": _count(stop, user),
            "is_more": place >= shown,
        }
        for place, stop in enumerate(stops)
    ]


def beyond_for(user: User) -> list[Stop]:
    """The pages behind those of the rail that this person may open."""
    return [stop for stop in BEYOND if user.may(stop.verb)]


def _count(stop: Stop, user: User) -> int:
    return COUNTS[stop.name](user) if stop.name in COUNTS else 0


def first_page(user: User) -> str:
    """Where this person's day begins."""
    roles = user.roles()
    return next((url for role, url in FIRST_PAGES.items() if role in roles), "/notices/")
