from django.urls import path

from supervision import board_views, extension_views, views

app_name = "supervision"
urlpatterns = [
    path("board/", board_views.board, name="board"),
    path("board/extensions/", extension_views.extensions, name="extensions"),
    path("board/extensions/decide/", extension_views.decide, name="decide"),
    path("board/act/", board_views.act, name="act"),
    path("status/", views.status, name="status"),
    path("manage/stuck/", views.stuck, name="stuck"),
    path("manage/stuck/<str:kind>/<str:verb>/", views.settle, name="settle"),
]
