"""Sessions in the admin: found by person and date. What was done is the person's own record, so it is only shown."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from exercises.admin import LookOnly
from sessions.models import Coach, Entry, Goal, GoalRating, LoggedSet, Session, Standing


class EntryInline(LookOnly, admin.TabularInline):
    model = Entry
    fields = ["position", "exercise", "planned_dose", "duration_seconds"]
    readonly_fields = ["planned_dose"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("exercise", "session")

    @admin.display(description=_("planned"))
    def planned_dose(self, entry: Entry) -> str:
        return str(entry.dose)


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    list_display = ["name", "person", "local_on", "started_at", "finished_at", "duration_seconds", "deleted_at"]
    list_filter = [
        ("finished_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
        "activity",
    ]
    list_select_related = ["person"]
    search_fields = ["name", "person__email", "id"]
    date_hierarchy = "local_on"
    inlines = [EntryInline]
    actions = ["restore_sessions"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        return [field.name for field in Session._meta.fields]

    @admin.action(description=_("Restore what was deleted"), permissions=["change"])
    def restore_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        for session in queryset:
            session.restore()


class LoggedSetInline(LookOnly, admin.TabularInline):
    model = LoggedSet


@admin.register(Entry)
class EntryAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["exercise", "session", "planned_dose", "duration_seconds"]
    list_select_related = ["exercise", "session"]
    list_filter = ["session__local_on", "exercise__kind"]
    search_fields = ["exercise__name", "session__person__email"]
    inlines = [LoggedSetInline]

    @admin.display(description=_("planned"))
    def planned_dose(self, entry: Entry) -> str:
        return str(entry.dose)


@admin.register(Coach)
class CoachAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["person", "flare_up_on", "flare_up_days", "is_flare_up_over", "urgency"]
    list_select_related = ["person"]
    search_fields = ["person__email"]


@admin.register(Standing)
class StandingAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["prescription", "verdict", "is_accepted", "level", "advanced_on", "eased_on", "paused_on"]
    list_select_related = ["prescription__exercise", "prescription__routine"]
    list_filter = ["verdict", "is_accepted"]
    search_fields = ["prescription__exercise__name", "prescription__routine__person__email"]


class GoalRatingInline(LookOnly, admin.TabularInline):
    model = GoalRating


@admin.register(Goal)
class GoalAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["words", "person", "created_at", "reached_at", "deleted_at"]
    list_select_related = ["person"]
    search_fields = ["words", "person__email"]
    inlines = [GoalRatingInline]
