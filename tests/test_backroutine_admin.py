"""The admin: every list and every row opens, and what the files say stays as the files say."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Invite, SecurityEvent, User
from accounts.models.event import Kind
from exercises.models import Exercise
from routines.models import Programme
from sessions.models import Coach, Goal, Standing
from tests.factories import PASSWORD, make_exercise, make_own_exercise, make_person, make_session

OUR_APPS = {"accounts", "exercises", "routines", "logbook"}
# What somebody's back needs and did, and what is secret: no page of the admin shows it, list or search.
PRIVATE = {
    *("Routine", "Prescription", "Change", "ShareLink", "Reminder"),
    *("Session", "Entry", "LoggedSet", "Coach", "Standing", "Goal", "GoalRating"),
    *("SummedMonth", "SummedActivity", "SummedDose"),
    *("Upload", "Device"),
}
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in OUR_APPS]


def admin_url(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator@example.org", PASSWORD))
    return client


@pytest.fixture
def everything(db: None) -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)
    person = make_person("ann@example.org")
    routine = Programme.objects.get(slug="desk-break-5").copy_for(person)
    make_session(person, routine)
    Coach.objects.of(person).end_flare_up()
    Standing.objects.create(prescription=routine.prescriptions.first())
    Goal.objects.add(person, "put on socks")
    SecurityEvent.objects.record(Kind.SIGNED_IN, person)
    Invite.objects.create(name="abc", secret_hash="x")


def test_every_model_with_a_page_of_its_own_is_registered() -> None:
    shown_inside_another = {"ExerciseMuscle", "ExerciseCaution", "Level", "Variation", "ProgrammePrescription"}
    says_nothing = {"Edition"}  # a random word
    assert {model.__name__ for model in REGISTERED} == catalogue_and_accounts() - shown_inside_another - says_nothing


def catalogue_and_accounts() -> set[str]:
    """Return the models that say nothing of anybody's health, plans or links."""
    ours = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return {model.__name__ for model in ours} - PRIVATE


@pytest.mark.ignore_template_errors  # Django's own templates leave variables out
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_list_search_and_row_open(staff: Client, everything: None, model: type) -> None:
    row = model.objects.first()

    assert staff.get(admin_url(model, "changelist")).status_code == 200
    assert staff.get(admin_url(model, "changelist"), {"q": "a"}).status_code == 200
    assert staff.get(admin_url(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_no_more_for_more_rows(staff: Client, rows: int, django_assert_num_queries) -> None:
    for _ in range(rows):
        make_exercise()

    with django_assert_num_queries(7):
        assert staff.get(admin_url(Exercise, "changelist")).status_code == 200


def test_exercise_shows_its_steps_and_cannot_be_changed(staff: Client, everything: None) -> None:
    plank = Exercise.objects.get(slug="plank")
    url = admin_url(Exercise, "change", plank.pk)

    assert b"2. Place your elbows under your shoulders." in staff.get(url).content
    assert staff.post(url, {"name": "Board"}).status_code == 403
    assert staff.get(admin_url(Exercise, "add")).status_code == 403
    assert staff.post(admin_url(Exercise, "delete", plank.pk), {"post": "yes"}).status_code == 403


def test_exercises_are_filtered_by_state(staff: Client, everything: None) -> None:
    Exercise.objects.filter(slug="plank").update(retired_at="2026-01-01T00:00Z")

    response = staff.get(admin_url(Exercise, "changelist"), {"state": "retired"})

    assert [row.slug for row in response.context["cl"].queryset] == ["plank"]


@pytest.mark.ignore_template_errors
def test_exercise_shows_its_figure(staff: Client, everything: None, drawn: None) -> None:
    cat_cow = Exercise.objects.get(slug="cat-cow")

    row = staff.get(admin_url(Exercise, "changelist"), {"q": "cat-cow"}).content.decode()
    page = staff.get(admin_url(Exercise, "change", cat_cow.pk)).content.decode()

    assert 'src="/static/figures/cat-cow-' in row
    assert 'src="/static/figures/cat-cow.svg"' in page


@pytest.mark.ignore_template_errors
def test_what_people_added_themselves_is_theirs_alone(staff: Client, db: None) -> None:
    own = make_own_exercise(make_person(), "For my bad knee")

    assert "bad knee" not in staff.get(admin_url(Exercise, "changelist")).content.decode()
    assert staff.get(admin_url(Exercise, "change", own.pk)).status_code == 302


def test_person_is_added_by_e_mail(staff: Client) -> None:
    response = staff.post(
        admin_url(User, "add"),
        {"email": "new@example.org", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert response.status_code == 302
    assert User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_operator_signs_in_as_everybody_does(client: Client, db: None) -> None:
    User.objects.create_superuser("operator@example.org", PASSWORD)

    page = client.get("/admin/", follow=True)
    answer = client.post(
        page.redirect_chain[-1][0], {"login": "operator@example.org", "password": PASSWORD, "next": "/admin/"}
    )

    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/")


@pytest.mark.ignore_template_errors
def test_no_page_about_a_person_says_anything_of_their_health(staff: Client, everything: None) -> None:
    ann = User.objects.get(email="ann@example.org")
    ann.remember(cautions=["osteoporosis"], equipment=[])
    said = ["put on socks", "osteoporosis", "Desk break", ann.sessions.first().name]

    pages = [
        staff.get(admin_url(User, "changelist")),
        staff.get(admin_url(User, "change", ann.pk)),
        staff.get(admin_url(User, "delete", ann.pk)),
        staff.get(admin_url(User, "history", ann.pk)),
        staff.post(admin_url(User, "changelist"), {"action": "delete_selected", "_selected_action": [ann.pk]}),
        staff.get(admin_url(SecurityEvent, "changelist")),
    ]

    assert [words for words in said for page in pages if words in page.content.decode()] == []


@pytest.mark.ignore_template_errors
def test_invite_shows_its_link_once(staff: Client) -> None:
    data = {"note": "clinic", "uses": "2", "expires_at_0": "2099-01-01", "expires_at_1": "12:00"}

    made = staff.post(admin_url(Invite, "add"), data, follow=True).content.decode()
    again = staff.get(admin_url(Invite, "changelist")).content.decode()

    (token,) = re.findall(r"signup/\?invite=([\w.-]+)", made)
    assert Invite.objects.find(token) == Invite.objects.get()
    assert token.split(".")[1] not in again + Invite.objects.get().secret_hash


def test_invite_is_taken_back(staff: Client) -> None:
    invite = Invite(uses=3)
    token = invite.make_token()
    invite.save()

    staff.post(admin_url(Invite, "changelist"), {"action": "revoke", "_selected_action": [invite.pk]})

    assert Invite.objects.find(token) is None


def test_somebody_locked_out_is_let_in_by_password_again(staff: Client) -> None:
    person = make_person()
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})

    staff.post(admin_url(User, "changelist"), {"action": "take_steps_off", "_selected_action": [person.pk]})

    assert not Authenticator.objects.exists()
    assert SecurityEvent.objects.get(person=person).kind == "steps-taken-off"


def test_person_without_staff_rights_stays_out(client: Client, db: None) -> None:
    client.force_login(make_person())

    assert client.get(admin_url(Exercise, "changelist")).status_code == 302
