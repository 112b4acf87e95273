"""The catalogue in the admin: to look at and search. The files are the truth, so nothing here can be changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exercises.models import Activity, Caution, Exercise, ExerciseCaution, ExerciseMuscle, Level, Muscle, Variation
from exercises.templatetags.figures import figure


class LookOnly:
    """Refuse every change, whatever the person's permissions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RetiredFilter(admin.SimpleListFilter):
    """Show what the files still have, or what they have retired."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("current", _("current")), ("retired", _("retired"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(retired_at__isnull=self.value() == "current")


def numbered(texts: list[str]) -> SafeString:
    return format_html_join("\n", "<p>{}. {}</p>", enumerate(texts, start=1))


def sources(rows: list[dict[str, str]]) -> SafeString:
    return format_html_join(
        "\n",
        "<p>{}, {} {}: {}</p>",
        ((row["title"], row["organisation"], row["year"], row.get("fact") or row["url"]) for row in rows),
    )


class LevelInline(LookOnly, admin.TabularInline):
    model = Level


class ExerciseMuscleInline(LookOnly, admin.TabularInline):
    model = ExerciseMuscle

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("muscle", "exercise")


class ExerciseCautionInline(LookOnly, admin.TabularInline):
    model = ExerciseCaution

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("caution", "exercise")


class VariationInline(LookOnly, admin.TabularInline):
    model = Variation
    fk_name = "exercise"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("neighbour", "exercise")


@admin.register(Exercise)
class ExerciseAdmin(LookOnly, admin.ModelAdmin):
    list_display = [
        *["name", "small_figure", "kind", "start_position", "measure", "default_dose", "difficulty", "founding_order"]
    ]
    list_filter = [RetiredFilter, "kind", "start_position", "measure", "difficulty", "muscles"]
    search_fields = ["name", "slug", "other_names"]
    ordering = ["name"]
    inlines = [LevelInline, ExerciseMuscleInline, ExerciseCautionInline, VariationInline]
    fieldsets = [
        (None, {"fields": ["name", "large_figure", "slug", "other_names", "founding_order", "retired_at"]}),
        (_("What it is"), {"fields": ["kind", "start_position", "difficulty", "focus", "spine_movements"]}),
        (_("What it needs"), {"fields": ["equipment", "equipment_optional"]}),
        (_("Dose"), {"fields": ["measure", "default_dose", "rest_seconds", "release_seconds", "rep_seconds"]}),
        (_("Words"), {"fields": ["the_steps", "breathing", "the_cues", "the_mistakes", "note"]}),
        (_("Sources"), {"fields": ["dose_origin", "the_sources"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the catalogue. What people added themselves is theirs alone."""
        return super().get_queryset(request).filter(owner=None)

    @admin.display(description=_("figure"))
    def small_figure(self, exercise: Exercise) -> SafeString:
        return figure(exercise, size=96, still=True, decorative=True)

    @admin.display(description=_("figure"))
    def large_figure(self, exercise: Exercise) -> SafeString:
        return figure(exercise, size=320)

    @admin.display(description=_("default dose"))
    def default_dose(self, exercise: Exercise) -> str:
        return str(exercise.dose)

    @admin.display(description=_("steps"))
    def the_steps(self, exercise: Exercise) -> SafeString:
        return numbered(exercise.steps)

    @admin.display(description=_("cues"))
    def the_cues(self, exercise: Exercise) -> SafeString:
        return numbered(exercise.cues)

    @admin.display(description=_("common mistakes"))
    def the_mistakes(self, exercise: Exercise) -> SafeString:
        return numbered(exercise.mistakes)

    @admin.display(description=_("sources"))
    def the_sources(self, exercise: Exercise) -> SafeString:
        return sources(exercise.sources)


@admin.register(Activity)
class ActivityAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "minutes", "days_per_week", "effort"]
    list_filter = [RetiredFilter]
    search_fields = ["name", "slug"]
    fields = [
        *["name", "slug", "why", "minutes", "days_per_week", "effort", "progression", "the_facts"],
        *["equipment", "muscles", "cautions", "the_sources", "retired_at"],
    ]

    @admin.display(description=_("facts"))
    def the_facts(self, activity: Activity) -> SafeString:
        return numbered(activity.facts)

    @admin.display(description=_("sources"))
    def the_sources(self, activity: Activity) -> SafeString:
        return sources(activity.sources)


@admin.register(Muscle)
class MuscleAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "lay_name", "region"]
    list_filter = ["region"]
    search_fields = ["name", "lay_name", "slug"]


@admin.register(Caution)
class CautionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["who", "slug", "advice"]
    search_fields = ["who", "slug", "advice"]
