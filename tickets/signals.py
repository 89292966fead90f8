"""What tickets announces to the apps above it, inside the transaction. A test pins this list and its listeners."""

from django.dispatch import Signal

# Each is followed by what it carries and who hears it.
ticket_registered = (
    Signal()
)  # ticket, at, more, parent.  open_file of applications.receivers and complaints.receivers; wake_whoever_comes_again
# of keyaccounts.receivers; restoration.receivers.join_outage; tickets.receivers.count_repeat
tickets_registered = Signal()  # tickets (many at once), at, more (by key of the ticket).  open_files of applications.receivers and complaints.receivers;
# wake_all of keyaccounts.receivers; restoration.receivers.join_outages; tickets.receivers.count_repeats
ticket_resolved = Signal()  # ticket, at.  complaints.receivers.note_answer, hotline.receivers.answered_above, restoration.receivers.end_outage, surveys.receivers.open_callback
tickets_resolved = (
    Signal()
)  # tickets (several faults at once), at.  hotline.receivers.all_answered_above, surveys.receivers.open_callbacks
field_estimated = Signal()  # ticket, expected_at, text, by, at.  restoration.receivers.read_out
field_reported = Signal()  # ticket, at, by.  applications.receivers.end_of_field_step
ticket_closed = Signal()  # ticket, at, outcome.  complaints.receivers.see_it_closed, surveys.receivers.settle_callback, surveys.receivers.ask_the_customer
ticket_reopened = Signal()  # ticket, at.  applications.receivers.begin_again, complaints.receivers.begin_again, restoration.receivers.go_alone, surveys.receivers.drop_callback, .shut_survey
ticket_withdrawn = (
    Signal()
)  # ticket, at.  complaints.receivers.drop_dues, hotline.receivers.ended_above, surveys.receivers.drop_callback
visit_rated = Signal()  # visit, at.  surveys.receivers.hear_of_visit
ticket_phoned = Signal()  # ticket, call (its opaque id), by, at.  calls.receivers.put_to_call
deadline_fired = Signal()  # deadlines (those of a whole batch), at.  complaints.receivers.see_it_broken
