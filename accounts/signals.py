"""What accounts announces to the apps above it, inside the transaction."""

from django.dispatch import Signal

# Each is followed by what it carries and who hears it.
person_gone = Signal()  # person, at.  tickets.receivers.take_back_from_person
unit_gone = Signal()  # unit, at.  tickets.receivers.take_back_from_unit
signed_out = Signal()  # user, at.  calls.receivers.leave_seat
code_owed = Signal()  # user, code, at.  customers.receivers.tell_code
