from django.urls import path

from accounts.views import data, guest, leaving, privacy, security, settings, sheet

app_name = "accounts"
urlpatterns = [
    path("guest/", guest.start, name="start"),
    path("guest/take-along/", guest.take_along, name="merge"),
    path("settings/", settings.preferences, name="settings"),
    path("settings/player/", settings.player, name="player"),
    path("settings/cautions/", settings.cautions, name="cautions"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/devices/<int:pk>/sign-out/", security.sign_out_device, name="sign_out_device"),
    path("settings/security/devices/sign-out/", security.sign_out_others, name="sign_out_others"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("settings/leave/", leaving.leave, name="leave"),
    path("settings/data/", data.data, name="data"),
    path("settings/data/backroutine.json", data.export_file, name="export"),
    path("settings/data/sessions.csv", sheet.export_table, name="export_table"),
    path("settings/data/table/", sheet.import_table, name="import_table"),
    path("settings/data/upload/", data.upload, name="upload"),
    path("settings/data/import/", data.import_file, name="import"),
    path("settings/data/import/drop/", data.drop_upload, name="drop_upload"),
    path("schemas/backroutine-1.json", data.file_schema, name="file_schema"),
]
