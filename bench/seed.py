"""The template database: a company, and as many armed and fired deadlines as were asked for."""

import os

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.making import copies, first_case  # noqa: E402

SCALE = int(os.environ["SEED"])

first_case()
if SCALE:
    copies(SCALE, due="now() + interval '30 days' + n * interval '1 s'", prefix="A")
    copies(SCALE, due="now() - interval '1 day' - n * interval '1 s'", prefix="F", state="fired")
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
