"""The administrator's pages about API clients."""

from django.urls import path, re_path

from hotline import bulk_views, hook_views, reconcile_views, upstream_manage_views, upstream_views, views

app_name = "clients"
PK = "(?P<pk>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
urlpatterns = [
    path("manage/imports/", bulk_views.imports, name="imports"),
    path("manage/imports/<uuid:pk>/", bulk_views.import_one, name="import"),
    path("manage/imports/<uuid:pk>/columns/", bulk_views.import_columns, name="import_columns"),
    re_path(f"^manage/imports/{PK}/(?P<verb>start|stop|resume)/$", bulk_views.import_verb, name="import_verb"),
    path("manage/imports/pattern/<slug:kind>/<slug:mode>/", bulk_views.pattern, name="pattern"),
    path("manage/exports/", bulk_views.exports, name="exports"),
    path("manage/exports/figure/", bulk_views.export_figure, name="export_figure"),
    re_path(f"^manage/exports/{PK}/(?P<verb>agree|decline)/$", bulk_views.export_verb, name="export_verb"),
    path("manage/exports/<uuid:pk>/file/", bulk_views.export_taken, name="export_file"),
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
    path("upstream/", upstream_views.orders, name="orders"),
    path("upstream/decide/", upstream_views.decide, name="decide"),
    path("upstream/orders/<uuid:pk>/", upstream_views.order, name="order"),
    path("upstream/orders/<uuid:pk>/<slug:verb>/", upstream_views.act, name="order_act"),
    path("upstream/reconcile/", reconcile_views.runs, name="runs"),
    path("upstream/reconcile/<uuid:pk>/", reconcile_views.run, name="run"),
    path("upstream/reconcile/<uuid:pk>/all/", reconcile_views.mend_all, name="mend_all"),
    path("upstream/reconcile/<uuid:pk>/table.<slug:kind>", reconcile_views.table, name="run_table"),
    path("upstream/reconcile/<uuid:pk>/<uuid:row>/", reconcile_views.mend, name="mend"),
    path("manage/upstreams/", upstream_manage_views.upstreams, name="upstreams"),
    path("manage/upstreams/new/", upstream_manage_views.new, name="upstream_new"),
    path("manage/upstreams/<uuid:pk>/", upstream_manage_views.upstream, name="upstream"),
    path("manage/upstreams/<uuid:pk>/test/", upstream_manage_views.test, name="upstream_test"),
    path("manage/upstreams/<uuid:pk>/letters/<uuid:message>/", upstream_manage_views.resend, name="upstream_resend"),
    path("manage/upstreams/<uuid:pk>/codes/", upstream_manage_views.codes, name="upstream_codes"),
]
