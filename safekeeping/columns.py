"""Every column of text, facts or bytes, judged: whose it is, and how it goes. A column that is missing here fails a test.

What a rule of retention takes stands in `safekeeping.clears` and `safekeeping.kinds` and is not said again here. Columns that
hold a code of a fixed list are about nobody.
"""

from enum import StrEnum


class How(StrEnum):
    """How personal data go that no rule of retention takes."""

    STAFF = "staff"  # of whoever works here, or of a partner's people: part of the record of the work, kept with it
    SHORT = "short"  # goes by itself, hours or days after it came
    PLACE = "place"  # of a building or an installation, whoever lives there; whose it was goes with the customer
    KEPT = "kept"  # a hash that must stay so that a wish of the customer is kept: no more questions
    OUTSIDE = "outside"  # answers of a survey by others, handed in without names


PERSONAL: dict[str, tuple[str, How]] = {
    "accounts_change": ("label before after through", How.STAFF),
    "accounts_doortry": ("key", How.SHORT),
    "accounts_factor": ("sealed", How.STAFF),
    "accounts_knowndevice": ("address agent token_hash", How.SHORT),
    "accounts_pastpassword": ("password", How.STAFF),
    "accounts_recoverycode": ("code_hash", How.STAFF),
    "accounts_resetcode": ("code_hash", How.SHORT),
    "accounts_session": ("agent data key_hash", How.SHORT),
    "accounts_ssolink": ("subject issuer", How.STAFF),
    "accounts_user": ("login staff_number name initials password", How.STAFF),
    "accounts_wronglink": ("address", How.SHORT),
    "customers_supplypoint": ("account_number account_reversed meter_number address", How.PLACE),
    "fieldwork_crewevent": ("reason facts", How.STAFF),
    "fieldwork_crewprofile": ("home", How.STAFF),
    "hotline_apirequest": ("address path", How.SHORT),
    "hotline_exportjob": ("reason wanted", How.STAFF),
    "hotline_hookmessage": ("body", How.SHORT),
    "hotline_hooktry": ("answer", How.SHORT),
    "hotline_idempotencykey": ("sealed", How.SHORT),
    "hotline_importjob": ("name trouble", How.STAFF),
    "hotline_importpart": ("sealed", How.SHORT),
    "hotline_reconciled": ("theirs ours reason", How.STAFF),
    "keyaccounts_authorityreport": ("note authority", How.PLACE),
    "keyaccounts_figureimport": ("name trouble refusals", How.STAFF),
    "keyaccounts_hazard": ("text basis photos", How.PLACE),
    "keyaccounts_hazardfollowup": ("what result", How.PLACE),
    "keyaccounts_hazardnotice": ("demand", How.PLACE),
    "keyaccounts_inspection": ("note", How.PLACE),
    "keyaccounts_securitycheck": ("text note", How.PLACE),
    "keyaccounts_securityrecord": ("text facts place", How.PLACE),
    "keyaccounts_securitytask": ("measures report event", How.PLACE),
    "knowledge_articlevote": ("remark", How.STAFF),
    "quality_crossvisit": ("found", How.STAFF),
    "quality_inspection": ("answers words appeal second_answers second_words", How.STAFF),
    "quality_inspectionevent": ("reason facts", How.STAFF),
    "quality_merit": ("reason appeal decision", How.STAFF),
    "quality_paper": ("given", How.STAFF),
    "quality_projectstep": ("text", How.STAFF),
    "quality_training": ("trainer", How.STAFF),
    "quality_trainingrecord": ("note", How.STAFF),
    "reporting_reader": ("mail", How.STAFF),
    "shifts_handover": ("leavers", How.STAFF),
    "shifts_handovermove": ("label path", How.STAFF),
    "shifts_shiftswap": ("reason", How.STAFF),
    "surveys_check": ("answers words", How.STAFF),
    "surveys_improvement": ("because plan result", How.STAFF),
    "surveys_optout": ("phone_index", How.KEPT),
    "surveys_outsideanswer": ("answers facts", How.OUTSIDE),
    "tickets_attachment": ("hidden_why", How.STAFF),
    "tickets_namedhandler": ("reason", How.STAFF),
    "tickets_savedview": ("name query", How.STAFF),
    "tickets_searchterm": ("sealed", How.SHORT),
    "worksheets_shortage": ("reason", How.STAFF),
    "worksheets_stockmove": ("reason", How.STAFF),
    "worksheets_supplier": ("contact phone", How.STAFF),
}
