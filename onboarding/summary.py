"""What a trade brought, in figures, and how much of it nobody has verified."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from applications.models import ApplicationType
from customers.models import CustomerTag
from deadlines.models import PolicyRule, WorkCalendar
from knowledge.models import Article, QuickText
from surveys.models import Questionnaire
from tickets.models import Category
from worksheets.models import SheetKind


@dataclass(frozen=True)
class Loaded:
    """One sort of thing: how many there are, how many of them are flagged, and where to look at them."""

    word: Promise
    count: int
    url: str
    flagged: int = 0


def loaded(org: Unit) -> list[Loaded]:
    """What the company has of each, one count a sort."""
    lines = PolicyRule.objects.filter(org=org, active_until__isnull=True)
    return [
        Loaded(
            _("Promises"),
            lines.count(),
            "/manage/promises/",
            flagged=lines.filter(promise__verified=False).count(),
        ),
        Loaded(_("Topics"), Category.objects.filter(org=org, is_active=True).count(), "/manage/categories/"),
        Loaded(
            _("Application types"),
            ApplicationType.objects.filter(org=org, is_active=True).count(),
            "/manage/applications/",
        ),
        Loaded(_("Articles and scripts"), Article.objects.filter(org=org).count(), "/knowledge/"),
        Loaded(_("Quick texts"), QuickText.objects.filter(org=org, owner=None).count(), "/knowledge/texts/"),
        Loaded(_("Questionnaires"), Questionnaire.objects.filter(org=org).count(), "/manage/questionnaires/"),
        Loaded(_("Work sheets"), SheetKind.objects.filter(org=org, is_active=True).count(), "/manage/sheets/"),
        Loaded(_("Tags of customers"), CustomerTag.objects.filter(org=org).count(), "/manage/tags/"),
        Loaded(_("Calendars"), WorkCalendar.objects.open_to(org).count(), "/manage/calendars/"),
    ]


def calendar_ends(org: Unit) -> date | None:
    """Until when the holidays are known: later days are guessed."""
    ends = WorkCalendar.objects.open_to(org).filter(always_open=False, official_until__isnull=False)
    return ends.order_by("official_until").values_list("official_until", flat=True).first()
