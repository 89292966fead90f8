from django.urls import path

from accounts import audit_views, door_views, views

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
    path("audit/", audit_views.audit, name="audit"),
    path("audit/out/", audit_views.take_out, name="audit_out"),
    path("audit/breaks/<uuid:pk>/", audit_views.looked_into, name="audit_looked"),
]
