"""How satisfied a customer was the last time somebody asked them."""

from customers.models import Customer
from surveys.models import Callback, Survey


def last_score(customer: Customer) -> int | None:
    """The newest answer, on the telephone or by link: 5 very satisfied … 1 very dissatisfied; None if there is none."""
    said = Callback.objects.filter(ticket__customer=customer, score__isnull=False).order_by("-done_at")
    wrote = Survey.objects.filter(ticket__customer=customer, score__isnull=False).order_by("-answered_at")
    answers = [*said.values_list("done_at", "score")[:1], *wrote.values_list("answered_at", "score")[:1]]
    return max(answers)[1] if answers else None
