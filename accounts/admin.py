"""People, invites and security events in the admin. Nothing of anybody's health is shown, and no plan of theirs."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.events import record
from accounts.forms import PLAYER_FIELDS
from accounts.models import Invite, SecurityEvent, User
from accounts.models.event import Kind
from exercises.admin import LookOnly

# The site's own way to sign in, with its limits, passkeys and second step; Django's page has none of them.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Authenticator)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["email", "is_guest", "time_zone", "date_joined", "last_login", "is_active", "is_staff"]
    list_filter = ["is_guest", "is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["email"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Preferences"), {"fields": ["time_zone"]}),
        (_("Player"), {"fields": PLAYER_FIELDS}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]}),
    ]
    actions = ["take_steps_off"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what goes with a person, and name none of it: Django would list goals and sessions by their words.

        Whoever may delete a person may delete all that is theirs, events too, which nobody may delete singly.
        """
        _named, counts, _forbidden, _protected = super().get_deleted_objects(objs, request)
        return [str(person) for person in objs], counts, set(), []

    @admin.action(description=_("Remove passkeys, app and codes (for somebody locked out)"), permissions=["change"])
    def take_steps_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            Authenticator.objects.filter(user=person).delete()
            record(Kind.STEPS_TAKEN_OFF, person)
        done = queryset.count()
        words = ngettext("%(n)s account opens by its password again.", "%(n)s accounts open by password again.", done)
        messages.success(request, words % {"n": done})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_staff and "is_staff" in form.changed_data:
            record(Kind.ADMIN_GRANTED, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete what names the person too, this page's own note of it included."""
        obj.erase()
        record(Kind.ACCOUNT_DELETED, None)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            self.delete_model(request, person)


@admin.register(Invite)
class InviteAdmin(admin.ModelAdmin):
    list_display = ["__str__", "uses", "used", "expires_at", "revoked_at", "still_open"]
    search_fields = ["note"]
    fields = ["note", "uses", "expires_at", "used", "revoked_at", "created_at"]
    readonly_fields = ["used", "revoked_at", "created_at"]
    actions = ["revoke"]

    @admin.display(description=_("open"), boolean=True)
    def still_open(self, invite: Invite) -> bool:
        return invite.is_open

    @admin.action(description=_("Take back"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invite]) -> None:
        for invite in queryset:
            invite.revoke()

    def save_model(self, request: HttpRequest, obj: Invite, form: Any, change: bool) -> None:
        """Show a new invite's link, this once."""
        token = "" if change else obj.make_token()
        super().save_model(request, obj, form, change)
        if token:
            messages.warning(request, _("The link, shown this once: %(link)s") % {"link": obj.link(token)})


@admin.register(SecurityEvent)
class SecurityEventAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["at", "kind", "person", "device"]
    list_filter = ["kind"]
    list_select_related = ["person"]
    search_fields = ["person__email"]
    date_hierarchy = "at"
