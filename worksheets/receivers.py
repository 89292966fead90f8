"""What sheets and reports say where a ticket's page, its steps and the rail ask for it."""

from accounts import rail
from tickets.actions.filling import HOLDS
from tickets.views import ticket_acts as page
from worksheets.actions.holding import hold_open_sheets
from worksheets.desk import count
from worksheets.views.acts import ON_TICKET

HOLDS[:] = [hold_open_sheets]
# The page of a ticket is below; what a crew reports and sends back is known here.
page.ACTS |= ON_TICKET
rail.COUNTS["reviews"] = count
