"""The template database: a company, and as many armed and fired deadlines as were asked for."""

import os

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.making import copies, enquiry, first_case  # noqa: E402

SCALE = int(os.environ["SEED"])
STAGES = 5  # to a case, as in life

first_case()
enquiry()
if SCALE:
    copies(SCALE // STAGES, due="now() + interval '30 days' + n * interval '1 s'", prefix="A", stages=STAGES)
    copies(
        SCALE // STAGES, due="now() - interval '1 day' - n * interval '1 s'", prefix="F", state="fired", stages=STAGES
    )
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
