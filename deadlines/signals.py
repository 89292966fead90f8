"""What the standards announce to the apps above them, inside the transaction."""

from django.dispatch import Signal

# Each is followed by what it carries and who hears it.
calendar_published = Signal()  # calendar (the new version), before, source, at, by.  tickets.receivers.count_anew
