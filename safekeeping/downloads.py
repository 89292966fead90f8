"""Every route from which a file may come, and whose data stand in it. A route that is missing here fails a test.

What holds people's data has a reason, an entry of the audit, and beyond 500 rows somebody else's yes: by `accounts.taking` (its
tables stand in `servicedesk.takings`), or by the files of `/manage/exports/`, or by a wish of the person themselves.
"""

from enum import StrEnum


class Holds(StrEnum):
    """Whose data a file holds, and with that what it takes to have it."""

    PEOPLE = "people"  # reason, entry, beyond 500 rows a second person
    ONE = "one"  # of one case or one customer, as their page shows it to whoever may open it
    OWN = "own"  # what this person handed in, given back to them; of somebody else's never more than 500 rows
    COLLEAGUES = "colleagues"  # names of those who work in one's own places: entry, never more than 500
    NOBODY = "nobody"  # figures, settings, patterns


DOWNLOADS: dict[str, tuple[Holds, str]] = {
    "accounts:audit_out": (Holds.PEOPLE, "taking: audit"),
    "accounts:changes_out": (Holds.PEOPLE, "taking: changes"),
    "tickets:take_along": (Holds.PEOPLE, "taking: list"),
    "surveys:answers_out": (Holds.PEOPLE, "taking: answers"),
    "keyaccounts:hazards_out": (Holds.PEOPLE, "taking: hazards"),
    "supervision:export": (Holds.PEOPLE, "taking: board"),
    "clients:export_file": (
        Holds.PEOPLE,
        "asked for and agreed to on /manage/exports/, the list behind a figure as well",
    ),
    "hotline:export-file": (Holds.PEOPLE, "the same by REST"),
    "safekeeping:person_copy": (Holds.PEOPLE, "one person's own wish, always decided by a second member of staff"),
    "keyaccounts:figures": (Holds.ONE, "twelve or twenty-four months of one customer; on record"),
    "keyaccounts:scan": (Holds.ONE, "a paper of one customer"),
    "tickets:file": (Holds.ONE, "an attachment of one case"),
    "tickets:file_small": (Holds.ONE, "its small picture"),
    "tickets:file_signed": (Holds.ONE, "an attachment by a signed link that ends"),
    "tickets:track_file": (Holds.ONE, "the customer's own file, by their own link"),
    "tickets:track_file_size": (Holds.ONE, "its small picture"),
    "hotline:file-file": (Holds.ONE, "an attachment of one case, by key"),
    "clients:import": (Holds.OWN, "what became of the rows of a file, to whoever handed it in"),
    "hotline:import-file": (Holds.OWN, "the same by REST"),
    "keyaccounts:figure_import": (Holds.OWN, "the lines that were refused, by number and reason"),
    "fieldwork:rota_export": (Holds.COLLEAGUES, "the rota of a week"),
    "quality:figures": (Holds.COLLEAGUES, "how many inspections of a month passed, by person"),
    "reporting:report": (Holds.COLLEAGUES, "figures of halls, topics, crews, and of staff by name"),
    "surveys:export": (Holds.COLLEAGUES, "figures of satisfaction by hall, topic, channel, and of staff by name"),
    "accounts:table_pattern": (Holds.NOBODY, "an empty table with one made-up line"),
    "clients:pattern": (Holds.NOBODY, "an empty table"),
    "keyaccounts:figure_pattern": (Holds.NOBODY, "an empty table with one made-up line"),
    "clients:run_table": (Holds.NOBODY, "numbers of orders and how they stand on both sides"),
    "hotline:postman": (Holds.NOBODY, "the description of the API"),
    "reporting:bulletin": (Holds.NOBODY, "figures of halls and crews"),
    "reporting:kept": (Holds.NOBODY, "figures of promises"),
    "restoration:export": (Holds.NOBODY, "places, times and households of outages; an account never stands in it"),
    "tickets:category_export": (Holds.NOBODY, "the tree of topics"),
    "worksheets:stock_export": (Holds.NOBODY, "what lies in the depots"),
}
