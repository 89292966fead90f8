"""What we promise, how it is counted, and which promise binds whom. No ticket is known here."""

from deadlines.models.calendars import CalendarDay, WorkCalendar
from deadlines.models.pauses import PauseReason, PromisePause
from deadlines.models.policies import Binding, PolicyRule
from deadlines.models.standards import Measure, Promise

__all__ = ["Binding", "CalendarDay", "Measure", "PauseReason", "PolicyRule", "Promise", "PromisePause", "WorkCalendar"]
