"""`python -m simulator` (or `make hotline`): a provincial hotline that works with the product, well and badly.

Options by environment: HOTLINE_URL (http://127.0.0.1:8000), HOTLINE_KEY (else the demo's), HOTLINE_SECRET, HOTLINE_PORT (8395),
HOTLINE_DATA (.data/hotline), N (200 messages), RATE (10 a second), FAULTS (0.1), SEED (1), STAY (1: goes on answering), WAIT (60 s for
the letters of the last ones).
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from simulator.comparing import compare, table
from simulator.faults import Faults
from simulator.sender import Sender
from simulator.server import Server
from simulator.store import Store
from simulator.world import World

PROJECT = Path(__file__).resolve().parent.parent


def text(name: str, default: str) -> str:
    """An option of the environment."""
    return os.environ.get(name) or default


def demo(name: str) -> str:
    """What the demo company has put ready for it."""
    kept = Path(text("DATA_DIR", str(PROJECT / ".data"))) / "demo.json"
    try:
        return str(json.loads(kept.read_text()).get(name, ""))
    except (OSError, ValueError):
        return ""


def say(line: str) -> None:
    """One line, at once."""
    print(line, flush=True)


def main() -> int:
    """Send, answer, wait until both sides have said what they had to, compare."""
    url, key = text("HOTLINE_URL", "http://127.0.0.1:8000"), text("HOTLINE_KEY", demo("upstream_key"))
    if not key:
        say("No key: set HOTLINE_KEY, or start the product with its demo company (make up).")
        return 2
    count, seed, rate = int(text("N", "200")), int(text("SEED", "1")), float(text("RATE", "10"))
    store = Store(Path(text("HOTLINE_DATA", str(PROJECT / ".data" / "hotline"))))
    faults = Faults(rate=float(text("FAULTS", "0.1")), seed=seed)
    secret = text("HOTLINE_SECRET", demo("upstream_secret"))
    server = Server(store, faults, secret=secret, port=int(text("HOTLINE_PORT", "8395")))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    say(f"hotline: answers at http://127.0.0.1:{server.server_address[1]}/api/, sends {count} messages to {url}")
    sender = Sender(store, faults, url=url, key=key, rate=rate)
    World(store, seed=seed, name=text("HOTLINE_NAME", "")).make(count)
    sender.start()
    waited = _watch(store, patience=float(text("WAIT", "60")))
    say(table(store.figures()))
    if text("STAY", ""):
        say("hotline: stays; Ctrl+C ends it")
        threading.Event().wait()
    faults.rate = 0.0
    wrong = compare(store, url=url, key=key)
    say("\n".join([*wrong[:20], f"hotline: {len(wrong)} differences" if wrong else "hotline: both sides agree"]))
    if not store.figures()["letters"]:
        say(
            "hotline: no letter came. Accept or return some orders at /upstream/, with WEBHOOK_NETWORKS=127.0.0.0/8 make up."
        )
    sender.is_over.set()
    return int(bool(wrong) or not waited)


def _watch(store: Store, *, patience: float) -> bool:
    """Until everything is sent and no letter has come for `patience` seconds; a line every ten seconds."""
    last, since, said = (-1, -1), time.monotonic(), 0.0
    while True:
        told = store.figures()
        if time.monotonic() - said > 10:
            said = time.monotonic()
            say(f"hotline: {told['messages'] - told['unsent']:,} of {told['messages']:,} down, {told['letters']:,} up")
        if (told["letters"], told["unsent"]) != last:
            last, since = (told["letters"], told["unsent"]), time.monotonic()
        elif not told["unsent"] and time.monotonic() - since > patience:
            return True
        elif time.monotonic() - since > patience + 600:
            return False
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
