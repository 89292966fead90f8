"""What a month of work leaves behind, to be cleared."""

from tests.reporting.conftest import busy

__all__ = ["busy"]
