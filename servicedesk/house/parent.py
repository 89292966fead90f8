"""What became of the `make` that started us.

A SIGTERM to make reaches us through make. A SIGINT sent to make alone does not: make takes it, stops listening for
it and waits for us; so we look whether it still listens. A kill -9 of make shows as another parent."""

import os
import signal
from pathlib import Path

from servicedesk.house import leash


class Make:
    """The parent that we must not outlive."""

    def __init__(self) -> None:
        leash.die_with_parent(signal.SIGTERM)
        self.pid = os.getppid()
        self.listened = self._listens()

    def wants_an_end(self) -> bool:
        """Is it dead, or has it been interrupted?"""
        return os.getppid() != self.pid or (self.listened and not self._listens())

    def _listens(self) -> bool:
        """Does it catch SIGINT at this moment? Told by Linux only; elsewhere make's death must do."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return False
        caught = next((line.split()[1] for line in lines if line.startswith("SigCgt:")), "0")
        return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)
