"""The depot: a ledger that only grows, a balance never below nothing, one warning a crossing, tables in and out."""

import threading
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE, minutes
from worksheets.actions import stock
from worksheets.models import Depot, Item, SerialNumber, StockLevel, StockMove, Supplier
from worksheets.refusals import NotEnough

AT = MONDAY_NINE + minutes(5)


def balance(depot: Depot, item: Item) -> Decimal:
    return StockLevel.objects.get(depot=depot, item=item).balance


def test_a_delivery_note_is_booked_once(stocked, cable, meter, lin):
    supplier = Supplier.objects.get()
    with pytest.raises(Invalid):
        stock.receive(
            stocked, supplier=supplier, note_number="SH-1", pieces=[stock.Piece(cable, Decimal(1))], by=lin, at=AT
        )
    with pytest.raises(Invalid):
        pieces = [stock.Piece(meter, Decimal(1), "SN-1")]
        stock.receive(stocked, supplier=supplier, note_number="SH-2", pieces=pieces, by=lin, at=AT)

    assert balance(stocked, cable) == 10
    assert StockMove.objects.filter(goods_in__note_number="SH-1", price="4.50").count() == 1


def test_a_count_needs_its_reason_and_puts_the_book_right(stocked, cable, lin):
    with pytest.raises(Invalid):
        stock.count(stocked, cable, counted=Decimal(8), reason=" ", by=lin, at=AT)
    move = stock.count(stocked, cable, counted=Decimal(8), reason="损耗", by=lin, at=AT)

    assert (move.quantity, balance(stocked, cable)) == (-2, 8)
    assert stock.count(stocked, cable, counted=Decimal(8), reason="复盘", by=lin, at=AT) is None


def test_between_depots_both_lines_or_none(stocked, cable, meter, company, lin):
    van = Depot.objects.create(org=company.org, unit=company.second_crew, name="二班车")
    stock.carry(stock.Piece(cable, Decimal(4)), source=stocked, to=van, by=lin, at=AT)
    stock.carry(stock.Piece(meter, Decimal(1), "SN-1"), source=stocked, to=van, by=lin, at=AT)
    with pytest.raises(NotEnough):
        stock.carry(stock.Piece(cable, Decimal(7)), source=stocked, to=van, by=lin, at=AT)
    with pytest.raises(Invalid):
        stock.carry(stock.Piece(meter, Decimal(1), "SN-1"), source=stocked, to=van, by=lin, at=AT)

    assert (balance(stocked, cable), balance(van, cable), SerialNumber.objects.get().depot) == (6, 4, van)


def test_the_keeper_is_warned_once_a_crossing(stocked, cable, lin):
    stock.set_minimum(stocked, cable, minimum=Decimal(8), at=AT)
    for counted, warned in ((9, 0), (7, 1), (5, 1), (20, 1), (3, 2)):
        stock.count(stocked, cable, counted=Decimal(counted), reason="盘点", by=lin, at=AT + minutes(20 - counted))
        assert lin.notices.filter(what="stock_low").count() == warned, counted


def test_the_ledger_refuses_every_change(stocked):
    for change in ("UPDATE worksheets_stockmove SET quantity = 99", "DELETE FROM worksheets_stockmove"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_the_database_itself_lets_nothing_fall_below_nothing(stocked):
    with pytest.raises(DatabaseError), transaction.atomic():
        StockLevel.objects.update(balance=-1)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_last_piece(stocked, cable, lin):
    told: list[str] = []

    def take() -> None:
        try:
            with transaction.atomic():
                stock.book(stock.level_of(stocked, cable), "counted", Decimal(-6), by=lin, at=AT, reason="领用")
            told.append("taken")
        except NotEnough:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["refused", "refused", "taken"]
    assert balance(stocked, cable) == 4


TABLE = "物料编码,名称,计量单位,逐件\nBV-6,铜芯线 BV-6,米,\nBX-1,单相表箱,只,\n,无编码,只,\n"


def test_a_table_of_items_is_taken_over_once(client, cable, guo):
    client.force_login(guo)
    for _time in range(2):
        file = SimpleUploadedFile("items.csv", TABLE.encode("gb18030"))
        assert client.post("/stock/items/import/", {"file": file}).status_code == 302

    assert list(Item.objects.values_list("code", "name")) == [("BV-6", "铜芯线 BV-6"), ("BX-1", "单相表箱")]
    wrong = client.post("/stock/items/import/", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}, follow=True)
    assert wrong.status_code == 200


def test_the_pages_of_the_depot(client, stocked, cable, meter, lin, company):
    client.force_login(lin)
    ledger = f"/stock/{stocked.pk}/{cable.pk}/"
    assert "铜芯线" in client.get("/stock/").content.decode()
    assert client.get("/stock/export/csv/").content.decode("utf-8-sig").count("\r\n") == 3
    assert client.post(ledger, {"do": "count", "counted": "7"}).status_code == 422
    assert client.post(ledger, {"do": "count", "counted": "7", "reason": "盘点"}).status_code == 302
    lines = {
        "item_0": str(meter.pk),
        "serials_0": "SN-2 SN-3",
        "price_0": "150",
        "item_1": str(cable.pk),
        "quantity_1": "5",
    }
    note = {"supplier": str(Supplier.objects.get().pk), "depot": str(stocked.pk), "note_number": "SH-9"}
    assert client.post("/stock/in/", note | {"item_0": str(meter.pk), "quantity_0": "2"}).status_code == 422
    assert client.post("/stock/in/", note | lines).status_code == 302
    assert (balance(stocked, cable), balance(stocked, meter)) == (12, 3)
    assert client.post("/stock/items/", {"code": "BV-6", "name": "同号", "measure": "米"}).status_code == 422
    posted = {"do": "depot", "name": "总库", "unit": str(company.hall.pk)}
    assert client.post("/stock/places/", posted).status_code == 302
