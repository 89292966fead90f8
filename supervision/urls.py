from django.urls import path

from supervision import board_views, extension_views, views, wall_views

app_name = "supervision"
urlpatterns = [
    path("board/", board_views.board, name="board"),
    path("board/extensions/", extension_views.extensions, name="extensions"),
    path("board/extensions/decide/", extension_views.decide, name="decide"),
    path("board/export/", board_views.export, name="export"),
    path("board/act/", board_views.act, name="act"),
    path("board/undo/<uuid:batch>/", board_views.undo, name="undo"),
    path("wall/<str:key>/", wall_views.wall, name="wall"),
    path("manage/walls/", wall_views.keys, name="walls"),
    path("manage/walls/<uuid:pk>/renew/", wall_views.renew, name="wall_renew"),
    path("manage/walls/<uuid:pk>/end/", wall_views.end, name="wall_end"),
    path("status/", views.status, name="status"),
    path("manage/stuck/", views.stuck, name="stuck"),
    path("manage/stuck/<str:kind>/<str:verb>/", views.settle, name="settle"),
]
