"""By which rules a company counts: what the trade or the product proposes, and what the company has made of it."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.standing import once
from reporting.model_rules import ReportRules
from tickets.lifecycle import Kind

FCR_KINDS = (Kind.FAULT, Kind.ENQUIRY, Kind.SERVICE, Kind.COMPLAINT, Kind.OPINION, Kind.SUGGESTION)


@dataclass(frozen=True)
class Rules:
    """One version. What stands here as a default is what the sources name (standards/trade-rules, sections 5 and 9).

    First contact resolved: the same customer does not come again about the same matter within `fcr_days`; `fcr_same` says
    what the same matter is (`category`, or its whole `group`), `fcr_urge` whether urging is coming again.
    """

    fcr_days: int = 7
    fcr_same: str = "category"
    fcr_urge: bool = True
    fcr_kinds: tuple[str, ...] = FCR_KINDS
    # 接诉即办: cases that came in by these channels.
    outer_channels: tuple[str, ...] = ("12345", "12398")
    # The share of promises kept that the company aims at: on the board, on the wall.
    kept_target: float = 98.0
    # 优质服务评价指数
    quality_repeats: int = 3
    quality_satisfaction: float = 95.0
    quality_step: float = 0.1
    quality_untrue: float = 0.1
    quality_media: float = 5.0
    quality_fraud: float = 0.2
    # 营销服务规范率: which complaints are of the first class; shares of the three parts; calls and customers in D.
    class_one: tuple[str, ...] = ()
    norm_one: float = 0.7
    norm_two: float = 0.2
    norm_reports: float = 0.1
    norm_calls: float = 100.0
    norm_customers: float = 1000.0
    norm_share: float = 0.5
    # 业扩服务规范率
    connect_steps: float = 0.4
    connect_total: float = 0.3
    connect_satisfaction: float = 0.3
    # 通报: frozen on this day of the month after.
    bulletin_day: int = 3
    version: int = 0

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            name: list(one) if isinstance(one, tuple) else one
            for name, one in asdict(self).items()
            if name != "version"
        }


def rules_of(org: UUID) -> Rules:
    """The newest version of a company's rules; of one that has none, the proposals. What is unknown in it is left out."""
    return once(("report rules", org), lambda: _newest(org))


def _newest(org: UUID) -> Rules:
    row = ReportRules.objects.filter(org=org).order_by("-version").first()
    return _read(row) if row else Rules()


def rules_at(org: UUID, version: int) -> Rules:
    """The rules as they were in one version."""
    row = ReportRules.objects.filter(org=org, version=version).first()
    return _read(row) if row else Rules()


def _read(row: ReportRules) -> Rules:
    known = {one.name for one in fields(Rules)}
    told: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in row.rules.items() if name in known
    }
    return Rules(**{**told, "version": row.version})


def history_of(org: UUID) -> list[tuple[int, datetime, str]]:
    """Every version with when and by whom, the newest first."""
    rows = ReportRules.objects.filter(org=org).select_related("by").order_by("-version")
    return [(row.version, row.at, row.by.name if row.by else "") for row in rows]
