from django.urls import path

from onboarding import views

app_name = "onboarding"
urlpatterns = [
    path("manage/start/", views.home, name="home"),
    path("manage/start/units/add/", views.unit_typed, name="unit_typed"),
    path("manage/start/<slug:step>/", views.step, name="step"),
]
