"""What a crew picks from when it reports or sends a job back."""

from django.utils.translation import gettext_lazy

CAUSES = (
    gettext_lazy("Customer's own switch or wiring"),
    gettext_lazy("Service line"),
    gettext_lazy("Meter or meter box"),
    gettext_lazy("Transformer area"),
    gettext_lazy("Outside damage"),
    gettext_lazy("Other"),
)
REASONS = (
    gettext_lazy("Not our area"),
    gettext_lazy("Wrong or incomplete address"),
    gettext_lazy("Another team's work"),
    gettext_lazy("Cannot be entered now"),
)
