from django.urls import URLPattern, path

from worksheets.views import manage, reviews, sheets, shelves, stock, visits

app_name = "worksheets"
urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.desk, name="reviews"),
    path("t/<str:number>/sheets/<slug:code>/", sheets.new, name="sheet_new"),
    path("t/<str:number>/visit/window/", visits.choose, name="visit"),
    path("appointments/", visits.calendar, name="appointments"),
    path("appointments/<uuid:pk>/call-off/", visits.call_off, name="call_off"),
    path("stock/", stock.levels, name="stock"),
    path("stock/export/<slug:kind>/", stock.export, name="stock_export"),
    path("stock/in/", stock.deliveries, name="deliveries"),
    path("stock/shortages/", stock.shortages, name="shortages"),
    path("stock/shortages/<uuid:pk>/", stock.settle, name="settle_shortage"),
    path("stock/items/", shelves.items, name="items"),
    path("stock/items/import/", shelves.import_items, name="import_items"),
    path("stock/items/<uuid:pk>/", shelves.items, name="item"),
    path("stock/places/", shelves.places, name="places"),
    path("stock/<uuid:depot>/<uuid:item>/", stock.ledger, name="ledger"),
    path("manage/sheets/", manage.kinds, name="kinds"),
    path("manage/sheets/new/", manage.kind, name="kind_new"),
    path("manage/sheets/usual/<slug:what>/", manage.adopt, name="adopt"),
    path("manage/sheets/reports/", manage.reports, name="report_rules"),
    path("manage/sheets/reports/<uuid:pk>/", manage.reports, name="report_rule"),
    path("manage/sheets/back/", manage.reasons, name="reasons"),
    path("manage/sheets/back/<uuid:pk>/", manage.reasons, name="reason"),
    path("manage/sheets/windows/", manage.windows, name="windows"),
    path("manage/sheets/windows/<uuid:pk>/", manage.windows, name="window"),
    path("manage/sheets/<slug:code>/", manage.kind, name="kind"),
    path("sheets/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:pk>/print/", sheets.paper, name="sheet_paper"),
    path("reviews/<str:number>/<str:verb>/", reviews.act, name="review_act"),
]
