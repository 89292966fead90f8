"""A measurement as a table on the screen and as JSON in `.data/bench`."""

import json
import os
import platform
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".data" / "bench"


def conditions() -> dict[str, object]:
    """Under which the figures were measured."""
    load = os.getloadavg()[0]
    return {
        "cores": os.cpu_count(),
        "load": round(load, 2),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def show(name: str, rows: list[tuple[str, object, str]], **more: object) -> None:
    """Print what was measured, what it was, and what it is held to."""
    width = max(len(what) for what, _value, _held in rows)
    print(f"\n{name}  {more}  {conditions()}")
    for what, value, held in rows:
        shown = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
        print(f"  {what:<{width}}  {shown:>14}  {held}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {"name": name, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **more, **conditions()}
    told["rows"] = [{"what": what, "value": value, "held_to": held} for what, value, held in rows]
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=1, default=str))
