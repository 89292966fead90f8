"""What the simulated hotline remembers: its orders, what it still has to send down, what came up. On disk, so that it
survives its own death: every change is a transaction of SQLite before anybody is answered."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS orders (number TEXT PRIMARY KEY, day TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'received', seq INTEGER NOT NULL DEFAULT 0, answer_by TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, number TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  acked INTEGER NOT NULL DEFAULT 0, refused TEXT NOT NULL DEFAULT '', UNIQUE (number, version));
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE acked = 0;
CREATE TABLE IF NOT EXISTS letters (id TEXT PRIMARY KEY, number TEXT NOT NULL, seq INTEGER NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, n INTEGER NOT NULL);
"""
COUNT = "INSERT INTO counts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n"


@dataclass(frozen=True)
class Waiting:
    """One message that is still to be sent down."""

    id: int
    number: str
    version: int
    body: dict[str, Any]


class Store:
    """One file, one connection, one lock: the simulator is small, its memory is exact."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._line = sqlite3.connect(folder / "province.sqlite", check_same_thread=False, isolation_level=None)
        self._line.execute("PRAGMA journal_mode = WAL")
        self._line.executescript(TABLES)

    @contextmanager
    def _at_once(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._line.execute("BEGIN IMMEDIATE")
            try:
                yield self._line
            except BaseException:
                self._line.execute("ROLLBACK")
                raise
            self._line.execute("COMMIT")

    def put(self, body: dict[str, Any], *, counted: str = "") -> None:
        """A new version of an order, and the message that tells it; `counted` in the same breath."""
        number, version = body["number"], body["version"]
        told = json.dumps(body, ensure_ascii=False)
        with self._at_once() as line:
            line.execute(
                "INSERT INTO orders (number, day, version, body, answer_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) "
                "DO UPDATE SET version = excluded.version, body = excluded.body, answer_by = excluded.answer_by",
                (number, body["sent_at"][:10], version, told, body.get("answer_by") or ""),
            )
            if body.get("withdrawn"):
                line.execute("UPDATE orders SET status = 'withdrawn' WHERE number = ?", (number,))
            line.execute("INSERT INTO outbox (number, version, body) VALUES (?, ?, ?)", (number, version, told))
            if counted:
                line.execute(COUNT, (counted, 1))

    def waiting(self, most: int = 50) -> list[Waiting]:
        """What is still to be sent, the oldest first."""
        rows = self._rows("SELECT id, number, version, body FROM outbox WHERE acked = 0 ORDER BY id LIMIT ?", most)
        return [Waiting(row[0], row[1], row[2], json.loads(row[3])) for row in rows]

    def settle(self, message: int, *, refused: str = "") -> None:
        """It was taken, or refused for good."""
        with self._at_once() as line:
            line.execute("UPDATE outbox SET acked = 1, refused = ? WHERE id = ?", (refused, message))

    def take(self, letter: dict[str, Any]) -> str:
        """Take one letter: `new`, `known`, `older` than what is here, or `unknown` number."""
        name, number, seq = str(letter["id"]), str(letter["number"]), int(letter["seq"])
        with self._at_once() as line:
            known = line.execute("SELECT 1 FROM letters WHERE id = ?", (name,)).fetchone()
            order = line.execute("SELECT seq, status FROM orders WHERE number = ?", (number,)).fetchone()
            if known:
                return "known"
            if order is None:
                return "unknown"
            line.execute("INSERT INTO letters VALUES (?, ?, ?, ?)", (name, number, seq, str(letter["what"])))
            if seq < order[0]:
                return "older"
            status = "withdrawn" if order[1] == "withdrawn" else str(letter["status"])
            line.execute("UPDATE orders SET seq = ?, status = ? WHERE number = ?", (seq, status, number))
            return "new"

    def order(self, number: str) -> dict[str, Any] | None:
        """One order whole, in its newest version."""
        row = self._rows("SELECT body FROM orders WHERE number = ?", number)
        return json.loads(row[0][0]) if row else None

    def listed(self, day: str, *, page: int, size: int) -> tuple[list[dict[str, Any]], bool]:
        """One page of a day's orders (or of all), and whether there is another."""
        where, asked = ("WHERE day = ?", [day]) if day else ("", [])
        rows = self._rows(
            f"SELECT number, version, status, seq, answer_by FROM orders {where} ORDER BY number LIMIT ? OFFSET ?",
            *asked,
            size + 1,
            (page - 1) * size,
        )
        names = ("number", "version", "status", "seq", "answer_by")
        return [dict(zip(names, row, strict=True)) for row in rows[:size]], len(rows) > size

    def count(self, name: str, by: int = 1) -> None:
        """Count something that happened."""
        with self._at_once() as line:
            line.execute(COUNT, (name, by))

    def figures(self) -> dict[str, int]:
        """Everything that was counted, and how many rows there are."""
        told: dict[str, int] = dict(self._rows("SELECT name, n FROM counts ORDER BY name"))
        for name, asked in (
            ("orders", "orders"),
            ("messages", "outbox"),
            ("unsent", "outbox WHERE acked = 0"),
            ("refused", "outbox WHERE refused <> ''"),
            ("letters", "letters"),
        ):
            told[name] = self._rows(f"SELECT count(*) FROM {asked}")[0][0]
        return told

    def _rows(self, statement: str, *facts: Any) -> list[Any]:
        with self._lock:
            return self._line.execute(statement, facts).fetchall()
