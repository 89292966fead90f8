"""Outages of the past: counted, compared, named where they differ; brought in twice they are the same, nothing is armed."""

from pathlib import Path

import pytest
from django.core.management import call_command

from customers.models import Message
from outages.models import Outage, OutageDuty
from restoration.history import HOUSE, Mapping, bring_history, bring_in, read_mapping
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

REAL = Path(__file__).resolve().parents[3] / "shared/data/us_major_power_outages/outage.xlsx"
MAPPING = Path(__file__).resolve().parents[2] / "docs/import/us-major-outages.toml"
TABLE = """编号,地点,原因,类型,开始,结束,户数,分钟
1,文昌路,雷击,故障,2025-03-01 08:00,2025-03-01 10:00,40,120
2,梅园三村,检修,计划,2025-04-01 08:00,2025-04-01 10:00,30,60
3,盐滩村,大风,故障,2025-05-01 08:00,,20,
4,黑石岛,,故障,2025-05-02 08:00,2025-05-02 07:00,5,
5,港口路,,其他,,,,
1,文昌路,,故障,2025-03-01 08:00,2025-03-01 10:00,40,120
"""


def test_a_table_of_the_house_is_read_and_what_cannot_be_is_named(company, guo, capsys, tmp_path):
    report = bring_history(TABLE.encode(), org=company.org, by=guo, at=MONDAY_NINE)

    assert (report.rows, report.new, report.equal, report.by_an_hour) == (6, 3, 1, ["2"])
    assert report.without_end == ["3"]
    assert [line for line, _said in report.refused] == [5, 6, 7]
    told = Outage.objects.get(external_number="1")
    assert (told.kind, told.households, told.state(MONDAY_NINE), told.is_open) == ("fault", 40, "ended", False)
    assert Outage.objects.get(external_number="3").state(MONDAY_NINE) == "unknown"
    assert not Outage.objects.unended().exists()
    assert not OutageDuty.objects.exists()
    assert not Message.objects.exists()

    (tmp_path / "again.csv").write_text(TABLE, encoding="gb18030")
    call_command("import_outages", str(tmp_path / "again.csv"), org="C1", by="guo")
    assert "3" in capsys.readouterr().out.splitlines()[0]
    assert Outage.objects.count() == 3


@pytest.mark.parametrize("raw", [b"", b"no,such\n1,2\n", b"\x00\xff\xfe" * 40])
def test_what_is_no_such_table_is_refused_and_changes_nothing(company, guo, min, raw):
    with pytest.raises(Invalid):
        bring_history(raw, org=company.org, by=guo, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        bring_history(TABLE.encode(), org=company.org, by=min, at=MONDAY_NINE)
    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"number": "A"}},
        HOUSE | {"zone": "Mars/Base"},
        HOUSE | {"kinds": {"x": "meteor"}},
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(wrong):
    with pytest.raises(Invalid):
        Mapping(wrong)


@pytest.mark.skipif(not REAL.exists(), reason="the data lies beside the project only where it is developed")
def test_the_real_history_agrees_with_its_own_times(company, guo):
    mapping = read_mapping(MAPPING)
    report = bring_in(REAL, mapping, org=company.org, by=guo, at=MONDAY_NINE)

    assert report.rows == 1534
    assert (report.equal, len(report.by_an_hour), report.otherwise) == (1445, 31, [])
    assert len(report.without_end) + len(report.refused) == 58
    assert len(report.refused) == 9
    again = bring_in(REAL, mapping, org=company.org, by=guo, at=MONDAY_NINE)
    assert (again.new, again.known) == (0, report.new)
    assert not Outage.objects.unended().exists()
