"""Every route of the product, mounted once."""

from django.urls import URLPattern, URLResolver, include, path

from servicedesk import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include("hotline.urls")),  # before the pages: machines ask most often
    path("open311/v2/", include("hotline.open311.urls")),
    path("", include("accounts.urls")),
    path("", include("customers.urls")),
    path("", include("deadlines.urls")),
    path("", include("knowledge.urls")),
    path("", include("tickets.urls")),
    path("", include("worksheets.urls")),
    path("", include("fieldwork.urls")),
    path("", include("restoration.urls")),
    path("", include("applications.urls")),
    path("", include("calls.urls")),
    path("", include("complaints.urls")),
    path("", include("surveys.urls")),
    path("", include("keyaccounts.urls")),
    path("", include("shifts.urls")),
    path("", include("reporting.urls")),
    path("", include("quality.urls")),
    path("", include("supervision.urls")),
    path("", include("safekeeping.urls")),
    path("", include("onboarding.urls")),
    path("", include("hotline.page_urls")),
]
