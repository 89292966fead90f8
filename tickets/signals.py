"""What tickets announces to the apps above it, inside the transaction. A test pins this list and its listeners."""

from django.dispatch import Signal

ticket_registered = (
    Signal()
)  # ticket, at, more (what the app above needs to know).  Heard by complaints.receivers.open_file
ticket_resolved = Signal()  # ticket, at.  Heard by complaints.receivers.note_answer, surveys.receivers.open_callback
ticket_closed = Signal()  # ticket, at, outcome.  Heard by surveys.receivers.ask_the_customer
ticket_reopened = Signal()  # ticket, at.  Heard by complaints.receivers.begin_again, surveys.receivers.drop_callback
ticket_withdrawn = Signal()  # ticket, at.  Heard by surveys.receivers.drop_callback
deadline_fired = Signal()  # deadline, at.  Heard by nobody yet
