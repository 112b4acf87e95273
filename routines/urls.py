from django.urls import path

from routines.views import builder, changes, choose, helping, pages, paste, programmes, shared

app_name = "routines"
urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/copy/", programmes.copy_programme, name="copy_programme"),
    path("routines/add/", choose.add_to, name="add_to"),
    path("routines/", pages.index, name="list"),
    path("routines/new/", pages.create, name="create"),
    path("routines/paste/", paste.paste, name="paste"),
    path("routines/<int:pk>/", pages.detail, name="detail"),
    path("routines/<int:pk>/share/", shared.share, name="share"),
    path("routines/<int:pk>/unshare/", shared.unshare, name="unshare"),
    path("shared/<str:token>/", shared.shared, name="shared"),
    path("shared/<str:token>/copy/", shared.copy_shared, name="copy_shared"),
    path("routines/<int:pk>/print/", pages.sheet, name="print"),
    path("routines/<int:pk>/copy/", pages.copy, name="copy"),
    path("routines/<int:pk>/delete/", pages.delete, name="delete"),
    path("routines/<int:pk>/restore/", pages.restore, name="restore"),
    path("routines/<int:pk>/edit/", builder.edit, name="edit"),
    path("routines/<int:pk>/add/", builder.add, name="add"),
    path("routines/<int:pk>/reorder/", builder.reorder, name="reorder"),
    path("routines/<int:pk>/ease/", helping.ease, name="ease"),
    path("routines/<int:pk>/short/", helping.short, name="short"),
    path("routines/<int:pk>/short/copy/", helping.copy_short, name="copy_short"),
    path("routines/<int:pk>/changes/", changes.changes, name="changes"),
    path("routines/<int:pk>/archive/", pages.archive, name="archive"),
    path("routines/<int:pk>/unarchive/", pages.unarchive, name="unarchive"),
    path("changes/<int:pk>/undo/", changes.undo, name="undo"),
    path("prescriptions/<int:pk>/dose/", builder.set_dose, name="set_dose"),
    path("prescriptions/<int:pk>/level/", builder.set_level, name="set_level"),
    path("prescriptions/<int:pk>/move/", builder.move, name="move"),
    path("prescriptions/<int:pk>/remove/", builder.remove, name="remove"),
    path("prescriptions/<int:pk>/duplicate/", builder.duplicate, name="duplicate"),
    path("prescriptions/<int:pk>/send/", builder.send, name="send"),
]
