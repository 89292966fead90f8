"""The kinds of data that a rule of retention is about: which rows have grown old, and what of them goes (`safekeeping.clears`)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safekeeping.clears import GONE, OF_CASES, OF_CUSTOMERS, OF_TICKET, OWN, Clear, blank, words


@dataclass(frozen=True)
class Kind:
    """One kind: how it is called, the fewest days that the law allows, which subjects are old, what goes of them.

    `old` selects keys of at most `%(most)s` subjects of `%(org)s` that ended before `%(before)s` and still have words;
    `example` shows one, masked. `takes_files` has the files of the cases removed from the disk as well. A kind without
    `clears` says how long something is left alone by the other rules.
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
    otherwise: Promise | None = None  # what holds without a rule, where that is not "for good"


# The file of a complaint keeps its words until its years are over, and as long as nobody has put it on the shelf.
_NO_PAPERS = """NOT EXISTS (SELECT FROM complaints_complaint p WHERE p.ticket_id = t.id
                               AND (p.keep_until > now()::date OR (p.archived_at IS NULL AND t.status = 'closed')))"""
_OF_VISIT = "visit_id = ANY(%(ids)s::uuid[])"
_OF_HANDOVER = "handover_id = ANY(%(ids)s::uuid[])"
_SAME_TIME = """EXISTS (SELECT FROM shifts_handover h WHERE h.id = ANY(%(ids)s::uuid[])
                          AND h.unit_id = shifts_shiftnote.unit_id AND shifts_shiftnote.at < h.until_at)"""
_FILES = """SELECT p.ticket_id FROM complaints_complaint p JOIN tickets_ticket t ON t.id = p.ticket_id
             WHERE p.org_id = %(org)s AND p.archived_at IS NOT NULL AND t.closed_at < %(before)s
               AND coalesce(nullif(p.first_level, ''), t.level) {levels} ('special', 'major')
             ORDER BY p.ticket_id LIMIT %(most)s"""
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
        "papers_grave",
        _("Papers of special and major complaints"),
        _("how long they are left alone, from the end of the complaint. Two tiers of the trade: three and five years"),
        1095,
        1825,
        _FILES.format(levels="IN"),
        (),
        otherwise=_("five years"),
    ),
    Kind(
        "papers",
        _("Papers of the other complaints"),
        _("how long they are left alone, from the end of the complaint"),
        365,
        1095,
        _FILES.format(levels="NOT IN"),
        (),
        otherwise=_("three years"),
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
        (Clear("tickets_attachment", OF_TICKET, (("name", f"'{GONE}'"),), is_history=True),),
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
        (Clear("customers_message", OWN, (("address", f"'{GONE}'"), ("text", f"'{GONE}'"), *blank("last_error"))),),
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
            Clear("calls_call", OWN, blank("number")),
            Clear("calls_callevent", "call_id = ANY(%(ids)s::uuid[])", blank("to"), codes=("facts",), is_history=True),
            Clear("calls_callnote", "call_id = ANY(%(ids)s::uuid[])", words("text"), is_history=True),
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
               AND (EXISTS (SELECT FROM tickets_matter m WHERE m.visit_id = v.id AND m.words NOT IN ('', '{GONE}'))
                    OR EXISTS (SELECT FROM surveys_visitsaid s WHERE s.visit_id = v.id AND s.comment <> ''))
             ORDER BY v.id LIMIT %(most)s""",
        (
            Clear("tickets_matter", _OF_VISIT, words("words"), is_history=True),
            Clear("surveys_visitsaid", _OF_VISIT, blank("comment")),
        ),
    ),
    Kind(
        "shifts",
        _("Words of shifts handed over"),
        _("sentences and remarks for the next shift; what was counted, and who signed when, stays"),
        180,
        730,
        f"""SELECT h.id FROM shifts_handover h WHERE h.org_id = %(org)s AND h.in_at < %(before)s AND h.state = 'done'
               AND h.remark <> '{GONE}' ORDER BY h.id LIMIT %(most)s""",
        (
            Clear(
                "shifts_handover",
                OWN,
                (("remark", f"'{GONE}'"), *words("overrule_reason")),
                codes=("sheet", "answers", "ticked"),
                is_history=True,
            ),
            Clear("shifts_handoverword", _OF_HANDOVER, words("text"), is_history=True),
            Clear("shifts_handovermove", _OF_HANDOVER, words("why"), is_history=True),
            Clear("shifts_handoverevent", _OF_HANDOVER, (("reason", "''"),), codes=("facts",), is_history=True),
            Clear("shifts_shiftnote", _SAME_TIME, words("text"), is_history=True),
        ),
    ),
    Kind(
        "notices",
        _("Notices to staff"),
        _("what people were told under their bell"),
        30,
        365,
        """SELECT n.id FROM accounts_notice n WHERE n.org_id = %(org)s AND n.at < %(before)s
             ORDER BY n.id LIMIT %(most)s""",
        (Clear("accounts_notice", OWN),),
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
                "accounts_auditevent", OWN, (("reason", "''"), ("facts", "facts - 'ip' - 'filters'")), is_history=True
            ),
        ),
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
