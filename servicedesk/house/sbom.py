"""`make sbom`: what the product is made of, in CycloneDX 1.5, from the pins that it is installed by."""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from servicedesk.house.chores import PROJECT

PIN = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^\s;#]+)")


def pins(path: Path = PROJECT / "constraints.txt") -> dict[str, str]:
    """Every library with its exact version."""
    found = (PIN.match(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())
    return {re.sub(r"[-_.]+", "-", hit[1]).lower(): hit[2] for hit in found if hit}


def component(name: str, version: str) -> dict[str, Any]:
    """One library; its licence as the installed one says it, if it is installed."""
    told: dict[str, Any] = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
    try:
        about: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return told
    licence = about.get("License-Expression") or (about.get("License") or "").splitlines()[0:1]
    text = licence if isinstance(licence, str) else "".join(licence)
    return told | ({"licenses": [{"license": {"name": text[:80]}}]} if text else {})


def bill() -> dict[str, Any]:
    """The whole bill."""
    parts = [component(name, version) for name, version in sorted(pins().items())]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1, ensure_ascii=False)
