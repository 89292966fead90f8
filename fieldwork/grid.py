"""The ground as a table: what is open at each transformer, and who is there. The queue of a storm goes by it as well."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from fieldwork.duty import CrewNow
from fieldwork.jobs import Job

MOST_CELLS = 24


@dataclass
class Cell:
    """One transformer (or what of a hall has none) with its open jobs."""

    hall: str
    transformer: str
    feeder: str
    jobs: list[Job] = field(default_factory=list)
    late: int = 0
    crews: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.hall}|{self.transformer}"

    @cached_property
    def waiting(self) -> list[Job]:
        return [job for job in self.jobs if job.is_waiting]

    @property
    def at_work(self) -> int:
        return len(self.jobs) - len(self.waiting)

    @property
    def first(self) -> Job:
        """What is due first there, whoever has it."""
        return self.jobs[0]

    @property
    def may_go_together(self) -> bool:
        """Whether one crew can be sent to all that waits here at once."""
        return bool(self.transformer) and len(self.waiting) > 1


def grid(jobs: Iterable[Job], crews: Iterable[CrewNow], *, at: datetime) -> list[Cell]:
    """Every place with something open: where most waits first, then what is late, then what is due."""
    names = {crew.unit.pk: crew.unit.name for crew in crews}
    cells: dict[tuple[str, str], Cell] = {}
    for job in jobs:
        place = (job.ticket.unit.name, job.transformer)
        cell = cells.setdefault(place, Cell(*place, job.feeder))
        cell.jobs.append(job)
        cell.late += job.is_late(at)
        _note_crew(cell, job.ticket.crew_id, names)
    return sorted(cells.values(), key=lambda cell: (-len(cell.waiting), -cell.late, cell.first.order))


def _note_crew(cell: Cell, crew: UUID | None, names: dict[UUID, str]) -> None:
    name = names.get(crew) if crew else None
    if name and name not in cell.crews:
        cell.crews.append(name)


def by_transformer(jobs: Iterable[Job], *, at: datetime) -> list[Cell]:
    """What waits, gathered by transformer, for a storm: the place with the most urgent job first, each in its order."""
    cells = grid((job for job in jobs if job.is_waiting), (), at=at)
    return sorted(cells, key=lambda cell: cell.first.order)
