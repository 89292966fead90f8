from django.urls import path

from reporting.views import kept, page

app_name = "reporting"
urlpatterns = [
    path("reports/", page.report, name="report"),
    path("reports/behind/", page.behind, name="behind"),
    path("reports/measures/", page.measures, name="measures"),
    path("reports/kept/", kept.report, name="kept"),
    path("board/kept/", kept.moved, name="kept_moved"),
]
