"""A mapping that could not be carried out is refused before a row is read, and says what to write instead."""

from dataclasses import fields, is_dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from hotline.imports import mapping as shapes
from hotline.imports.mapping import load_mapping
from hotline.imports.sense import check_sense, standings
from tests.imports.tables import MAPPING, Desk, row
from tickets.lifecycle import Kind
from tickets.models import Ticket

SHIPPED = Path(__file__).resolve().parents[2] / "docs" / "import"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[number]\n", "[number", "mapping.toml is not TOML:"),
        ('source = "old-desk"', "", "The mapping does not say source."),
        ('column = "编号"', "", "The mapping does not say number.column."),
        ('registered_at = "受理时间"', "", "The mapping does not say times.registered_at."),
        (
            "closed_at",
            "close_at",
            "A mapping has no key “times.close_at”. Did you mean “closed_at”? Known: registered_at",
        ),
        ("[contact]", "[customer]", "A mapping has no key “customer”."),
        ("'W\\d+'", '"W\\d+"', "mapping.toml is not TOML:"),
        ("'W\\d+'", "7", "number.pattern in the mapping has the wrong kind of value."),
        ("'W\\d+'", "'W('", "number.pattern “W(” is no regular expression"),
        ('"old-desk"', '"旧 系统"', "“旧 系统” is no name for a source"),
        ('"old-desk"', f'"{"x" * 41}"', "is no name for a source"),
        ('"enquiry"', '"inquiry"', "kind is “inquiry”. Known: fault、enquiry"),
        ('default = "enquiry"', "", "[kind] does not say what the rows become."),
        (
            '"处理中" = "registered"',
            '"处理中" = "done"',
            "status (enquiry) is “done”. Known: accepted、closed、registered、withdrawn.",
        ),
        ('"处理中" = "registered"', '"处理中" = "resolved"', "status (enquiry) is “resolved”."),
        ('"处理中" = "registered"', '"处理中" = 3', "status.values in the mapping has the wrong kind of value."),
        ('[type]\ncolumn = "类型"', "[type]", "[type] needs a column or a default"),
        ("[times]\n", '[times]\nzone = "Asia/Nowhere"\n', "There is no time zone “Asia/Nowhere”."),
        ("[times]\n", '[times]\nformats = ["%Q"]\n', "“%Q” in times.formats cannot be read"),
        ("[times]\n", '[times]\nclosed_without_time = "now"\n', "times.closed_without_time is “now”. Known: refuse"),
        ("[contact]\n", '[contact]\ncustomers = "all"\n', "contact.customers is “all”."),
        ("[contact]\n", '[file]\nencoding = "utf-9"\n[contact]\n', "There is no encoding “utf-9”."),
        ("[contact]\n", '[file]\ndelimiter = "::"\n[contact]\n', "file.delimiter is one character"),
        ('hours = "小时"', "", "[promises] names either the column `hours` or the column `limit`."),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(desk: Desk, company, old, new, sentence):
    assert old in MAPPING

    assert sentence in desk.refused([row("W1")], MAPPING.replace(old, new))
    assert not Ticket.objects.exists()


def test_a_mapping_that_is_not_there(desk: Desk, company):
    with pytest.raises(SystemExit):
        call_command(
            "import_tickets", desk.folder / "x.csv", mapping=desk.folder / "none.toml", stderr=(err := StringIO())
        )

    assert "none.toml cannot be read: No such file or directory." in err.getvalue()


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_is_brought_in_as_something_that_no_file_tells(kind):
    known = standings(kind)

    assert {"registered", "closed", "withdrawn"} <= set(known)
    assert set(known) <= {"registered", "closed", "withdrawn", "accepted"}
    assert ("accepted" in known) == (kind not in ("fault", "service"))


@pytest.mark.parametrize("name", ["baltimore-311", "tipdm-messages", "comcast-complaints"])
def test_the_shipped_mappings_make_sense(name):
    mapping = load_mapping(SHIPPED / f"{name}.toml")
    check_sense(mapping)

    assert mapping.source == name


def test_every_key_is_explained():
    explained = (SHIPPED / "README.md").read_text()
    keys = [key.name for shape in vars(shapes).values() if is_dataclass(shape) for key in fields(shape)]

    assert len(keys) > 40
    assert not [key for key in keys if key not in explained]


def test_the_example_of_the_readme_is_a_mapping(tmp_path):
    text = (SHIPPED / "README.md").read_text()
    example = text.split("```toml\n")[1].split("```")[0]
    written = tmp_path / "example.toml"
    written.write_text(f'{example}\n[kind]\ndefault = "enquiry"\n[type]\ncolumn = "业务类型"\n')

    mapping = load_mapping(written)
    check_sense(mapping)

    assert mapping.pad == {"邮编": 6}
    assert mapping.times.registered_at == ("受理日期", "受理时间")
