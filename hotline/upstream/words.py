"""What is told up, by the entries of a case's history, and where the case stands after each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RECEIVED = "received"
AGAIN = "upstream_again"
SAID: dict[str, str] = {
    "upstream_accepted": "accepted",
    "upstream_returned": "returned",
    "dispatch": "dispatched",
    "arrive": "arrived",
    **dict.fromkeys(("restore", "supply_back"), "restored"),
    **dict.fromkeys(("reply", "report", "approve_return", "decline"), "answered"),
    **dict.fromkeys(("close", "convey"), "closed"),
    "reopen": "reopened",
    **dict.fromkeys(("withdraw", "undo"), "withdrawn"),
    # These change nothing about where the case stands.
    "estimate": "expected",
    "upstream_asked": "asked",
    "upstream_more_time": "more_time",
    AGAIN: "status",
}
REMARKS = frozenset({"expected", "asked", "more_time", "status"})
STATUS_WORDS: dict[str, str | Promise] = {
    RECEIVED: pgettext_lazy("upstream", "received"),
    "accepted": pgettext_lazy("upstream", "accepted"),
    "returned": pgettext_lazy("upstream", "returned"),
    "dispatched": pgettext_lazy("upstream", "dispatched"),
    "arrived": pgettext_lazy("upstream", "arrived"),
    "restored": pgettext_lazy("upstream", "supply restored"),
    "answered": pgettext_lazy("upstream", "answered"),
    "closed": pgettext_lazy("upstream", "closed"),
    "reopened": pgettext_lazy("upstream", "reopened"),
    "withdrawn": pgettext_lazy("upstream", "withdrawn"),
}
REMARK_WORDS: dict[str, str | Promise] = {
    "expected": _("supply expected"),
    "asked": _("more facts asked for"),
    "more_time": _("more time asked for"),
    "status": _("sent again as it stands"),
}
