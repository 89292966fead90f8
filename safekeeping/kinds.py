"""The kinds of data that a rule of retention is about: which rows have grown old, and what of them goes.

Codes, figures, moments and joins stay, so that every statistic stays what it was; names, numbers, addresses and words go. A
statement is given the keys of the subjects (cases, customers, calls …) as `%(ids)s`. What stands in a history goes by
`accounts.redacting`, so that the chain holds.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What stands in the place of words that are gone.
GONE = "—"
_OF_TICKET = "ticket_id = ANY(%(ids)s::uuid[])"
_OF_CUSTOMER = "customer_id = ANY(%(ids)s::uuid[])"
_OWN = "id = ANY(%(ids)s::uuid[])"


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


@dataclass(frozen=True)
class Kind:
    """One kind: how it is called, the fewest days that the law allows, which subjects are old, what goes of them.

    `old` selects keys of at most `%(most)s` subjects of `%(org)s` that ended before `%(before)s` and still have words;
    `example` shows one, masked. `takes_files` has the files of the cases removed from the disk as well.
    """

    code: str
    word: Promise
    hint: Promise
    least: int
    usual: int
    old: str
    clears: tuple[Clear, ...]
    example: str = ""
    takes_files: bool = False


def _words(*columns: str) -> tuple[tuple[str, str], ...]:
    """Columns that become a dash where something stands in them, for some may not be empty."""
    return tuple((column, f"CASE WHEN {column} = '' THEN '' ELSE '{GONE}' END") for column in columns)


def _blank(*columns: str) -> tuple[tuple[str, str], ...]:
    return tuple((column, "''") for column in columns)


_OF_COMPLAINT = "ticket_id = ANY(%(ids)s::uuid[])"
OF_CASES = (
    Clear(
        "tickets_ticket",
        _OWN,
        (
            ("title", "(SELECT left(c.name, 60) FROM tickets_category c WHERE c.id = category_id)"),
            ("description", f"'{GONE}'"),
            *_blank("contact_name", "contact_phone", "address"),
        ),
        codes=("answers",),
    ),
    Clear("tickets_ticketevent", _OF_TICKET, (("reason", "''"),), codes=("facts",), is_history=True),
    Clear("tickets_casewords", _OF_TICKET),
    Clear("tickets_draft", _OF_TICKET),
    Clear("tickets_order", _OF_TICKET, _words("text", "answer", "remark")),
    Clear("tickets_extension", _OF_TICKET, _words("reason")),
    Clear("complaints_complaint", _OF_COMPLAINT, (*_words("no_contact", "finding", "corrective"), ("sealed", "NULL"))),
    Clear("complaints_coordination", _OF_COMPLAINT, _words("question", "answer")),
    Clear("complaints_replydraft", _OF_COMPLAINT, _words("text", "reason")),
    Clear("complaints_corrective", _OF_COMPLAINT, _words("measure", "proof", "note")),
    Clear("complaints_downgrade", _OF_COMPLAINT, _words("reason", "note")),
    Clear("complaints_outercase", _OF_COMPLAINT, _words("extended_because", "basis_text")),
    Clear(
        "complaints_recoverystep",
        "recovery_id IN (SELECT r.id FROM complaints_recovery r WHERE r.ticket_id = ANY(%(ids)s::uuid[]))",
        (("text", f"'{GONE}'"),),
        is_history=True,
    ),
    Clear("surveys_survey", _OF_TICKET, _blank("comment")),
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
    Clear("surveys_followup", _OF_TICKET, _words("words")),
    Clear("worksheets_returnsheet", _OF_TICKET, _words("text", "reason")),
    Clear("worksheets_sendback", _OF_TICKET, _words("text", "reason")),
    Clear("worksheets_worksheet", _OF_TICKET, _words("reason"), codes=("said",)),
    Clear("worksheets_appointment", _OF_TICKET, _words("reason")),
    Clear("applications_application", _OF_TICKET, _words("applicant", "grounds")),
    Clear("fieldwork_phoneaction", _OF_TICKET, codes=("answer",), is_history=True),
)
OF_CUSTOMERS = (
    Clear(
        "customers_customer",
        _OWN,
        (
            ("name", f"'{GONE}'"),
            *_blank("initials", "identity_index"),
            ("identity_sealed", "NULL"),
            ("tags", "'[]'"),
            ("hidden_at", "coalesce(hidden_at, now())"),
        ),
    ),
    Clear("customers_phone", _OF_CUSTOMER),
    Clear("customers_namekey", _OF_CUSTOMER),
    Clear(
        "customers_customerevent",
        _OF_CUSTOMER,
        (("reason", "''"), ("sealed", "NULL")),
        codes=("facts",),
        is_history=True,
    ),
    Clear("customers_viewing", _OF_CUSTOMER, _words("reason", "answer")),
    Clear("customers_identitycheck", _OF_CUSTOMER, _words("note")),
    Clear("customers_correction", _OF_CUSTOMER, _words("address", "reason", "answer")),
    Clear("customers_message", _OF_CUSTOMER, _words("address", "text")),
    Clear("calls_call", _OF_CUSTOMER, _blank("number")),
    Clear("calls_returncall", _OF_CUSTOMER, _words("number", "reason")),
    Clear("surveys_hallasked", _OF_CUSTOMER, _blank("comment")),
    Clear("outages_outagecallee", _OF_CUSTOMER, _words("note")),
    Clear("keyaccounts_carevisit", _OF_CUSTOMER, _words("met", "said", "dropped_why")),
    Clear("keyaccounts_followup", _OF_CUSTOMER, _words("text", "outcome")),
    Clear("keyaccounts_reminder", _OF_CUSTOMER, _words("text")),
    Clear("keyaccounts_contract", _OF_CUSTOMER, _words("note", "file_ref")),
)
_NO_PAPERS = "NOT EXISTS (SELECT FROM complaints_complaint p WHERE p.ticket_id = t.id AND p.keep_until > now()::date)"
KINDS = (
    Kind(
        "cases",
        _("Words of ended cases"),
        _(
            "contact, number, address, what was said and written; complaint papers only after the years of their archive"
        ),
        365,
        1095,
        f"""SELECT t.id FROM tickets_ticket t WHERE t.org_id = %(org)s AND t.closed_at < %(before)s
               AND t.description <> '{GONE}' AND {_NO_PAPERS} ORDER BY t.id LIMIT %(most)s""",
        OF_CASES,
        "SELECT t.number, t.contact_name, t.closed_at FROM tickets_ticket t WHERE t.id = ANY(%(ids)s::uuid[]) LIMIT 3",
    ),
    Kind(
        "files",
        _("Files of ended cases"),
        _("photos, papers and signed slips, on the disk as well; not those of complaints in their years"),
        365,
        1825,
        f"""SELECT t.id FROM tickets_ticket t WHERE t.org_id = %(org)s AND t.closed_at < %(before)s AND {_NO_PAPERS}
               AND EXISTS (SELECT FROM tickets_attachment a WHERE a.ticket_id = t.id AND a.name <> '{GONE}')
             ORDER BY t.id LIMIT %(most)s""",
        (Clear("tickets_attachment", _OF_TICKET, (("name", f"'{GONE}'"),), is_history=True),),
        takes_files=True,
    ),
    Kind(
        "customers",
        _("Former customers"),
        _("name, numbers, identity and file of who holds no supply here and has not come for so long"),
        365,
        1825,
        f"""SELECT c.id FROM customers_customer c WHERE c.org_id = %(org)s AND c.created_at < %(before)s AND c.name <> '{GONE}'
               AND NOT EXISTS (SELECT FROM customers_holding h WHERE h.customer_id = c.id
                                  AND (h.until_on IS NULL OR h.until_on >= %(before)s::date))
               AND NOT EXISTS (SELECT FROM tickets_ticket t WHERE t.customer_id = c.id
                                  AND (t.closed_at IS NULL OR t.closed_at >= %(before)s))
               AND NOT EXISTS (SELECT FROM calls_call k WHERE k.customer_id = c.id AND k.began_at >= %(before)s)
             ORDER BY c.id LIMIT %(most)s""",
        OF_CUSTOMERS,
        "SELECT '', c.name, c.created_at FROM customers_customer c WHERE c.id = ANY(%(ids)s::uuid[]) LIMIT 3",
    ),
    Kind(
        "messages",
        _("Texts that were sent"),
        _("numbers and words of texts to customers and staff; that they were sent stays"),
        90,
        365,
        f"""SELECT m.id FROM customers_message m WHERE m.org_id = %(org)s AND m.created_at < %(before)s AND m.text <> '{GONE}'
               AND (m.sent_at IS NOT NULL OR m.dropped_at IS NOT NULL OR m.dead_at IS NOT NULL)
             ORDER BY m.id LIMIT %(most)s""",
        (Clear("customers_message", _OWN, (("address", f"'{GONE}'"), ("text", f"'{GONE}'"))),),
    ),
    Kind(
        "calls",
        _("Calls and recordings"),
        _("numbers, notes, and where the recording lies: the telephone system deletes the sound by its own rule"),
        180,
        730,
        """SELECT k.id FROM calls_call k WHERE k.org_id = %(org)s AND k.ended_at < %(before)s
               AND (k.number <> '' OR EXISTS (SELECT FROM calls_recording r WHERE r.call_id = k.id AND r.keep_until < now()))
             ORDER BY k.id LIMIT %(most)s""",
        (
            Clear("calls_call", _OWN, _blank("number")),
            Clear("calls_callevent", "call_id = ANY(%(ids)s::uuid[])", codes=("facts",), is_history=True),
            Clear("calls_callnote", "call_id = ANY(%(ids)s::uuid[])", _words("text"), is_history=True),
            Clear("calls_recording", "call_id = ANY(%(ids)s::uuid[]) AND keep_until < now()"),
        ),
        "SELECT '', k.number, k.ended_at FROM calls_call k WHERE k.id = ANY(%(ids)s::uuid[]) LIMIT 3",
    ),
    Kind(
        "visits",
        _("Visits at the counter"),
        _("what visitors said they came for; numbers drawn and waiting times stay"),
        90,
        365,
        f"""SELECT v.id FROM tickets_visit v WHERE v.org_id = %(org)s AND v.ended_at < %(before)s
               AND EXISTS (SELECT FROM tickets_matter m WHERE m.visit_id = v.id AND m.words NOT IN ('', '{GONE}'))
             ORDER BY v.id LIMIT %(most)s""",
        (Clear("tickets_matter", "visit_id = ANY(%(ids)s::uuid[])", _words("words"), is_history=True),),
    ),
    Kind(
        "notices",
        _("Notices to staff"),
        _("what people were told under their bell"),
        30,
        365,
        """SELECT n.id FROM accounts_notice n WHERE n.org_id = %(org)s AND n.at < %(before)s
             ORDER BY n.id LIMIT %(most)s""",
        (Clear("accounts_notice", _OWN),),
    ),
    Kind(
        "audit",
        _("Details of the audit"),
        _(
            "addresses and reasons of entries; who did what and when stays for good, sealed. The law asks for six months"
        ),
        190,
        1095,
        """SELECT a.id FROM accounts_auditevent a WHERE a.org_id = %(org)s AND a.at < %(before)s
               AND NOT EXISTS (SELECT FROM accounts_redacted r WHERE r.name = 'accounts_auditevent' AND r.row = a.id)
             ORDER BY a.id LIMIT %(most)s""",
        (
            Clear(
                "accounts_auditevent", _OWN, (("reason", "''"), ("facts", "facts - 'ip' - 'filters'")), is_history=True
            ),
        ),
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
