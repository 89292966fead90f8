"""What the standards announce to the apps above them, inside the transaction."""

from django.dispatch import Signal

# Each is followed by what it carries.
calendar_published = Signal()  # calendar (the new version), before (the one it follows), at, by
