"""The administrator's pages about API clients."""

from django.urls import path

from hotline import views

app_name = "clients"
urlpatterns = [
    path("manage/clients/", views.clients, name="clients"),
    path("manage/clients/new/", views.new, name="new"),
    path("manage/clients/<uuid:pk>/", views.client, name="client"),
    path("manage/clients/<uuid:pk>/keys/", views.make_key, name="make_key"),
    path("manage/clients/<uuid:pk>/keys/<uuid:key>/revoke/", views.revoke, name="revoke"),
    path("manage/clients/<uuid:pk>/switch/", views.switch, name="switch"),
    path("manage/clients/<uuid:pk>/requests/", views.requests, name="requests"),
]
