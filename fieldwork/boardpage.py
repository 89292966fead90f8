"""What stands on the dispatch desk: what waits, the chosen job with whom to send, the ground, the crews."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from accounts.models import User
from fieldwork.choosing import Fit, fits, suggested
from fieldwork.duty import CrewNow, Storm, crews_now, crews_of
from fieldwork.grid import MOST_CELLS, Cell, by_transformer, grid
from fieldwork.jobs import Job, Jobs
from fieldwork.model_rules import GRACE, Assignment
from outages.reach import Word, word_on

MOST_ROWS = 40


@dataclass
class Board:
    """The desk as one person sees it at one moment."""

    at: datetime
    jobs: Jobs
    crews: list[CrewNow]
    storm: Storm | None
    chosen: Job | None = None
    picked: frozenset[str] = frozenset()
    word: Word | None = None
    fits: list[Fit] = field(default_factory=list)
    undo: Assignment | None = None

    @property
    def waiting(self) -> int:
        return len(self.jobs.waiting)

    @property
    def rows(self) -> list[Job]:
        """What is shown of the queue, soonest due first."""
        return self.jobs.waiting[:MOST_ROWS]

    @property
    def groups(self) -> list[Cell]:
        """The queue in a storm: by transformer, as many as there is room for."""
        found, shown = [], 0
        for cell in by_transformer(self.jobs.waiting, at=self.at):
            if shown >= MOST_ROWS:
                break
            shown += len(cell.jobs)
            found.append(cell)
        return found

    @cached_property
    def cells(self) -> list[Cell]:
        return grid(self.jobs.all, self.crews, at=self.at)[:MOST_CELLS]

    @property
    def suggested(self) -> list[Fit]:
        return suggested(self.fits)

    @property
    def next_due(self) -> datetime | None:
        """When the next thing out there is due, for a queue that is empty."""
        return next((job.clock.due_at for job in self.jobs.all if job.clock), None)

    @property
    def list_of_crews(self) -> list[Fit]:
        """Every crew: as it fits the chosen job, else by its code."""
        return self.fits or [Fit(crew, None, 0, (), (), covers=True) for crew in self.crews]


def board_for(user: User, *, wanted: str, picked: Iterable[str], done: UUID | None, at: datetime) -> Board:
    """Read it all: a number of questions that does not grow with what waits."""
    jobs = Jobs.visible_to(user)
    crews = crews_now(crews_of(user), jobs, at=at)
    board = Board(at, jobs, crews, next((crew.storm for crew in crews if crew.storm), None))
    rows = [job for cell in board.groups for job in cell.jobs] if board.storm else board.rows
    board.chosen = next((job for job in jobs.waiting if job.ticket.number == wanted), rows[0] if rows else None)
    board.picked = frozenset(picked)
    if board.chosen:
        board.fits = fits(crews, board.chosen)
        point = board.chosen.ticket.supply_point
        board.word = word_on(point, at=at) if point else None
    if done:
        mine = Assignment.objects.untold().filter(by=user, held_until__gt=at - GRACE)
        board.undo = mine.filter(pk=done).select_related("ticket", "crew").first()
    return board
