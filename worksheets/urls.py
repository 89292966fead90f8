from django.urls import URLPattern, path

from worksheets.views import reviews, sheets

app_name = "worksheets"
urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.desk, name="reviews"),
    path("t/<str:number>/sheets/<slug:code>/", sheets.new, name="sheet_new"),
    path("sheets/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:pk>/print/", sheets.paper, name="sheet_paper"),
    path("reviews/<str:number>/<str:verb>/", reviews.act, name="review_act"),
]
