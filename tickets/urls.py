from django.urls import path

from tickets.views import crew, dispatch, intake, my, order, palette, plan, progress, reveal, search, slip, texts, ticket, urging, why

app_name = "tickets"
urlpatterns = [
    path("intake/", intake.intake, name="intake"),
    path("intake/lookup/", intake.lookup, name="lookup"),
    path("intake/choose/", intake.choose, name="choose"),
    path("intake/account/", intake.account, name="account"),
    path("intake/category/", intake.category, name="category"),
    path("intake/preview/", intake.preview, name="preview"),
    path("intake/texts/", texts.at_intake, name="texts_at_intake"),
    path("my/", my.my, name="my"),
    path("board/orders/", order.orders, name="orders"),
    path("manage/urging/", urging.rule, name="urge_rule"),
    path("palette/", palette.palette, name="palette"),
    path("search/", search.search, name="search"),
    path("dispatch/", dispatch.desk, name="dispatch"),
    path("dispatch/<str:number>/", dispatch.assign, name="assign"),
    path("m/", crew.tasks, name="tasks"),
    path("m/t/<str:number>/", crew.task, name="task"),
    path("m/t/<str:number>/<str:verb>/", crew.act, name="task_act"),
    path("t/<str:number>/", ticket.detail, name="detail"),
    path("t/<str:number>/reveal/", reveal.contact, name="reveal"),
    path("t/<str:number>/texts/", texts.of_ticket, name="texts"),
    path("t/<str:number>/slip/", slip.slip, name="slip"),
    path("t/<str:number>/why/", why.why, name="why"),
    path("t/<str:number>/why/<str:verb>/", why.judge, name="judge"),
    path("t/<str:number>/orders/<str:order>/", order.sheet, name="order_sheet"),
    path("t/<str:number>/plan/", plan.plan, name="plan"),
    path("t/<str:number>/plan/<str:verb>/", plan.change, name="change"),
    path("t/<str:number>/<str:verb>/", ticket.act, name="act"),
    path("s/<str:token>/", progress.track, name="track"),
    path("s/<str:token>/urge/", progress.urge, name="track_urge"),
]
