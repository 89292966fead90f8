"""The list among a million: what a page of it reads."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_the_list_is_a_walk_along_the_index_of_what_runs_as_far_as_a_page_needs(client, min, fault):
    """Feature M1: however many tickets there are, a page reads the first clocks by their index and sorts no pile of them."""
    client.force_login(min)
    with CaptureQueriesContext(connection) as said:
        client.get("/tickets/?state=open")
    (walk,) = [
        one["sql"] for one in said if one["sql"].startswith('SELECT "tickets_clock"') and "LIMIT 51" in one["sql"]
    ]

    with connection.cursor() as cursor:
        # A few rows are read whole; what is asked here is whether the index can serve among many.
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {walk}".replace("%", "%%"))
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Scan using clock_running on tickets_clock" in plan
    assert not re.search(r"(?<!Incremental )Sort  \(cost", plan), plan
