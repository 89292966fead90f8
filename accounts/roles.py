"""Who may do what: one table, read by every page, every API call, every export and every test."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.verbs import WORDS
from servicedesk.lib.refusals import NotAllowed


class Role(models.TextChoices):
    """What a person is trusted with at a place; a grant joins person, role and unit."""

    CLERK = "clerk", _("Counter clerk")
    DISPATCHER = "dispatcher", _("Dispatcher")
    CREW = "crew", _("Repair crew")
    COMPLAINTS = "complaints", _("Complaint handler")
    CALLBACK = "callback", _("Callback agent")
    MANAGER = "manager", _("Account manager")
    QUALITY = "quality", _("Quality inspector")
    SUPERVISOR = "supervisor", _("Supervisor")
    DIRECTOR = "director", _("Director")
    EXECUTIVE = "executive", _("Executive in charge")
    ADMIN = "admin", _("Administrator")
    SECURITY = "security", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")
    HOTLINE = "hotline", _("Hotline (machine)")


_DESK = {Role.CLERK, Role.HOTLINE}
_LEAD = {Role.SUPERVISOR}
# Above the supervisor: they watch, ask and decide, and do none of the work themselves.
_ABOVE = {Role.DIRECTOR, Role.EXECUTIVE}
# Three duties that nobody holds two of (等保: 系统管理员, 安全管理员, 审计管理员).
APART = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR})
_HOUSE = _LEAD | APART
_FIELD = {Role.CREW, Role.DISPATCHER} | _LEAD
_STAFF = {
    Role.CLERK,
    Role.DISPATCHER,
    Role.CREW,
    Role.COMPLAINTS,
    Role.CALLBACK,
    Role.MANAGER,
    Role.SUPERVISOR,
    Role.HOTLINE,
}
# Who looks up a customer on a page; the hotline's machine does so over REST alone.
_FILE = {Role.CLERK, Role.DISPATCHER, Role.COMPLAINTS, Role.CALLBACK, Role.MANAGER, Role.DIRECTOR} | _LEAD

MAY: dict[str, frozenset[Role]] = {
    verb: frozenset(roles)
    for verb, roles in {
        # reading
        "read": _STAFF | _ABOVE | {Role.ADMIN, Role.AUDITOR, Role.QUALITY},
        "lookup": {
            Role.CLERK,
            Role.DISPATCHER,
            Role.COMPLAINTS,
            Role.CALLBACK,
            Role.MANAGER,
            Role.SUPERVISOR,
            Role.HOTLINE,
        },
        "reveal": {
            Role.CLERK,
            Role.DISPATCHER,
            Role.CREW,
            Role.COMPLAINTS,
            Role.CALLBACK,
            Role.MANAGER,
            Role.SUPERVISOR,
        },
        "my": _STAFF | _ABOVE,
        # at the desk
        "register": {
            Role.CLERK,
            Role.HOTLINE,
            Role.SUPERVISOR,
            Role.DISPATCHER,
            Role.COMPLAINTS,
        },
        "urge": _STAFF | _ABOVE,
        "retract": (_STAFF | _ABOVE) - {Role.HOTLINE},
        "note": _STAFF | _ABOVE,
        "attach": _STAFF,
        "hide_file": _STAFF - {Role.HOTLINE},
        "call": _STAFF,
        "repeat": _STAFF,
        "follow": (_STAFF | _ABOVE) - {Role.HOTLINE},
        "amend": {Role.DISPATCHER, Role.COMPLAINTS, Role.CALLBACK} | _DESK | _LEAD,
        "withdraw": _DESK | _LEAD,
        "undo": {Role.CLERK, Role.SUPERVISOR, Role.DISPATCHER, Role.COMPLAINTS},
        # the queue
        "visit": {Role.CLERK} | _LEAD,
        "visits": _LEAD | _ABOVE | {Role.AUDITOR},
        **dict.fromkeys(("take_number", "cancel_number", "queue"), _DESK | _LEAD),
        "fill": _STAFF,
        # cases that belong together
        **dict.fromkeys(("link", "unlink"), {Role.DISPATCHER, Role.COMPLAINTS} | _DESK | _LEAD),
        **dict.fromkeys(
            ("merge", "absorb", "unmerge", "release", "split", "unsplit"),
            {Role.DISPATCHER, Role.COMPLAINTS, Role.CLERK} | _LEAD,
        ),
        # dispatch and field
        **dict.fromkeys(("dispatch", "recall"), {Role.DISPATCHER} | _LEAD),
        **dict.fromkeys(("take_over", "hand_back"), (_STAFF | _ABOVE) - {Role.HOTLINE}),
        "unclaim": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "rota": _FIELD | _ABOVE,
        "rota_edit": {Role.DISPATCHER} | _LEAD,
        "crews": _LEAD | {Role.ADMIN},
        **dict.fromkeys(("outage", "supply_back"), {Role.DISPATCHER} | _LEAD),
        "outage_rules": {Role.ADMIN} | _LEAD,
        "outage_call": {Role.CLERK, Role.CALLBACK, Role.MANAGER, Role.DISPATCHER} | _LEAD,
        "accept": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "depart": _FIELD,
        "appoint": _FIELD | _DESK,
        "arrive": _FIELD,
        **dict.fromkeys(("be_late", "ask_support"), _FIELD),
        "restore": _FIELD,
        "report": _FIELD,
        "send_back": _FIELD,
        **dict.fromkeys(("estimate", "ask_send_back", "sheet"), _FIELD | {Role.CLERK}),
        **dict.fromkeys(
            ("refuse_send_back", "let_go", "reviews", "approve_return", "return_report"), {Role.DISPATCHER} | _LEAD
        ),
        **dict.fromkeys(("arbitrate", "approve_sheet"), _LEAD),
        "appointments": {Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR} | _DESK | _LEAD,
        "stock": {Role.DISPATCHER} | _LEAD,
        "sheet_rules": {Role.ADMIN} | _LEAD,
        "transfer": {Role.DISPATCHER, Role.COMPLAINTS, Role.CLERK} | _LEAD,
        # changes of plan
        "suspend": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "resume": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "extend": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "withdraw_extension": _FIELD | {Role.COMPLAINTS, Role.CLERK},
        "approve_extension": _LEAD | {Role.DIRECTOR},
        "void": _LEAD,
        "uphold": _LEAD,
        "reclassify": {Role.DISPATCHER, Role.COMPLAINTS, Role.CLERK} | _LEAD,
        # applications, filed matters, praise
        "applications": {Role.CLERK, Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR} | _LEAD,
        **dict.fromkeys(("check", "notify", "admit", "decline", "skip_step", "return_step"), {Role.CLERK} | _LEAD),
        **dict.fromkeys(("begin_step", "finish_step"), {Role.CLERK} | _FIELD),
        "filings": {Role.CLERK, Role.DISPATCHER, Role.COMPLAINTS, Role.DIRECTOR, Role.AUDITOR} | _LEAD,
        **dict.fromkeys(("approve", "refuse", "renew", "revoke", "expire"), _LEAD | {Role.DIRECTOR}),
        "convey": {Role.CLERK, Role.COMPLAINTS} | _LEAD,
        # complaints and answers
        "contact": {Role.COMPLAINTS} | _LEAD,
        "verify": {Role.COMPLAINTS} | _LEAD,
        "reply": {Role.CLERK, Role.COMPLAINTS} | _LEAD,
        **dict.fromkeys(("complaints", "review_reply"), {Role.COMPLAINTS} | _LEAD),
        "complaint_file": {Role.COMPLAINTS, Role.AUDITOR} | _LEAD | _ABOVE,
        "downgrade": _LEAD | {Role.DIRECTOR},
        "recoveries": {Role.COMPLAINTS, Role.CLERK, Role.CALLBACK, Role.MANAGER, Role.AUDITOR} | _LEAD | _ABOVE,
        "recover": {Role.COMPLAINTS, Role.CLERK, Role.CALLBACK, Role.MANAGER} | _LEAD,
        "compensate": _LEAD | _ABOVE,
        "complaint_rules": _LEAD | {Role.ADMIN},
        # closing the loop
        "callback": {Role.CALLBACK} | _LEAD,
        "hand_over_calls": _LEAD,
        "satisfaction": _LEAD | _ABOVE | {Role.AUDITOR},
        **dict.fromkeys(("follow_up", "improve", "quality_check"), _LEAD | {Role.DIRECTOR}),
        "questionnaires": _LEAD | {Role.ADMIN},
        "close": {Role.CALLBACK, Role.CLERK} | _LEAD,
        "reopen": {Role.CALLBACK, Role.CLERK, Role.HOTLINE} | _LEAD,
        # the end of a shift
        "handover": {Role.CLERK, Role.DISPATCHER, Role.COMPLAINTS, Role.CALLBACK, Role.DIRECTOR, Role.AUDITOR} | _LEAD,
        "sign_shift": {Role.CLERK, Role.DISPATCHER, Role.COMPLAINTS, Role.CALLBACK} | _LEAD,
        "overrule_shift": _LEAD,
        "shift_rules": {Role.ADMIN} | _LEAD,
        # how well it is done
        "qa": {Role.QUALITY} | _LEAD,
        "qa_rules": {Role.QUALITY, Role.ADMIN} | _LEAD,
        "qa_mine": (_STAFF | _ABOVE | {Role.QUALITY}) - {Role.HOTLINE},
        # the telephone
        "calls": _FILE - {Role.DIRECTOR},
        "call_event": {Role.HOTLINE},
        "call_watch": _LEAD | _ABOVE | {Role.AUDITOR, Role.QUALITY},
        "recording": {Role.COMPLAINTS, Role.AUDITOR, Role.QUALITY} | _LEAD | _ABOVE,
        "call_rules": {Role.ADMIN} | _LEAD,
        # the customer's file
        **dict.fromkeys(("customers", "secrecy_ask"), _FILE),
        "customer_edit": {Role.CLERK, Role.COMPLAINTS, Role.MANAGER} | _LEAD,
        "customer_verify": {Role.MANAGER, Role.DISPATCHER} | _LEAD,
        "care": {Role.MANAGER} | _LEAD,
        **dict.fromkeys(("care_assign", "customer_level", "secrecy_approve"), _LEAD | {Role.DIRECTOR}),
        "tags": {Role.ADMIN} | _LEAD,
        # watching over it
        **dict.fromkeys(("order", "accept_answer", "return_answer", "withdraw_order"), _LEAD | _ABOVE | {Role.ADMIN}),
        **dict.fromkeys(("acknowledge", "answer_order"), (_STAFF | _ABOVE) - {Role.HOTLINE}),
        **dict.fromkeys(("board", "reports"), _LEAD | _ABOVE | {Role.AUDITOR}),
        **dict.fromkeys(("report_rules", "wall_keys"), {Role.ADMIN} | _LEAD),
        "status": _LEAD | _ABOVE | {Role.ADMIN, Role.AUDITOR},
        "manage": {Role.ADMIN},
        **dict.fromkeys(("settings", "people", "changes"), _HOUSE),
        "staff": {Role.ADMIN},
        "give_role": {Role.ADMIN, Role.SECURITY},
        **dict.fromkeys(("doors", "retention"), APART - {Role.AUDITOR}),
        "deputise": {Role.DISPATCHER, Role.ADMIN} | _LEAD,
        "clients": {Role.ADMIN},
        # orders of the hotlines above us
        "upstream": {Role.DISPATCHER, Role.COMPLAINTS} | _LEAD,
        "reconcile": {Role.DISPATCHER, Role.COMPLAINTS, Role.AUDITOR} | _LEAD,
        "messages": {Role.ADMIN, Role.SUPERVISOR},
        "stuck": {Role.ADMIN, Role.SUPERVISOR},
        "categories": {Role.ADMIN, Role.SUPERVISOR},
        "standards": {Role.ADMIN, Role.SUPERVISOR, Role.DIRECTOR},
        "audit": {Role.AUDITOR, Role.ADMIN},
        "prove": {Role.AUDITOR},
        "person_data": {Role.CLERK, Role.COMPLAINTS, Role.MANAGER, Role.SECURITY} | _LEAD,
        "decide_person_data": {Role.SECURITY, Role.DIRECTOR} | _LEAD,
        "import": {Role.ADMIN},
        # many rows at once: handing files in, bringing the past and the master data in, taking rows out
        "bulk": {Role.ADMIN, Role.HOTLINE} | _LEAD,
        "bring_in": {Role.ADMIN} | _LEAD,
        "export": {Role.ADMIN, Role.AUDITOR, Role.DIRECTOR} | _LEAD,
        "approve_export": _LEAD | {Role.DIRECTOR},
        # key customers: who needs looking after, what is dangerous there, and clean records
        **dict.fromkeys(("watch", "recheck"), {Role.MANAGER} | _LEAD),
        **dict.fromkeys(("watch_rules", "clean"), {Role.ADMIN} | _LEAD),
        "hazards": {Role.CLERK, Role.MANAGER} | _FIELD | _ABOVE | {Role.AUDITOR},
        **dict.fromkeys(("inspect", "find_hazard", "work_hazard"), {Role.CLERK, Role.CREW, Role.MANAGER} | _LEAD),
        "report_hazard": _LEAD | {Role.DIRECTOR},
        # supply security
        "supply_security": {Role.MANAGER, Role.AUDITOR} | _FIELD | _ABOVE,
        "secure": {Role.MANAGER, Role.DISPATCHER} | _LEAD,
        "secure_approve": _LEAD | {Role.DIRECTOR},
        "secure_record": {Role.MANAGER} | _FIELD,
        "knowledge": _STAFF | _ABOVE | {Role.ADMIN, Role.AUDITOR, Role.QUALITY},
        "knowledge_edit": _LEAD | {Role.ADMIN},
    }.items()
}

NotAllowed.words = WORDS


def roles_for(verb: str) -> frozenset[Role]:
    """Return the roles whose grants include `verb`; a verb that is not in the table is nobody's."""
    return MAY.get(verb, frozenset())
