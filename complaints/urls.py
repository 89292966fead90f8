from django.urls import path

from complaints import views

app_name = "complaints"
urlpatterns = [
    path("complaints/", views.desk, name="desk"),
    path("complaints/<str:number>/", views.detail, name="detail"),
    path("complaints/<str:number>/accept/", views.accept, name="accept"),
    path("complaints/<str:number>/contact/", views.contact, name="contact"),
    path("complaints/<str:number>/verify/", views.verify, name="verify"),
    path("complaints/<str:number>/draft/", views.draft, name="draft"),
    path("complaints/<str:number>/review/", views.review, name="review"),
    path("complaints/<str:number>/reply/", views.reply, name="reply"),
    path("complaints/<str:number>/keep-away/", views.keep_away, name="keep_away"),
    path("complaints/<str:number>/exempt/", views.exempt, name="exempt"),
]
