"""The words of standards: steps, kinds of case, areas, how good the evidence is."""

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, Lazy] = {
    "": _("Every kind of case"),
    "fault": _("Fault repair"),
    "enquiry": _("Enquiry"),
    "service": _("Service application"),
    "complaint": _("Complaint"),
    "report": _("Report of misconduct"),
    "suggestion": _("Suggestion"),
    "opinion": _("Opinion"),
    "praise": _("Praise"),
    "appeal": _("Appeal"),
    "filing": _("Filed matter"),
}
STEPS: dict[str, Lazy] = {
    "dispatch": _("dispatch"),
    "accept": _("accept"),
    "arrive": _("arrive on site"),
    "restore": _("restore supply"),
    "report": _("report back"),
    "review": _("review of the report"),
    "callback": _("callback"),
    "contact": _("first contact"),
    "reply": _("answer the customer"),
    "resolve": _("settle"),
    "order": _("answer the order"),
    "outer": _("answer the authority"),
}
# The steps that a service application may have, each with a clock of its own; a company's types choose among them.
APPLICATION_STEPS: dict[str, Lazy] = {
    "papers": _("check the papers"),
    "survey": _("survey the site"),
    "plan": _("answer with a supply plan"),
    "approve": _("approve"),
    "design": _("review the design"),
    "midcheck": _("inspect midway"),
    "inspect": _("final inspection"),
    "contract": _("sign the contract"),
    "fee": _("settle the fees"),
    "works": _("work on site"),
    "install": _("install the meter and connect"),
    "test": _("test the meter"),
    "change": _("change the records"),
}
STEPS |= APPLICATION_STEPS
AREAS: dict[str, Lazy] = {
    "urban": pgettext_lazy("area", "urban"),
    "rural": pgettext_lazy("area", "rural"),
    "remote": pgettext_lazy("area", "remote"),
    "unknown": pgettext_lazy("area", "area unknown"),
}
EVIDENCE: dict[str, Lazy] = {
    "law-or-official": _("law or official text"),
    "company-rule": _("rule of a company"),
    "exam-key": _("examination paper with key"),
    "exam-no-key": _("examination paper without key"),
    "secondary-blog": _("second hand"),
    "background": _("background"),
    "news": _("news"),
    "example": _("example"),
    "product-default": _("default of the product"),
}
# The columns of a promise that a new version may change, as its page calls them.
COLUMNS: dict[str, Lazy] = {
    "limit": _("Limit"),
    "stages": _("Stages"),
    "any_hour": _("Told at any hour"),
    "starts_on": _("Starts on"),
    "turns": _("Other conditions"),
    "statistic": _("Binds"),
    "calendar": _("Calendar"),
    "source": _("Source"),
    "verified": _("Checked against the source"),
    "note": _("Remark"),
}
