"""I35: every column of text, facts or bytes is judged, and what a rule takes is really there to be taken."""

from django.apps import apps
from django.db import models

from safekeeping.clears import OF_CASES, OF_CUSTOMERS
from safekeeping.columns import PERSONAL
from safekeeping.columns_of_nobody import NOBODY
from safekeeping.kinds import KINDS

WORDY = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
OURS = [one for one in apps.get_models() if one._meta.managed and one._meta.app_label not in {"contenttypes", "auth"}]
TAKEN = [one for kind in KINDS for one in kind.clears]


def taken() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in TAKEN:
        found.setdefault(one.table, set()).update([column for column, _value in one.empty], one.codes)
    return found


def test_every_column_is_judged_once() -> None:
    """A new column of words fails here until it says whose it is and how it goes."""
    gone, whole = taken(), {one.table for one in TAKEN if not one.empty and not one.codes}
    judged, doubled, missing = set[tuple[str, str]](), [], []
    for model in OURS:
        table = model._meta.db_table
        named = [NOBODY.get(table, "").split(), PERSONAL.get(table, ("", ""))[0].split(), gone.get(table, set())]
        for field in model._meta.local_fields:
            times = sum(field.column in one for one in named)
            judged |= {(table, field.column)} if times else set()
            doubled += [(table, field.column)] if times > 1 else []
            if isinstance(field, WORDY) and not field.choices and not times and table not in whole:
                missing.append((table, field.column))
    assert (missing, doubled) == ([], []), "say in safekeeping/columns.py or kinds.py whose they are and how they go"
    told = {(table, column) for table, line in NOBODY.items() for column in line.split()}
    told |= {(table, column) for table, (line, _how) in PERSONAL.items() for column in line.split()}
    assert told <= judged, "a judgement about a column that is no more"


def test_what_a_rule_takes_is_there() -> None:
    columns = {one._meta.db_table: {field.column for field in one._meta.local_fields} for one in OURS}
    for table, named in taken().items():
        assert named <= columns[table], table
    assert {*OF_CASES, *OF_CUSTOMERS} <= set(TAKEN)
