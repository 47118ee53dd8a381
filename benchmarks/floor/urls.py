from django.contrib.auth.views import LoginView
from django.urls import path

from benchmarks.floor import views

urlpatterns = [
    path("", views.topic_list, name="topic_list"),
    path("t/<int:topic_id>/", views.topic_detail, name="topic_detail"),
    path("t/<int:topic_id>/reply/", views.reply, name="reply"),
    path("u/<str:username>/", views.topic_list, name="person"),
    path("c/<slug:slug>/", views.topic_list, name="category"),
    path("search/", views.search, name="search"),
    path("login/", LoginView.as_view(template_name="floor/login.html"), name="login"),
]
