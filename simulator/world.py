"""What happens in the province: orders are born, added to, urged, given other limits, withdrawn. All of it by a seed."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.store import Store

CATEGORIES = (("0301", "故障报修"), ("0102", "电费咨询"), ("0205", "用电咨询"), ("0999", "其他"))
AREAS = (("370202", "城南"), ("370203", "城北"), ("370299", "未划分"))
WORDS = ("家中没有电，邻居有电。", "电费比上月多一倍，请核实。", "想了解峰谷电价如何办理。", "反映线路杂音。")
ADDED = ("客户补充：门口有狗。", "客户补充：可随时联系。", "客户补充：上午不在家。")
URGENCIES = ("1", "2", "3")
ZONE = timedelta(hours=8)
MADE = "made"


class World:
    """Makes messages; the same seed and the same number of messages make the same orders."""

    def __init__(self, store: Store, *, seed: int, name: str = "") -> None:
        self.store, self.dealer, self.name = store, random.Random(seed), name or f"S{seed}"
        self.open: list[str] = []

    def make(self, count: int) -> int:
        """Make messages until there are `count`, new orders and later versions of earlier ones; how many were made."""
        made = self.store.figures().get(MADE, 0)
        for n in range(count):
            is_new = not self.open or self.dealer.random() < 0.55
            body = self._born(n) if is_new else self._changed(self.dealer.choice(self.open))
            if n >= made and body is not None:
                self.store.put(body, counted=MADE)
        return count

    def _born(self, n: int) -> dict[str, Any]:
        number = f"{self.name}-{n + 1:06d}"
        self.open.append(number)
        category, category_name = self.dealer.choice(CATEGORIES)
        area, area_name = self.dealer.choice(AREAS)
        now = _now()
        body: dict[str, Any] = {"number": number, "message_id": f"{number}:1", "version": 1}
        body |= {"sent_at": now.replace(tzinfo=None).isoformat(timespec="milliseconds") + "+08:00"}
        body |= {"category": category, "category_name": category_name, "area": area, "area_name": area_name}
        body |= {"urgency": self.dealer.choice(URGENCIES), "description": self.dealer.choice(WORDS)}
        body |= {
            "contact_name": "模拟来电",
            "contact_phone": f"139{n % 100_000_000:08d}",
            "address": f"模拟路 {n + 1} 号",
        }
        if self.dealer.random() < 0.5:
            body["answer_by"] = _after(now, hours=self.dealer.choice((4, 24, 72)))
        return body

    def _changed(self, number: str) -> dict[str, Any] | None:
        what = self.dealer.choice(("add", "add", "urge", "urge", "limit", "withdraw"))
        text, hours = self.dealer.choice(ADDED), self.dealer.choice((48, 96))
        if what == "withdraw":
            self.open.remove(number)
        return change(self.store.order(number), what, text=text, hours=hours)


def change(body: dict[str, Any] | None, what: str, *, text: str = "", hours: int = 48) -> dict[str, Any] | None:
    """The next version of an order: whole, with what is new in it."""
    if body is None:
        return None
    body = body | {"version": body["version"] + 1}
    body["message_id"] = f"{body['number']}:{body['version']}"
    if what == "add":
        body["additions"] = [*body.get("additions", []), text]
    elif what == "urge":
        body |= {"urges": body.get("urges", 0) + 1, "urge_text": "客户再次来电催办。"}
    elif what == "limit":
        body["answer_by"] = _after(_now(), hours=hours)
    elif what == "withdraw":
        body["withdrawn"] = "客户来电撤销。"
    return body


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC) + ZONE


def _after(now: datetime, *, hours: int) -> str:
    return (now + timedelta(hours=hours)).replace(tzinfo=None).isoformat(timespec="seconds") + "+08:00"
