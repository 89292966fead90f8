"""The company's rule on urging as a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.model_urging import UrgeRule


class UrgeRuleForm(forms.ModelForm):
    """Minutes between two urgings, how many a day, and how often one reaches a rung higher."""

    class Meta:
        model = UrgeRule
        fields = ("customer_minutes", "customer_daily", "staff_minutes", "raise_every", "raise_most")
        labels = {
            "customer_minutes": _("Customer: minutes between two urgings"),
            "customer_daily": _("Customer: at most so many a day"),
            "staff_minutes": _("Colleague: minutes between two urgings"),
            "raise_every": _("Every so many urgings go one rung up"),
            "raise_most": _("Rungs at most"),
        }
        help_texts = {
            "customer_daily": _("0: as many as they like"),
            "staff_minutes": _("for each colleague and each case"),
            "raise_every": _("0: never; 2: the second, the fourth, …"),
            "raise_most": _("1 shift leader, 2 director, 3 executive in charge"),
        }
