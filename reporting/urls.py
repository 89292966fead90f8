from django.urls import path

from reporting.views import kept, months, page, setting

app_name = "reporting"
urlpatterns = [
    path("reports/", page.report, name="report"),
    path("reports/behind/", page.behind, name="behind"),
    path("reports/measures/", page.measures, name="measures"),
    path("reports/kept/", kept.report, name="kept"),
    path("reports/bulletins/", months.bulletins, name="bulletins"),
    path("reports/bulletins/<str:month>/", months.bulletin, name="bulletin"),
    path("reports/orders/", setting.orders, name="orders"),
    path("reports/orders/<uuid:pk>/end/", setting.end_order, name="end_order"),
    path("reports/rules/", setting.rules, name="rules"),
    path("reports/rules/number/", setting.number, name="number"),
    path("board/kept/", kept.moved, name="kept_moved"),
]
