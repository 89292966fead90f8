"""What a crew reports and uses, sheets of work, visits by appointment, stock."""

from worksheets.model_materials import MaterialLine
from worksheets.model_returns import ReturnSheet, SendBack
from worksheets.model_rules import ReportRule, SendBackCode, SendBackTerms
from worksheets.model_sheets import SheetKind, SheetSeries, SheetVersion, WorkSheet
from worksheets.model_stock import (
    Depot,
    GoodsIn,
    Item,
    SerialNumber,
    Shortage,
    StockLevel,
    StockMove,
    Supplier,
)
from worksheets.model_visits import Appointment, VisitWindow

__all__ = [
    "Appointment",
    "Depot",
    "GoodsIn",
    "Item",
    "MaterialLine",
    "ReportRule",
    "ReturnSheet",
    "SendBack",
    "SendBackCode",
    "SendBackTerms",
    "SerialNumber",
    "SheetKind",
    "SheetSeries",
    "SheetVersion",
    "Shortage",
    "StockLevel",
    "StockMove",
    "Supplier",
    "VisitWindow",
    "WorkSheet",
]
