"""What the pages and answers about webhooks say, by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHY_NOT: dict[str, str | Promise] = {
    "shape": _("Write a whole address such as https://example.cn/hook, without a name, a password or a #."),
    "scheme": _("Only https. Plain http is for our own networks that the settings name."),
    "port": _("Only ports 80, 443 and those from 1024 on."),
    "unknown": _("This name leads nowhere at present. Look at it again."),
    "inside": _("This address leads into an internal network. Those that may be called stand in WEBHOOK_NETWORKS."),
}
WHY_NO_ANSWER: dict[str, str | Promise] = {
    "shape": _("no address"),
    "scheme": _("not https"),
    "port": _("a port that is not called"),
    "unknown": _("a name that leads nowhere"),
    "inside": _("an address inside"),
    "timeout": _("no answer in time"),
    "refused": _("nobody listens there"),
    "tls": _("a certificate that does not fit"),
    "broken": _("broken off, or not understood"),
    "garbage": _("an answer that is none"),
    "unknown_nr": _("they do not know this number"),
}
STATES: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("webhook", "waits"),
    "taken": pgettext_lazy("webhook", "taken"),
    "dead": pgettext_lazy("webhook", "given up"),
    "withheld": pgettext_lazy("webhook", "not for this client"),
    "known": pgettext_lazy("upstream", "known there, or overtaken"),
}
