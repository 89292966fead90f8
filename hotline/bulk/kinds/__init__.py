"""What the rows of a file may be: a module each."""

from hotline.bulk.kinds.customers import CUSTOMERS
from hotline.bulk.kinds.outages import OUTAGES
from hotline.bulk.kinds.points import SUPPLY_POINTS
from hotline.bulk.kinds.surveys import SURVEYS
from hotline.bulk.kinds.tickets import TICKETS
from hotline.bulk.rows import Kind

KINDS: dict[str, Kind] = {one.code: one for one in (TICKETS, CUSTOMERS, SUPPLY_POINTS, OUTAGES, SURVEYS)}
