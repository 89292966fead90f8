"""A database that says nothing more. Between us may lie a dead wire of which neither end has been told."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# The server gives up on a statement after 15 s and says so; who hears nothing for longer has lost it.
PATIENCE = 20.0


@contextmanager
def answering(*, within: float = PATIENCE) -> Iterator[None]:
    """Hang up on the database when so many seconds pass in this block without a statement beginning or ending.

    Whoever waits for its answer then gets an OperationalError, as if the server had gone; the next connection is a new one.
    """
    line = connections[DEFAULT_DB_ALIAS]
    heard, is_over = [time.monotonic()], Event()

    def listen(execute: Callable[..., Any], *statement: Any) -> Any:
        heard[0] = time.monotonic()
        try:
            return execute(*statement)
        finally:
            heard[0] = time.monotonic()

    def watch() -> None:
        while not is_over.wait(max(0.01, heard[0] + within - time.monotonic())):
            if time.monotonic() - heard[0] >= within:
                _hang_up(line)
                heard[0] = time.monotonic()

    Thread(target=watch, name="patience", daemon=True).start()
    try:
        with line.execute_wrapper(listen):
            yield
    finally:
        is_over.set()


def _hang_up(line: BaseDatabaseWrapper) -> None:
    """Shut the wire under a connection that another thread waits on; closing the connection itself is that thread's part."""
    with suppress(OSError, psycopg2.Error):
        if line.connection is not None:
            with socket.socket(fileno=os.dup(line.connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
