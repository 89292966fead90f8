"""What became of each row: written with its batch, sealed, read back as rows to look at or to mend and send again."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hotline.bulk.rows import REFUSED, Result
from hotline.model_bulk import ImportJob, ImportPart
from servicedesk.lib.sealing import seal, unseal

COLUMN = "hotline.import.part"


def keep(job: ImportJob, first: int, results: Sequence[Result]) -> None:
    """Write what became of a batch."""
    told = json.dumps([_short(one) for one in results], ensure_ascii=False, default=str)
    refused = sum(one.outcome == REFUSED for one in results)
    part = ImportPart(org_id=job.org_id, job=job, first=first, refused=refused, sealed=seal(told, column=COLUMN))
    part.save(force_insert=True)


def _short(one: Result) -> list[Any]:
    """Of a row that is in only its number is kept; of one that is not, all."""
    plain: list[Any] = [one.row, one.line, one.outcome, one.ref]
    return plain if one.outcome != REFUSED else [*plain, one.code, one.sentence, one.fields, one.told]


def results_of(job: ImportJob, *, outcome: str = "", after: int = 0) -> Iterator[Result]:
    """What became of the rows after this one, in their order; one batch in memory."""
    parts = ImportPart.objects.filter(job=job).order_by("first")
    if outcome == REFUSED:
        parts = parts.filter(refused__gt=0)
    for part in parts.iterator(chunk_size=20):
        for told in json.loads(unseal(bytes(part.sealed), column=COLUMN)):
            one = Result(*told)
            if one.row > after and (not outcome or one.outcome == outcome):
                yield one
