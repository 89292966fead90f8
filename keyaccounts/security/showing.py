"""What the pages of supply security show: the shows of the list, the verbs that are legal now, the parts of a plan."""

from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from customers.models import Customer
from keyaccounts.model_security import SecurityTaskQuerySet
from keyaccounts.models import SecurityPoint, SecurityRecord, SecurityTask
from keyaccounts.security.forms import STEPS, PlainForm
from keyaccounts.security_lifecycle import ENDED, MOVES, PLANNED, WORDS, State, target

MOST = 100
SHOWS: dict[str, Promise] = {
    "open": pgettext_lazy("supply security", "Planned and running"),
    "approve": pgettext_lazy("supply security", "To be approved"),
    "running": pgettext_lazy("supply security", "On duty"),
    "report": pgettext_lazy("supply security", "Report due"),
    "ended": pgettext_lazy("supply security", "Ended"),
}
_STATES = {"approve": [State.SUBMITTED], "running": [State.RUNNING], "report": [State.FINISHED]}


def in_show(user: User, show: str) -> SecurityTaskQuerySet:
    """The tasks of one tab."""
    return chosen(SecurityTask.objects.visible_to(user), show)


def chosen(rows: SecurityTaskQuerySet, show: str) -> SecurityTaskQuerySet:
    """Those of these tasks that stand in one tab."""
    if show == "open":
        return rows.open()
    return rows.filter(state__in=_STATES.get(show, sorted(ENDED)))


def counts(user: User) -> dict[str, int]:
    """How many stand in each tab but the last; what has ended is not counted."""
    return {show: 0 if show == "ended" else in_show(user, show).count() for show in SHOWS}


def offers(task: SecurityTask, user: User) -> list[tuple[str, object, PlainForm]]:
    """The verbs that are legal now and that this person may, each with its form as far as it is known."""
    begun: dict[str, Any] = {"version": task.version}
    for name in ("event", "level", "from_at", "until_at", "patrol_hours", "measures"):
        value = getattr(task, name)
        begun[name] = timezone.localtime(value) if name.endswith("_at") else value
    return [
        (verb, word, shape(task=task, user=user, initial=begun, auto_id=f"{verb}_%s"))
        for verb, (shape, _act, word) in STEPS.items()
        if target(verb, task.state) and user.may(MOVES[verb].right)
        if not (verb == "approve" and task.submitted_by_id == user.pk)
    ]


def parts_of(task: SecurityTask, user: User) -> dict[str, Any]:
    """Customers, people, equipment, checks and what was written down. Whom one may not see is not named."""
    points = list(task.points.select_related("customer", "supply_point").order_by("pk"))
    seen = set(
        Customer.objects.visible_to(user)
        .filter(pk__in=[one.customer_id for one in points])
        .values_list("pk", flat=True)
    )
    return {
        "points": [_shown(one, is_seen=one.customer_id in seen) for one in points],
        "duties": task.duties.select_related("person", "crew").order_by("from_at", "pk"),
        "assets": task.assets.order_by("kind", "pk"),
        "checks": task.checks.select_related("done_by").order_by("position", "pk"),
        "records": [(one, _word(one)) for one in task.records.select_related("by").order_by("-at", "-pk")[: 3 * MOST]],
        "may_plan": user.may("secure") and task.state in PLANNED,
        "may_tick": user.may(MOVES["tick_off"].right) and target("tick_off", task.state) is not None,
    }


def _shown(point: SecurityPoint, *, is_seen: bool) -> dict[str, Any]:
    return {
        "row": point,
        "customer": point.customer if is_seen else None,
        "point": point.supply_point if is_seen else None,
    }


def _word(record: SecurityRecord) -> object:
    return WORDS.get(record.what, record.what)
