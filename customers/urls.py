from django.urls import path

from customers import cleaning_views, letter_views, tag_views, verify_views, views

app_name = "customers"
urlpatterns = [
    path("manage/doubles/", cleaning_views.doubles, name="doubles"),
    path("manage/doubles/look/", cleaning_views.look_for_doubles, name="look_for_doubles"),
    path("manage/doubles/settle/", cleaning_views.settle, name="settle_doubles"),
    path("manage/doubles/<uuid:pk>/again/", cleaning_views.again, name="ask_again"),
    path("manage/doubles/merges/<uuid:pk>/undo/", cleaning_views.undo, name="undo_merge"),
    path("manage/rest/", cleaning_views.rest, name="rest"),
    path("manage/rest/put/", cleaning_views.put_to_rest, name="put_to_rest"),
    path("manage/rest/years/", cleaning_views.set_years, name="rest_years"),
    path("manage/rest/<uuid:pk>/back/", cleaning_views.take_back, name="take_back_rest"),
    path("manage/messages/", views.messages, name="messages"),
    path("manage/texts/", letter_views.letters, name="letters"),
    path("manage/texts/<slug:code>/", letter_views.letter, name="letter"),
    path("manage/texts/<slug:code>/look/", letter_views.look, name="letter_look"),
    path("manage/tags/", tag_views.tags, name="tags"),
    path("manage/tags/new/", tag_views.keep, name="tag_new"),
    path("manage/tags/usual/", tag_views.usual, name="tags_usual"),
    path("manage/tags/<uuid:pk>/", tag_views.keep, name="tag_keep"),
    path("manage/tags/<uuid:pk>/retire/", tag_views.retire, name="tag_retire"),
    path("customers/unverified/", verify_views.unverified, name="unverified"),
    path("customers/<uuid:pk>/verify/", verify_views.settle, name="verify"),
    path("customers/<uuid:pk>/reveal/", views.reveal, name="reveal"),
]
