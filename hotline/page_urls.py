"""The administrator's pages about API clients."""

from django.urls import path

from hotline import hook_views, views

app_name = "clients"
urlpatterns = [
    path("manage/clients/", views.clients, name="clients"),
    path("manage/clients/new/", views.new, name="new"),
    path("manage/clients/<uuid:pk>/", views.client, name="client"),
    path("manage/clients/<uuid:pk>/keys/", views.make_key, name="make_key"),
    path("manage/clients/<uuid:pk>/keys/<uuid:key>/revoke/", views.revoke, name="revoke"),
    path("manage/clients/<uuid:pk>/switch/", views.switch, name="switch"),
    path("manage/clients/<uuid:pk>/requests/", views.requests, name="requests"),
    path("manage/webhooks/", hook_views.undelivered, name="undelivered"),
    path("manage/clients/<uuid:pk>/webhooks/", hook_views.hooks, name="hooks"),
    path("manage/clients/<uuid:pk>/webhooks/<uuid:hook>/", hook_views.hook, name="hook"),
    path("manage/clients/<uuid:pk>/webhooks/<uuid:hook>/secret/", hook_views.secret, name="hook_secret"),
    path("manage/clients/<uuid:pk>/webhooks/<uuid:hook>/end/", hook_views.end, name="hook_end"),
    path("manage/clients/<uuid:pk>/webhooks/<uuid:hook>/test/", hook_views.test, name="hook_test"),
    path(
        "manage/clients/<uuid:pk>/webhooks/<uuid:hook>/messages/<uuid:message>/resend/",
        hook_views.resend,
        name="hook_resend",
    ),
]
