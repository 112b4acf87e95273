"""Programmes in the admin: they come from files and can only be looked at.

A person's routines are not here: what somebody's back needs is nobody else's business.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exercises.admin import LookOnly, RetiredFilter, sources
from routines.models import Programme, ProgrammePrescription


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
