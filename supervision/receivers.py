"""What the rail is told by supervision: how many requests for more time wait for this person."""

from accounts.rail import COUNTS
from tickets.more_time import waiting_rows

COUNTS["extensions"] = lambda user: waiting_rows(user)[:99].count()
