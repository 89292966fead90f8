"""The grid as a drawing: what is off is seen by colour, filling, sign and word; boundaries come in as GeoJSON or not at all."""

import json
from datetime import timedelta

import pytest

from outages.actions import announce
from outages.boundaries import MOST_BYTES, bring_in
from outages.grid import drawing_of
from outages.models import GridBoundary, Kind, OutageArea
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.outages.conftest import By, told
from tests.people import MONDAY_NINE

SQUARE = [[[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.1], [120.0, 30.0]]]


def shape(name: str = "10kV 南桥线", by: str = "feeder", **more: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": SQUARE} | more
    return {"type": "Feature", "properties": {"by": by, "name": name}, "geometry": geometry}


def file_of(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("area", "kind", "state"),
    [
        (OutageArea(by=By.TRANSFORMER, value="文昌 3 号公变"), Kind.FAULT, "off"),
        (OutageArea(by=By.FEEDER, value="10kV 南桥线"), Kind.FAULT, "off"),
        (OutageArea(by=By.STREET, value="文昌路", low=80, high=90), Kind.FAULT, "partly"),
        (OutageArea(by=By.STREET, value="文昌路", low=180, high=190), Kind.FAULT, "plain"),
        (OutageArea(by=By.TRANSFORMER, value="文昌 3 号公变"), Kind.OTHER, "ahead"),
    ],
)
def test_how_a_transformer_stands(company, lin, flat, area, kind, state):
    begins = MONDAY_NINE + timedelta(hours=1) if state == "ahead" else MONDAY_NINE - timedelta(hours=1)
    facts = told(areas=[area], kind=kind, starts_at=begins, expected_end_at=None)
    announce(facts, org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)
    grid = drawing_of(company.org, at=MONDAY_NINE)

    ((district, feeder),) = grid.feeders
    assert (district.name, feeder.name, feeder.points) == ("城南营业厅", "10kV 南桥线", 1)
    assert feeder.nodes[0].state == state
    assert grid.height > feeder.nodes[0].y


def test_a_district_covers_whoever_belongs_to_its_hall(company, lin, flat):
    area = OutageArea(by=By.DISTRICT, value="城南营业厅", hall=company.hall)
    made = announce(told(areas=[area]), org=company.org, by=lin, at=MONDAY_NINE)

    assert made.households == 1
    assert drawing_of(company.org, at=MONDAY_NINE).feeders[0][1].state == "off"


def test_boundaries_take_the_place_of_what_was_there(company, guo, flat):
    assert bring_in(company.org, file_of(shape("旧线")), by=guo, at=MONDAY_NINE) == 1
    many = shape("城南营业厅", "district", type="MultiPolygon", coordinates=[SQUARE, SQUARE])
    assert bring_in(company.org, file_of(shape(), many), by=guo, at=MONDAY_NINE) == 2

    assert set(GridBoundary.objects.values_list("value", flat=True)) == {"10kV 南桥线", "城南营业厅"}
    outlines = drawing_of(company.org, at=MONDAY_NINE).outlines
    assert [one.by for one in outlines] == ["district", "feeder"]
    assert all(one.path.startswith("M") for one in outlines)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"features": []}',
        file_of({"type": "Feature"}),
        file_of(shape(by="city")),
        file_of(shape(name=" ")),
        file_of(shape(type="Point", coordinates=[1, 2])),
        file_of(shape(coordinates=[[[1, 2], [3, 4]]])),
        file_of(shape(coordinates=[[[999, 2], [3, 4], [5, 6], [999, 2]]])),
        file_of(shape(coordinates="far away")),
        file_of(shape(coordinates=None)),
        file_of(shape(), shape()),
        b" " * (MOST_BYTES + 1),
    ],
)
def test_a_faulty_file_is_named_and_changes_nothing(company, guo, min, raw):
    bring_in(company.org, file_of(shape("旧线")), by=guo, at=MONDAY_NINE)
    with pytest.raises(Invalid) as named:
        bring_in(company.org, raw, by=guo, at=MONDAY_NINE)
    assert named.value.sentence()
    with pytest.raises(NotAllowed):
        bring_in(company.org, file_of(shape()), by=min, at=MONDAY_NINE)
    assert GridBoundary.objects.get().value == "旧线"
