"""The words of a category's settings, as its editor shows them."""

from django.utils.translation import gettext_lazy as _

from tickets import asking, closing_rules, duplicate_rule

QUESTIONS = {
    asking.CHOICE: _("Choice"),
    asking.NUMBER: _("Number"),
    asking.TIME: _("Time"),
    asking.TEXT: _("Text"),
}
DEMANDS = {
    closing_rules.CAUSE: _("Cause"),
    closing_rules.TEXT: _("Text"),
    closing_rules.CHECKS: _("Whole checklist"),
    closing_rules.PHOTO: _("Photo"),
}
OFFERS = {
    duplicate_rule.URGE: _("offer to urge"),
    duplicate_rule.LINK: _("offer to link"),
    duplicate_rule.OFF: _("nothing"),
}
LEVELS = {"general": _("General"), "important": _("Important"), "major": _("Major"), "special": _("Special")}
