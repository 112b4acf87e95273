"""Routines and programmes in the admin. Programmes come from files and can only be looked at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exercises.admin import LookOnly, RetiredFilter, sources
from routines.models import Change, Prescription, Programme, ProgrammePrescription, Routine


class PrescriptionInline(admin.TabularInline):
    model = Prescription
    autocomplete_fields = ["exercise"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("exercise", "routine")


class ChangeInline(LookOnly, admin.TabularInline):
    model = Change
    fields = ["made_at", "kind", "name", "undone_at"]


@admin.register(Routine)
class RoutineAdmin(admin.ModelAdmin):
    list_display = ["name", "person", "weekly_target", "programme", "updated_at", "archived_at", "deleted_at"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter), "weekly_target"]
    list_select_related = ["person", "programme"]
    search_fields = ["name", "person__email"]
    date_hierarchy = "updated_at"
    autocomplete_fields = ["person", "programme"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [PrescriptionInline, ChangeInline]
    actions = ["restore_routines"]

    @admin.action(description=_("Restore what was deleted"), permissions=["change"])
    def restore_routines(self, request: HttpRequest, queryset: QuerySet[Routine]) -> None:
        for routine in queryset:
            routine.restore()


class ProgrammePrescriptionInline(LookOnly, admin.TabularInline):
    model = ProgrammePrescription

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("exercise", "programme")


@admin.register(Programme)
class ProgrammeAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "difficulty", "minutes", "days_per_week", "weeks", "place"]
    list_filter = [RetiredFilter, "difficulty"]
    search_fields = ["name", "slug", "goal"]
    inlines = [ProgrammePrescriptionInline]
    fields = [
        *["name", "slug", "goal", "difficulty", "minutes", "days_per_week", "sessions_per_day", "weeks", "equipment"],
        *["weekly_progression", "cautions", "the_sources", "note", "place", "retired_at"],
    ]

    @admin.display(description=_("sources"))
    def the_sources(self, programme: Programme) -> SafeString:
        return sources(programme.sources)
