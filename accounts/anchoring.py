"""The heads of the chains are told outside every hour: into a file of the data folder, and to an address if one is set.

Whoever could alter the database, its triggers and every block after the altered row would still have to alter what others
have been told.
"""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.chain import last_blocks
from accounts.models import AuditAnchor, AuditBlock
from accounts.proving import Finding
from servicedesk.lib.outward import Forbidden, NoAnswer, look_up, post

EVERY = timedelta(hours=1)
MOST_TRIES = 200


def folder() -> Path:
    """Where the heads lie, one line an hour, a file a month."""
    return Path(settings.DATA_DIR) / "anchors"


@transaction.atomic
def drop_anchor(*, at: datetime) -> AuditAnchor | None:
    """Write down the heads that have moved since last time, once an hour, in a file as well."""
    last = AuditAnchor.objects.select_for_update().order_by("-at").first()
    if last is not None and last.at > at - EVERY:
        return None
    since = AuditBlock.objects.filter(at__gt=last.at).exists() if last else True
    blocks = last_blocks() if since else []
    fresh = [block for block in blocks if last is None or block.at > last.at]
    if not fresh:
        return None
    heads = [
        {"company": str(block.org_id or ""), "table": block.name, "block": block.number, "digest": block.digest}
        for block in fresh
    ]
    anchor = AuditAnchor(at=at, heads=heads, digest=digest(heads))
    anchor.save(force_insert=True)
    _write(anchor)
    return anchor


def digest(heads: list[dict[str, Any]]) -> str:
    """SHA-256 over the heads as they are told."""
    return hashlib.sha256(json.dumps(heads, sort_keys=True).encode()).hexdigest()


def _line(anchor: AuditAnchor) -> str:
    return json.dumps({"at": anchor.at.isoformat(), "heads": anchor.heads, "digest": anchor.digest}, sort_keys=True)


def _write(anchor: AuditAnchor) -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / f"heads-{anchor.at:%Y-%m}.jsonl").open("a", encoding="utf-8") as out:
        out.write(_line(anchor) + "\n")


def tell_anchors(*, at: datetime) -> int:
    """Post what the address outside has not heard yet, oldest first; returns how many it took."""
    address, told = settings.AUDIT_ANCHOR_URL, 0
    if not address:
        return 0
    for anchor in AuditAnchor.objects.filter(told_at__isnull=True, tries__lt=MOST_TRIES).order_by("at")[:20]:
        if not _posted(address, anchor):
            AuditAnchor.objects.filter(pk=anchor.pk).update(tries=anchor.tries + 1)
            break
        AuditAnchor.objects.filter(pk=anchor.pk).update(told_at=at)
        told += 1
    return told


def _posted(address: str, anchor: AuditAnchor) -> bool:
    try:
        spot = look_up(address, allowed=settings.WEBHOOK_NETWORKS)
        answer = post(spot, _line(anchor).encode(), {"Content-Type": "application/json"}, within=5.0, most=1024)
    except (Forbidden, NoAnswer):
        return False
    return 200 <= answer.status < 300


def prove_anchors(path: Path | None = None) -> list[Finding]:
    """Hold every head that was told against the blocks: one that has another digest now, or is gone, was made anew."""
    wrong = []
    for line in _lines(path or folder()):
        told = json.loads(line)
        if digest(told["heads"]) != told["digest"]:
            wrong.append(Finding("anchors", None, 0, f"line of {told['at']}"))
        for head in told["heads"]:
            block = AuditBlock.objects.filter(
                name=head["table"], org=head["company"] or None, number=head["block"]
            ).first()
            if block is None or block.digest != head["digest"]:
                company = block.org_id if block else None
                wrong.append(Finding(head["table"], company, head["block"], "head"))
    return wrong


def _lines(path: Path) -> list[str]:
    files = sorted(path.glob("heads-*.jsonl")) if path.is_dir() else [path] if path.exists() else []
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
