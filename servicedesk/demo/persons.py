"""What customers ask about their own data in the demo: a copy that waits, another that was agreed to, a rule that waits."""

from datetime import timedelta

from accounts.models import User
from customers.models import Customer
from safekeeping.actions import persons, ruling
from safekeeping.models import PersonRequest
from tickets.actions.spine import database_time


def ask_for_their_data(*, clerk: User, supervisor: User, admin: User) -> int:
    """Two wishes and a rule, once; returns how many wishes there are."""
    if PersonRequest.objects.filter(asked_by=clerk).exists() or clerk.org is None:
        return 0
    at = database_time()
    first, second = Customer.objects.filter(org=clerk.org, kind="resident", hidden_at=None).order_by("pk")[:2]
    persons.ask(first, what="copy", proof="本人持身份证到厅，与档案一致", by=clerk, at=at - timedelta(hours=3))
    made = persons.ask(second, what="copy", proof="登记手机号回拨核实", by=clerk, at=at - timedelta(days=2))
    persons.decide(made, agree=True, answer="请到厅领取", by=supervisor, at=at - timedelta(days=1))
    why = "网络安全法：日志留存不少于六个月；公司规定三年"
    ruling.ask(clerk.org, kind="audit", days=1095, reason=why, by=admin, at=at)
    return 2
