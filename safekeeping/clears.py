"""What goes of a case, and what goes of a customer: names, numbers, addresses and words. Codes, figures, moments and joins stay.

A statement is given the keys of the subjects as `%(ids)s`. What stands in a history goes by `accounts.redacting`, so that the
chain holds. Which column of which table is about a person at all stands in `safekeeping.columns`.
"""

from dataclasses import dataclass

# What stands in the place of words that are gone.
GONE = "—"
OF_TICKET = "ticket_id = ANY(%(ids)s::uuid[])"
OF_CUSTOMER = "customer_id = ANY(%(ids)s::uuid[])"
OWN = "id = ANY(%(ids)s::uuid[])"
_OF_APPLICATION = (
    "application_id IN (SELECT a.id FROM applications_application a WHERE a.ticket_id = ANY(%(ids)s::uuid[]))"
)
_OF_HAZARD = "hazard_id IN (SELECT h.id FROM keyaccounts_hazard h WHERE h.customer_id = ANY(%(ids)s::uuid[]))"
_OF_MERGE = (
    "SELECT m.id FROM customers_merge m WHERE m.kept_id = ANY(%(ids)s::uuid[]) OR m.gone_id = ANY(%(ids)s::uuid[])"
)
_OF_SHEET = "sheet_id IN (SELECT s.id FROM keyaccounts_rechecksheet s WHERE s.customer_id = ANY(%(ids)s::uuid[]))"
_OF_WATCH = "entry_id IN (SELECT e.id FROM keyaccounts_watchentry e WHERE e.customer_id = ANY(%(ids)s::uuid[]))"


@dataclass(frozen=True)
class Clear:
    """What goes of one table: columns with what takes their place, or, without any, whole rows.

    In a `history` the columns in `codes` keep their codes and figures and lose their words.
    """

    table: str
    where: str
    empty: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    is_history: bool = False


def words(*columns: str) -> tuple[tuple[str, str], ...]:
    """Columns that become a dash where something stands in them, for some may not be empty."""
    return tuple((column, f"CASE WHEN {column} = '' THEN '' ELSE '{GONE}' END") for column in columns)


def blank(*columns: str) -> tuple[tuple[str, str], ...]:
    return tuple((column, "''") for column in columns)


OF_CASES = (
    Clear(
        "tickets_ticket",
        OWN,
        (
            ("title", "(SELECT left(c.name, 60) FROM tickets_category c WHERE c.id = category_id)"),
            ("description", f"'{GONE}'"),
            *blank("contact_name", "contact_phone", "address"),
        ),
        codes=("answers",),
    ),
    Clear("tickets_ticketevent", OF_TICKET, (("reason", "''"),), codes=("facts",), is_history=True),
    Clear("tickets_casewords", OF_TICKET),
    Clear("tickets_draft", OF_TICKET),
    Clear("tickets_order", OF_TICKET, words("text", "answer", "remark")),
    Clear("tickets_extension", OF_TICKET, words("reason")),
    Clear("complaints_complaint", OF_TICKET, (*words("no_contact", "finding", "corrective"), ("sealed", "NULL"))),
    Clear("complaints_coordination", OF_TICKET, words("question", "answer")),
    Clear("complaints_replydraft", OF_TICKET, words("text", "reason", "attitude")),
    Clear("complaints_corrective", OF_TICKET, words("measure", "proof", "note")),
    Clear("complaints_downgrade", OF_TICKET, words("reason", "note")),
    Clear("complaints_outercase", OF_TICKET, words("extended_because", "basis_text")),
    Clear(
        "complaints_recoverystep",
        "recovery_id IN (SELECT r.id FROM complaints_recovery r WHERE r.ticket_id = ANY(%(ids)s::uuid[]))",
        (("text", f"'{GONE}'"),),
        is_history=True,
    ),
    Clear("surveys_survey", OF_TICKET, blank("comment")),
    Clear(
        "surveys_surveychange",
        "survey_id IN (SELECT s.id FROM surveys_survey s WHERE s.ticket_id = ANY(%(ids)s::uuid[]))",
        (("comment", "''"),),
        is_history=True,
    ),
    Clear(
        "surveys_callbacktry",
        "callback_id IN (SELECT c.id FROM surveys_callback c WHERE c.ticket_id = ANY(%(ids)s::uuid[]))",
        (("note", "''"),),
        is_history=True,
    ),
    Clear("surveys_followup", OF_TICKET, words("words")),
    Clear("worksheets_returnsheet", OF_TICKET, words("text", "reason", "cause")),
    Clear("worksheets_sendback", OF_TICKET, words("text", "reason")),
    Clear("worksheets_worksheet", OF_TICKET, words("reason"), codes=("said",)),
    Clear("worksheets_appointment", OF_TICKET, words("reason")),
    Clear("applications_application", OF_TICKET, words("applicant", "grounds")),
    Clear("applications_filing", OF_TICKET, words("to_say")),
    Clear("applications_missingnotice", _OF_APPLICATION, codes=("items",), is_history=True),
    Clear("applications_paper", _OF_APPLICATION, words("reason")),
    Clear("applications_step", _OF_APPLICATION, words("reason")),
    Clear("tickets_closingsheet", OF_TICKET, codes=("filled",)),
    Clear(
        "tickets_ticketlink", "source_id = ANY(%(ids)s::uuid[]) OR target_id = ANY(%(ids)s::uuid[])", codes=("facts",)
    ),
    Clear("fieldwork_phoneaction", OF_TICKET, codes=("answer",), is_history=True),
)
OF_CUSTOMERS = (
    Clear(
        "customers_customer",
        OWN,
        (
            ("name", f"'{GONE}'"),
            *blank("initials", "identity_index"),
            ("identity_sealed", "NULL"),
            ("tags", "'[]'"),
            ("hidden_at", "coalesce(hidden_at, now())"),
        ),
    ),
    Clear("customers_phone", OF_CUSTOMER),
    Clear("customers_namekey", OF_CUSTOMER),
    Clear(
        "customers_customerevent",
        OF_CUSTOMER,
        (("reason", "''"), ("sealed", "NULL")),
        codes=("facts",),
        is_history=True,
    ),
    Clear("customers_viewing", OF_CUSTOMER, words("reason", "answer")),
    Clear("customers_identitycheck", OF_CUSTOMER, words("note")),
    Clear("customers_correction", OF_CUSTOMER, words("address", "reason", "answer")),
    Clear("customers_message", OF_CUSTOMER, words("address", "text", "last_error")),
    Clear("calls_call", OF_CUSTOMER, blank("number")),
    Clear("calls_returncall", OF_CUSTOMER, words("number", "reason")),
    Clear("surveys_hallasked", OF_CUSTOMER, blank("comment")),
    Clear("outages_outagecallee", OF_CUSTOMER, words("note", "why")),
    Clear("customers_mergemove", f"merge_id IN ({_OF_MERGE})", codes=("before", "after"), is_history=True),
    Clear("customers_merge", f"id IN ({_OF_MERGE})", codes=("filled",)),
    Clear("keyaccounts_caretakerterm", OF_CUSTOMER, words("reason")),
    Clear("keyaccounts_levelterm", OF_CUSTOMER, words("reason")),
    Clear("keyaccounts_carevisit", OF_CUSTOMER, words("met", "said", "dropped_why", "purpose")),
    Clear("keyaccounts_recheckanswer", _OF_SHEET, words("note")),
    Clear("keyaccounts_hazardnotice", _OF_HAZARD, words("receiver")),
    Clear("keyaccounts_hazardevent", _OF_HAZARD, (("reason", "''"),), codes=("facts",), is_history=True),
    Clear("keyaccounts_watchentry", OF_CUSTOMER, words("reason"), codes=("facts",)),
    Clear("keyaccounts_watchevent", _OF_WATCH, (("reason", "''"),), codes=("facts",), is_history=True),
    Clear("safekeeping_personrequest", OF_CUSTOMER, words("proof", "answer")),
    Clear("keyaccounts_followup", OF_CUSTOMER, words("text", "outcome")),
    Clear("keyaccounts_reminder", OF_CUSTOMER, words("text")),
    Clear("keyaccounts_contract", OF_CUSTOMER, words("note", "file_ref")),
)
