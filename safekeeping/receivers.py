"""What the apps below are told: how long a company keeps the papers of its complaints."""

from complaints.actions.archiving import KEPT_DAYS
from safekeeping.actions.ruling import days_of_papers

KEPT_DAYS.append(days_of_papers)
