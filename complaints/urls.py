from django.urls import path

from complaints.views import file, papers, rules, work

app_name = "complaints"
urlpatterns = [
    path("complaints/", file.desk, name="desk"),
    path("complaints/analysis/", papers.analysis, name="analysis"),
    path("complaints/<str:number>/", file.detail, name="detail"),
    path("complaints/<str:number>/accept/", file.accept, name="accept"),
    path("complaints/<str:number>/contact/", file.contact, name="contact"),
    path("complaints/<str:number>/verify/", file.verify, name="verify"),
    path("complaints/<str:number>/draft/", file.draft, name="draft"),
    path("complaints/<str:number>/review/", file.review, name="review"),
    path("complaints/<str:number>/reply/", file.reply, name="reply"),
    path("complaints/<str:number>/keep-away/", file.keep_away, name="keep_away"),
    path("complaints/<str:number>/exempt/", file.exempt, name="exempt"),
    path("complaints/<str:number>/form/<str:step>/", papers.form, name="form"),
    path("complaints/<str:number>/do/<str:act>/", work.act, name="act"),
    path("complaints/<str:number>/part/<uuid:pk>/<str:act>/", work.part, name="part"),
    path("complaints/<str:number>/unseal/", work.unseal, name="unseal"),
    path("complaints/<str:number>/recover/", work.propose, name="propose"),
    path("manage/complaints/", rules.rules, name="rules"),
    path("recoveries/", work.recovery_list, name="recoveries"),
    path("recoveries/<uuid:pk>/<str:act>/", work.recover, name="recover"),
]
