"""A round is opened for each quarter, once; sheets are answered item by item; who is late is told once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Customer
from keyaccounts.model_recheck import Item, Verdict
from keyaccounts.models import RecheckAnswer, RecheckRound, RecheckSheet
from keyaccounts.people import in_charge
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal


class SheetDone(Refusal):
    """The sheet has been answered to its end."""

    code = "sheet_done"
    status = 409

    def sentence(self) -> str:
        return _("This sheet is done already. Changes go into the customer's file.")


def quarter_of(day: date) -> str:
    """`quarter_of(16 March 2026)` → `2026Q1`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def last_day_of(day: date) -> date:
    """The last day of the quarter of a day."""
    first_after = (day.month + 2) // 3 * 3 + 1
    return date(day.year + (first_after > 12), first_after if first_after <= 12 else 1, 1) - timedelta(days=1)


@transaction.atomic
def keep_round(org: Unit, *, at: datetime) -> int:
    """Open this quarter's round if it is not, give each key customer a sheet, and tell whoever is concerned; each once.

    Returns how many sheets were added.
    """
    today = timezone.localdate(at)
    people = set(Customer.objects.filter(org=org).key().values_list("pk", flat=True))
    if not people:
        return 0
    told = {"opened_at": at, "due_on": last_day_of(today)}
    current, _is_new = RecheckRound.objects.get_or_create(org=org, quarter=quarter_of(today), defaults=told)
    had = set(current.sheets.values_list("customer", flat=True))
    sheets = [RecheckSheet(org=org, round=current, customer_id=key) for key in sorted(people - had)]
    RecheckSheet.objects.bulk_create(sheets, ignore_conflicts=True)
    _tell(current, what="recheck_open", key="open", at=at)
    for late in RecheckRound.objects.filter(org=org, due_on__lt=today, sheets__done_at__isnull=True).distinct():
        _tell(late, what="recheck_late", key="late", at=at)
    return len(sheets)


def _tell(one: RecheckRound, *, what: str, key: str, at: datetime) -> None:
    """One notice for each person in charge of open sheets, with their number."""
    counts: dict[UUID, int] = defaultdict(int)
    meant: dict[UUID, User] = {}
    for sheet in one.sheets.open().select_related("customer__caretaker", "customer__org"):
        if sheet.customer.hidden_at is None:
            for person in in_charge(sheet.customer):
                counts[person.pk] += 1
                meant[person.pk] = person
    for person in meant.values():
        facts = {"quarter": one.quarter, "count": counts[person.pk], "until": one.due_on.isoformat()}
        tell([person], key=f"recheck:{one.pk}:{key}", what=what, at=at, path="/recheck/", facts=facts)


@transaction.atomic
def answer(sheet: RecheckSheet, said: Mapping[str, tuple[str, str]], *, by: User, at: datetime) -> RecheckSheet:
    """Write down what was found about each item: `{"phones": ("changed", "…")}`. All five answered, the sheet is done.

    Raises SheetDone, Invalid where something changed and nobody says what.
    """
    if not by.may("recheck"):
        raise NotAllowed("recheck")
    sheet = RecheckSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.done_at:
        raise SheetDone
    wrong = {
        f"{item}_note": _("Say what has changed.")
        for item, (verdict, note) in said.items()
        if verdict == Verdict.CHANGED and not note.strip()
    }
    if wrong:
        raise Invalid(_("Say what has changed."), fields=wrong)
    for item, (verdict, note) in said.items():
        facts = {"verdict": verdict, "note": note.strip()[:300], "by": by, "at": at, "org_id": sheet.org_id}
        RecheckAnswer.objects.update_or_create(sheet=sheet, item=item, defaults=facts)
    if sheet.answers.count() == len(Item):
        sheet.done_at, sheet.done_by = at, by
        sheet.save(update_fields=["done_at", "done_by"])
    return sheet
