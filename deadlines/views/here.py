"""Which company a page of standards is about."""

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.reading import company_of


def company_here(request: SignedInRequest) -> Unit:
    """The company that the address names, else the reader's own; only of those that are theirs."""
    return company_of(request.user, request.GET.get("org", ""))
