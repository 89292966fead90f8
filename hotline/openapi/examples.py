"""An example of every shape: by the name of a field, else by its kind; a shape may bring its own."""

from functools import cache
from typing import Any, get_type_hints

from drf_spectacular.plumbing import force_instance
from rest_framework import serializers

MOMENT = "2026-03-16T09:00:00+08:00"
ID = "019cf4a0-7d00-7c3a-9b1e-5f2d8a6c4e10"
BY_NAME: dict[str, Any] = {
    "number": "CN2603160001", "ticket": "CN2603160001", "to": "CN2603160002", "into": "CN2603160002",
    "parent": "CN2603160002", "merged_into": "CN2603160002", "tickets": ["CN2603160002"], "file": ID, "pk": ID,
    "hall": "CN", "crew": "Q1", "unit": "PD", "queue": "PD", "person": "6001", "category": "fault-single",
    "code": "fault-single", "source": "95598", "external_number": "95598-20260316-0001", "external_id": "q-37",
    "customer": ID, "supply_point": "053211876204", "account_number": "0532****6204", "contact_name": "陈**",
    "contact_phone": "138****6217", "address": "文昌路 86 号 3 幢 **", "name": "城南营业厅", "phone": "0532-8100-0001",
    "staff_number": "3017", "title": "没有电", "description": "楼上楼下都有电，只有我家没有。",
    "answers": {"neighbours": "on", "breaker": "closed", "since": "now", "danger": "none"},
    "channel": "hotline", "level": "important", "importance": "first", "area": "urban", "kind": "fault", "status": "registered",
    "status_label": "已登记", "text": "客户说邻居家有电。", "reason": "地址属城北。", "cause": "表后开关烧毁",
    "proof": "客户短信，截图已附。", "sentence": "王敏登记了报修。", "q": "6217", "limit": "45m", "seq": 1, "round": 1,
    "version": 3, "generation": 1, "score": 5, "page_size": 50, "latitude": 36.07, "longitude": 120.38,
    "accuracy": 12.0, "fee": "12.50", "receipt": "R-000417", "quantity": "1.00", "item": "fuse-63", "depot": "城南仓",
    "materials": "熔断器 1 只", "key": "hl_3f9c1a7be204_…", "what": "register", "stage": "breach", "clock": "elapsed",
    "milestone": "arrive", "label": "到达现场", "statistic": "each", "calendar": "cn-24x7", "verdict": "running",
    "state": "armed", "left": "", "window": "3", "service": "开户", "identity": "370203199001011234",
    "transformer": "文昌 3 号公变", "feeder": "10kV 南桥线", "results": [], "offer": "note", "sort": "account",
    "filled": {"measure": "更换熔断器", "checks": ["tested"]}, "fields": "number,status", "script": "先问邻居家有没有电。",
    "facts": {"text": "楼上楼下都有电"}, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "content_type": "image/jpeg", "size": 184320, "width": 1600, "height": 1200, "from_status": "", "to_status": "registered",
    "audience": "internal", "outcome": "satisfied", "no_contact": "", "handled_as": "", "matter": "attitude",
    "finding": "录音显示用语不当。", "corrective": "当面致歉，补训一次。", "attitude": "", "note": "", "result": "no_answer",
    "field": "contact_phone", "scopes": ["read", "register", "urge"], "verbs": ["read", "register", "urge"],
    "roles": ["hotline"], "files": ["(binary)"], "against_units": ["CN"], "against_people": ["3017"],
    "conditions": ["城区"], "answer": "", "remark": "", "began": "王敏登记了报修。", "binding": "leads", "name_en": "No power",
}  # fmt: skip
BY_KIND: tuple[tuple[type[serializers.Field], Any], ...] = (
    (serializers.UUIDField, ID),
    (serializers.DateTimeField, MOMENT),
    (serializers.DateField, "2026-03-16"),
    (serializers.BooleanField, False),
    (serializers.IntegerField, 0),
    (serializers.FloatField, 0.5),
    (serializers.DecimalField, "1.00"),
    (serializers.DictField, {}),
    (serializers.FileField, "(binary)"),
)


@cache
def example_of_shape(shape: type[serializers.Serializer]) -> Any:
    """An example of a whole shape, made once."""
    return example_of(shape())


def example_of(field: Any, name: str = "") -> Any:
    """An example of a field or of a whole shape."""
    field = force_instance(field)
    if isinstance(field, serializers.ListSerializer):
        return [example_of(field.child)]
    if isinstance(field, serializers.Serializer):
        own: dict[str, Any] = getattr(field, "example", {})
        return {
            key: own.get(key, example_of(one, key)) for key, one in field.fields.items() if own.get(key) is not OMIT
        }
    if hasattr(field, "example"):
        return field.example
    known = _by_kind(field)
    if isinstance(field, serializers.SerializerMethodField):
        known = _by_hint(field)
    if isinstance(field, serializers.IntegerField) and field.min_value is not None:
        least, most = field.min_value, field.max_value
        told = BY_NAME.get(name, least)
        return told if told >= least and (most is None or told <= most) else most if most is not None else least
    if name in BY_NAME and _suits(field, BY_NAME[name]):
        return BY_NAME[name]
    if isinstance(field, serializers.ListField):
        return [example_of(field.child, name)]
    return known


OMIT = object()  # put into a shape's own `example` for a field that its example leaves out


def _by_kind(field: Any) -> Any:
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    return next((value for kind, value in BY_KIND if isinstance(field, kind)), "…")


def _by_hint(field: serializers.SerializerMethodField) -> Any:
    """By what the method says that it returns."""
    said = get_type_hints(getattr(type(field.parent), str(field.method_name))).get("return")
    return [] if getattr(said, "__origin__", said) is list else "…"


def _suits(field: Any, value: Any) -> bool:
    """Whether what usually stands under a name can stand in this field of the same name."""
    if isinstance(field, serializers.UUIDField):
        return value == ID
    if isinstance(field, serializers.ChoiceField):
        return value in field.choices
    if isinstance(field, serializers.DateTimeField | serializers.DateField):
        return False
    if isinstance(field, serializers.SerializerMethodField):
        return isinstance(value, list) == isinstance(_by_hint(field), list)
    kinds: tuple[tuple[type[serializers.Field], type], ...] = (
        (serializers.BooleanField, bool),
        (serializers.IntegerField, int),
        (serializers.FloatField, float),
        (serializers.ListField, list),
        (serializers.DictField, dict),
    )
    return next((isinstance(value, told) for kind, told in kinds if isinstance(field, kind)), True)
