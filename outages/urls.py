from django.urls import path

from outages import views

app_name = "outages"
urlpatterns = [
    path("outages/", views.outages, name="outages"),
    path("outages/new/", views.new, name="new"),
    path("outages/<uuid:pk>/", views.outage, name="outage"),
    path("outages/<uuid:pk>/<str:verb>/", views.change, name="change"),
]
