"""What a customer's file says outside: changes, people of an account, and what whoever looks after them keeps in mind."""

from rest_framework import serializers

from customers.models import Correction, Holding
from hotline.api.shapes import Out, PersonOut
from keyaccounts.model_dealings import Contract, Reminder
from servicedesk.lib.masks import mask_address


class ChangeOut(Out):
    """One change of the record; `facts` carries codes and masked words alone."""

    example = {"what": "kind", "facts": {"before": "resident", "after": "business"}, "reason": ""}

    id = serializers.UUIDField()
    what = serializers.CharField()
    at = serializers.DateTimeField()
    by = PersonOut(allow_null=True)
    facts = serializers.JSONField()
    reason = serializers.CharField()


class PersonOfOut(Out):
    """Somebody's part in an account."""

    example = {"name": "李*", "part": "contact", "powers": []}

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    name = serializers.CharField(source="customer.masked_name")
    supply_point = serializers.UUIDField(source="supply_point_id")
    account_number = serializers.CharField(source="supply_point.__str__")
    part = serializers.ChoiceField(choices=Holding.Part.choices)
    powers = serializers.ListField(child=serializers.CharField())
    until_on = serializers.DateField(allow_null=True)


class CorrectionOut(Out):
    """An address that was said to be wrong; the new one masked."""

    id = serializers.UUIDField()
    supply_point = serializers.UUIDField(source="supply_point_id")
    address = serializers.SerializerMethodField()
    area = serializers.CharField()
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    asked_by = PersonOut(source="by")
    is_accepted = serializers.BooleanField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = PersonOut(allow_null=True)
    answer = serializers.CharField()

    def get_address(self, correction: Correction) -> str:
        return mask_address(correction.address)


class ContractOut(Out):
    example = {"kind": "supply", "number": "GY-2026-0042", "file_ref": "档案室 3-12", "note": ""}

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Contract.Kind.choices)
    number = serializers.CharField()
    supply_point = serializers.UUIDField(source="supply_point_id", allow_null=True)
    signed_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    file_ref = serializers.CharField()
    note = serializers.CharField()


class CareVisitOut(Out):
    """A visit, planned or paid. `met`: whom one spoke to, by function."""

    example = {"purpose": "迎峰度夏走访", "met": "电工班长", "said": "变压器已检修。", "dropped_why": ""}

    id = serializers.UUIDField()
    purpose = serializers.CharField()
    planned_on = serializers.DateField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    paid_by = PersonOut(allow_null=True)
    met = serializers.CharField()
    said = serializers.CharField()
    dropped_at = serializers.DateTimeField(allow_null=True)
    dropped_why = serializers.CharField()


class FollowUpOut(Out):
    """What was promised to the customer."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    owner = PersonOut(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonOut(allow_null=True)
    outcome = serializers.CharField()


class DateOut(Out):
    """A date that is kept; `every_months` 0: once."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Reminder.Kind.choices)
    text = serializers.CharField()
    first_on = serializers.DateField()
    every_months = serializers.IntegerField(min_value=0)
    ahead_days = serializers.IntegerField(min_value=0)
    remind_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
