"""Signing up, and a person's preferences."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, cast

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.events import record
from accounts.models import Invite, User, WaitChoices, time_zones, validate_time_zone
from accounts.models.event import Kind
from accounts.portability.reading import MAX_BYTES
from accounts.portability.sheet_reading import ROLES
from exercises import catalogue
from exercises.models import Equipment

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

PLAYER_FIELDS = (
    "prepare_seconds",
    "change_seconds",
    "waits_for_tap",
    "is_sound_on",
    "sound_volume",
    "is_sound_forced",
    "is_voice_on",
    "is_vibration_on",
)


@cache
def zone_options() -> SafeString:
    """Return the zones people live in as <option>s, grouped by region; UTC stands first. They are in no language."""
    names = sorted(name for name in time_zones() if name.split("/")[0] in REGIONS)
    groups = ['<option value="UTC">UTC</option>']
    for region, zones in groupby(names, key=lambda name: name.split("/")[0]):
        labels = ((name, name.partition("/")[2].replace("_", " ")) for name in zones)
        options = format_html_join("", '<option value="{}">{}</option>', labels)
        groups.append(format_html('<optgroup label="{}">{}</optgroup>', region, options))
    return SafeString("".join(groups))


class ZoneSelect(forms.Widget):
    """The zones as a list, made once: there are more than four hundred. One kept under an older name comes first."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        zone = format_html('<option value="{}"', value or "")
        options = str(zone_options())
        if value and zone not in options:
            options = format_html("{}>{}</option>", zone, value) + options
        options = options.replace(zone, f"{zone} selected", 1)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs or {}), SafeString(options))


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no types
    """Asks by the same words as signing up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in on this device")


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Asks by the same words as signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth has no types
    """E-mail and one password. The browser fills in the time zone; without it, UTC stands until it is changed."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)
    invite = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["password1"].help_text = _("At least 8 characters, and not one that is easy to guess.")
        if not self.is_bound:
            self.fields["invite"].initial = context.request.GET.get("invite", "")

    def clean_time_zone(self) -> str:
        """Return the zone, or "" for whatever is none: nobody should fail to sign up over it."""
        name: str = self.cleaned_data["time_zone"]
        try:
            validate_time_zone(name)
        except ValidationError:
            return ""
        return name

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account and take a place of the invite, both or neither."""
        if self.account_already_exists:
            # A new account costs one hash; without this one, a quick answer would tell that the address is known.
            make_password(self.cleaned_data["password1"])
        if self.account_already_exists or settings.SIGNUP != "invite":
            saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
            return saved
        with transaction.atomic():
            invite = Invite.objects.find(self.cleaned_data["invite"])
            if invite is None or not invite.use():
                return None, render(request, "account/signup_closed.html")
            user: User = self.save(request)
            record(Kind.INVITE_USED, user, request)
        return user, None

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)
        # A guest who signs up without script keeps the zone they have.
        user.time_zone = self.cleaned_data["time_zone"] or user.time_zone
        user.save(update_fields=["time_zone"])


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted while running
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Decides which day a session belongs to."),
        widget=ZoneSelect,
        error_messages={"required": _("Choose a time zone from the list, such as Europe/Berlin.")},
    )

    class Meta:
        model = User
        fields = ["time_zone"]


class PlayerForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted while running
    """How the guided session runs and sounds for this person."""

    waits_for_tap = forms.MultipleChoiceField(
        label=_("Wait for a tap after"),
        choices=WaitChoices.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked goes on by itself; repeats then follow their tempo."),
    )

    class Meta:
        model = User
        fields = PLAYER_FIELDS
        labels = {
            "is_sound_on": _("Tones"),
            "is_sound_forced": _("Sound even when the phone is on silent"),
            "is_voice_on": _("A voice says exercises, sides and repeats"),
            "is_vibration_on": _("Vibrate at each change"),
        }
        help_texts = {
            "prepare_seconds": _("Before each exercise, between 3 and 60."),
            "change_seconds": _("On top of that, to get up, down or round; between 0 and 60."),
            "is_sound_forced": _("On an iPhone this may pause your music; otherwise music plays on."),
            "is_vibration_on": _("Where the phone can: Android, mostly."),
        }
        widgets = {"sound_volume": forms.NumberInput({"type": "range", "min": 0, "max": 100, "step": 5})}


class CautionsForm(forms.Form):
    """What a person must take care with, and what they have at hand."""

    cautions = forms.MultipleChoiceField(
        label=_("I must take care because of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    equipment = forms.MultipleChoiceField(
        label=_("I have"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A mat, or a carpet, is taken for granted."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue.shipped().vocabulary.cautions.values()
        cast("forms.MultipleChoiceField", self.fields["cautions"]).choices = [(it.slug, it.who) for it in known]
        cast("forms.MultipleChoiceField", self.fields["equipment"]).choices = [
            (value, capfirst(label)) for value, label in Equipment.choices if value != Equipment.MAT
        ]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A file saved from here (.json), or a table of sessions (.csv). You see what it would do first."),
        widget=forms.ClearableFileInput({"accept": ".json,.csv,.tsv,.txt,application/json,text/csv"}),
        max_length=200,
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB."), params={"limit": MAX_BYTES // 1024 // 1024}
            )
        return file


class ColumnsForm(forms.Form):
    """Which column of a table holds what. Columns are numbered from 0; an empty choice means none."""

    order = forms.ChoiceField(
        label=_("Dates such as 3/4/2026"),
        choices=[("day", _("day first: 3 April")), ("month", _("month first: 4 March"))],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, headings: Sequence[str]) -> None:
        super().__init__(data)
        columns = [
            (str(number), heading or _("column %(number)s") % {"number": number + 1})
            for number, heading in enumerate(headings)
        ]
        for role, label in ROLES.items():
            self.fields[role] = forms.ChoiceField(
                label=label, choices=[("", _("— none —")), *columns], required=role == "date"
            )
        self.fields["date"].error_messages["required"] = _("Choose the column with the date.")
        self.order_fields([*ROLES, "order"])

    def columns(self) -> dict[str, int]:
        return {role: int(self.cleaned_data[role]) for role in ROLES if self.cleaned_data[role]}


class LeaveForm(forms.Form):
    """Makes sure that it is the person, and that they mean it: by the password, or a word where there is none."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput({"autocomplete": "current-password"}), strip=False
    )
    word = forms.CharField(label=_("Type “delete”"), widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        del self.fields["word" if self._has_password else "password"]

    @property
    def _has_password(self) -> bool:
        return not self.person.is_guest and self.person.has_usable_password()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise ValidationError(_("That is not your password."))
        return password

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if word.strip(" “”\"'.").casefold() != str(_("delete")):
            raise ValidationError(_("Type the word delete, if that is what you want."))
        return word
