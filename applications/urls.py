from django.urls import path

from applications.views import files, filings, manage, papers, reports, voices

app_name = "applications"
urlpatterns = [
    path("applications/", files.index, name="list"),
    path("applications/<str:number>/", files.detail, name="detail"),
    path("applications/<str:number>/check/", files.check, name="check"),
    path("applications/<str:number>/notice/<int:n>/", papers.notice, name="notice"),
    path("applications/<str:number>/declined/", papers.declined, name="declined"),
    path("applications/<str:number>/<str:act>/", files.act, name="act"),
    path("filings/", filings.index, name="filings"),
    path("filings/new/", filings.new, name="filing_new"),
    path("filings/<str:number>/", filings.detail, name="filing"),
    path("filings/<str:number>/<str:act>/", filings.act, name="filing_act"),
    path("misconduct/", reports.index, name="reports"),
    path("misconduct/taken-in/", reports.taken_in, name="reports_taken"),
    path("misconduct/readings/", reports.readings, name="readings"),
    path("misconduct/<str:number>/", reports.detail, name="report"),
    path("misconduct/<str:number>/keep-away/", reports.keep_away, name="report_keep_away"),
    path("voices/<str:number>/<str:act>/", voices.act, name="voice"),
    path("manage/applications/", manage.types, name="types"),
    path("manage/applications/load/", manage.load, name="load_types"),
    path("manage/applications/<str:code>/", manage.one, name="type"),
    path("manage/handlers/", manage.named, name="handlers"),
    path("manage/handlers/<uuid:pk>/end/", manage.end, name="end_handler"),
]
