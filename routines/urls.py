from django.urls import path

from routines import views

app_name = "routines"
urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("routines/", views.index, name="list"),
    path("routines/<int:pk>/", views.detail, name="detail"),
]
