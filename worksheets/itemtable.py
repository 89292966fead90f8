"""A table of items handed in: what its columns are called, and what a line becomes."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from servicedesk.lib.tables.cells import heading
from servicedesk.lib.tables.reading import FileKeys, find_table
from servicedesk.lib.tables.refusals import Unusable
from worksheets.models import Item

LARGEST = 8 * 1024 * 1024
MOST = 20_000
NAMES = {
    "code": ("code", "item number", "物料编码", "编码", "货号"),
    "name": ("name", "物料名称", "名称", "品名"),
    "measure": ("unit", "unit of measure", "measure", "计量单位", "单位"),
    "serials": ("serials", "serial numbers", "按编号管理", "序列号管理", "一物一码"),
}
YES = {"1", "y", "yes", "是", "true", "√"}


@dataclass
class Loaded:
    """What became of a table: how many are new, changed or the same, and which lines could not be used."""

    fresh: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def load(upload: UploadedFile, *, org: Unit) -> Loaded:
    """Write the items of a CSV or a workbook; the same table again changes nothing. Raises Unusable."""
    if (upload.size or 0) > LARGEST:
        raise Unusable(_("The file is larger than 8 MB."))
    with NamedTemporaryFile(suffix=Path(upload.name or "").suffix[-5:]) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return _read(Path(kept.name), org)


def _read(path: Path, org: Unit) -> Loaded:
    table = find_table(path, FileKeys(), lambda names: all(_column(key, names) for key in ("code", "name")))
    if table is None:
        raise Unusable(_("No row has a column for the item number and one for the name."))
    columns = {key: _column(key, table.names) for key in NAMES}
    done, known = Loaded(), {one.code: one for one in Item.objects.filter(org=org)}
    with transaction.atomic():
        for record in table.records():
            if record.row > MOST:
                raise Unusable(_("More than %(n)d lines. Split the file.") % {"n": MOST})
            cells = {
                key: str(record.cells.get(name, "") or "").strip() if name else "" for key, name in columns.items()
            }
            problem = record.problem or _take(cells, known, org, done)
            if problem:
                done.refused.append((record.line, problem))
    return done


def _column(key: str, names: list[str]) -> str:
    """Which of these columns holds it; empty where none does."""
    words = [heading(word) for word in NAMES[key]]
    return next((name for name in names if name and name in words), "")


def _take(cells: dict[str, str], known: dict[str, Item], org: Unit, done: Loaded) -> str:
    """Write one line; what stands against it as a sentence, empty if nothing."""
    code, name = cells["code"][:40], cells["name"][:80]
    if not code or not name:
        return _("An item needs a number and a name.")
    said = {"name": name, "measure": cells["measure"][:12] or "件", "has_serials": cells["serials"].lower() in YES}
    item = known.get(code)
    if item is None:
        known[code] = Item.objects.create(org=org, code=code, **said)
        done.fresh += 1
    elif any(getattr(item, key) != value for key, value in said.items()):
        Item.objects.filter(pk=item.pk).update(**said)
        done.changed += 1
    else:
        done.same += 1
    return ""
