from django.urls import path

from accounts import door_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", door_views.code, name="step_code"),
    path("sign-in/enrol/", door_views.enrol, name="step_enrol"),
    path("sign-in/go-on/", door_views.go_on, name="step_on"),
    path("sign-in/new-password/", door_views.new_password, name="step_password"),
    path("sign-in/forgotten/", door_views.forgotten, name="forgotten"),
    path("sign-in/reset/", door_views.reset, name="reset"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("language/", views.language, name="language"),
    path("habits/", views.habits, name="habits"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<uuid:pk>/read/", views.read_one, name="read_one"),
    path("audit/", views.audit, name="audit"),
]
