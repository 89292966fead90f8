"""What the rail is told by supervision: how many requests of others for more time wait for this person."""

from accounts.rail import COUNTS
from tickets.more_time import waiting_cases

COUNTS["extensions"] = lambda user: len(waiting_cases(user))
