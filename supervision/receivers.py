"""What the rail is told by supervision: how many requests of others for more time wait for this person."""

from accounts.rail import COUNTS
from tickets.more_time import waiting_rows

COUNTS["extensions"] = lambda user: waiting_rows(user).exclude(asked_by=user)[:99].count()
