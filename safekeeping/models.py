"""How long data are kept, and what people ask about their own."""

from safekeeping.model_persons import PersonRequest
from safekeeping.model_rules import RetentionRule, RetentionRun

__all__ = ["PersonRequest", "RetentionRule", "RetentionRun"]
