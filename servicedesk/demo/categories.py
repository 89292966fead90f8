"""What customers bring, as the halls of the demo company sort it: what its trade is shipped with."""

from accounts.models import Unit
from onboarding.trades import plant_categories
from tickets.models import Category


def load(org: Unit) -> int:
    """Give a company the categories of a power company; those it has stay as they are. Returns how many there are."""
    plant_categories(org, "power")
    return Category.objects.of(org).count()
