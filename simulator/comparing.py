"""At the end: what the hotline has beside what the product's API tells, number by number."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from simulator.store import Store

# Where a case may stand here for each status that was told up.
FITS = {
    "received": {"registered", "dispatched", "accepted", "en_route", "checking", "processing"},
    "withdrawn": None,
    "returned": {"withdrawn"},
    "answered": {"resolved", "to_review"},
    "closed": {"closed"},
}
MOST = 100_000


def compare(store: Store, *, url: str, key: str) -> list[str]:
    """Everything that the two sides tell differently, in words."""
    ours = {row["number"]: row for row in _all(url, key)}
    rows, _more = store.listed("", page=1, size=MOST)
    wrong = [f"{row['number']}: lost, the product has it not" for row in rows if row["number"] not in ours]
    for row in rows:
        known = ours.get(row["number"])
        if known and known["version"] != row["version"]:
            wrong.append(f"{row['number']}: version {row['version']} here, {known['version']} there")
        fits = FITS.get(row["status"])
        if known and fits and known["ticket_status"] not in fits:
            wrong.append(f"{row['number']}: {row['status']} here, {known['ticket_status']} there")
    return wrong


def _all(url: str, key: str) -> list[dict[str, Any]]:
    """All orders of the product, page by page."""
    parts, rows, path = urlsplit(url), [], "/api/v1/upstream-orders/?page_size=100"
    while path:
        line = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)
        line.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        told = json.loads(line.getresponse().read())
        line.close()
        if "results" not in told:
            raise SystemExit(f"hotline: the product does not tell its orders: {told}")
        rows += told["results"]
        following = urlsplit(told.get("next") or "")
        path = f"{following.path}?{following.query}" if following.query else ""
    return rows


def table(figures: dict[str, int]) -> str:
    """What was counted, a line each."""
    wide = max(len(name) for name in figures)
    return "\n".join(["", *(f"  {name:<{wide}}  {n:>9,}" for name, n in figures.items()), ""])
