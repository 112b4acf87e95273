"""The library and the pages in it: public, filtered by address, quick."""

import re
from http import HTTPStatus

import pytest
from django.utils import timezone

from exercises import shelf
from exercises.dose import Dose
from exercises.models import (
    Activity,
    Caution,
    Exercise,
    ExerciseCaution,
    ExerciseMuscle,
    Level,
    Muscle,
    StartPosition,
    Variation,
)
from tests.factories import (
    make_entry,
    make_exercise,
    make_own_exercise,
    make_prescription,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def make_muscle(slug: str = "hamstrings", **fields) -> Muscle:
    return Muscle.objects.create(
        slug=slug, **{"name": slug.capitalize(), "lay_name": f"Lay {slug}", "region": "leg"} | fields
    )


def make_activity(slug: str = "walking", **fields) -> Activity:
    return Activity.objects.create(
        slug=slug,
        **{"name": "Walking", "why": "Simple.", "minutes": 10, "days_per_week": 3, "effort": "You can talk"} | fields,
    )


def names(response) -> list[str]:
    return re.findall(r'<h3><a href="/exercises/[^"]+">([^<]+)</a>', response.text)


def test_library_is_public_and_shows_what_is_current(client):
    make_exercise("Plank")
    make_exercise("Old plank", retired_at=timezone.now())

    assert names(client.get("/exercises/")) == ["Plank"]


def test_library_groups_by_kind_stretches_first(client):
    make_exercise("Plank", kind="strengthen")
    make_exercise("Cat/cow", kind="stretch")

    response = client.get("/exercises/")

    assert re.findall(r'<h2 id="group-(\w+)">', response.text) == ["stretch", "strengthen"]
    assert names(response) == ["Cat/cow", "Plank"]


def test_library_finds_by_words(client):
    make_exercise("Side plank")
    make_exercise("Plank")
    make_exercise("Cobra")

    assert names(client.get("/exercises/", {"q": "pla"})) == ["Plank", "Side plank"]


def test_library_filters_combine(client):
    hamstrings = make_muscle()
    for name, kind, position in [
        ("Wanted", "stretch", "seated"),
        ("Other kind", "strengthen", "seated"),
        ("Other position", "stretch", "prone"),
    ]:
        exercise = make_exercise(name, kind=kind, start_position=position, equipment=["chair"], focus=["legs"])
        ExerciseMuscle.objects.create(exercise=exercise, muscle=hamstrings, is_primary=True)
    make_exercise("Other muscle", kind="stretch", start_position="seated")

    found = client.get(
        "/exercises/",
        {"kind": "stretch", "position": "seated", "muscle": "hamstrings", "equipment": "chair", "focus": "legs"},
    )

    assert names(found) == ["Wanted"]


def test_library_says_how_many_each_choice_would_show(client):
    make_exercise("Plank", start_position="prone")
    make_exercise("Cobra", start_position="prone")
    make_exercise("Twist", start_position="seated")

    options = re.findall(r'<option value="(?:prone|seated)"[^>]*>([^<]+)<', client.get("/exercises/?q=plank").text)

    assert options == ["On your front (1)"]


def test_library_chip_removes_its_filter_and_keeps_the_rest(client):
    make_exercise("Plank", start_position="prone")

    html = client.get("/exercises/?q=plank&position=prone").text

    assert re.findall(r'<a class="chip is-on" href="([^"]+)"', html) == ["?q=plank"]


def test_library_without_result_says_what_to_drop(client):
    make_exercise("Plank", start_position="prone")
    make_exercise("Twist", start_position="seated")

    html = client.get("/exercises/?q=plank&position=seated").text

    assert re.findall(r'<a class="button" href="([^"]+)" hx-get', html) == ["?position=seated", "?q=plank"]


def make_caution(slug: str, *exercises: Exercise) -> Caution:
    caution = Caution.objects.create(slug=slug, who=f"A {slug} problem, or worse", advice="Ask first.")
    for exercise in exercises:
        ExerciseCaution.objects.create(exercise=exercise, caution=caution)
    return caution


def test_library_leaves_out_what_a_caution_names(client):
    make_caution("wrist", make_exercise("Plank"))
    make_caution("knee", make_exercise("Lunge"))
    make_exercise("Cobra")

    found = [names(client.get(f"/exercises/?{query}")) for query in ("without=wrist", "without=wrist&without=knee")]

    assert found == [["Cobra", "Lunge"], ["Cobra"]]


def test_library_leaves_out_what_needs_other_things(client):
    make_exercise("Pull", equipment=["band", "mat"])
    make_exercise("Sit", equipment=["chair"])
    make_exercise("Bridge", equipment=["mat"])

    assert names(client.get("/exercises/?have=band")) == ["Bridge", "Pull"]


def test_library_goes_by_what_the_person_said(alice, alice_client):
    alice.remember(cautions=["wrist"], equipment=["band"])
    make_caution("wrist", make_exercise("Plank"))
    make_exercise("Pull", equipment=["band"])
    make_exercise("Sit", equipment=["chair"])

    found = [names(alice_client.get(f"/exercises/?{query}")) for query in ("without=mine", "have=mine")]

    assert found == [["Pull", "Sit"], ["Plank", "Pull"]]


def test_library_never_writes_a_persons_cautions_into_a_link(alice, alice_client):
    alice.remember(cautions=["wrist"], equipment=[])
    make_caution("wrist", make_exercise("Plank"))

    html = alice_client.get("/exercises/?without=mine&q=zzz").text

    assert re.findall(r'href="[^"]*(?:wrist)[^"]*"', html) == []


def test_library_marks_what_the_person_must_take_care_with(alice, alice_client):
    alice.remember(cautions=["wrist"], equipment=[])
    make_caution("wrist", make_exercise("Plank"))
    make_exercise("Cobra")

    assert alice_client.get("/exercises/").text.count("You said to take care") == 1


def test_library_leaves_out_a_link_to_what_somebody_else_said(client):
    make_exercise("Plank")

    response = client.get("/exercises/?without=mine&have=mine&kind=strengthen")

    assert names(response) == ["Plank"]
    assert response.text.count("One filter was left out") == 2


def test_library_keeps_the_known_values_of_a_list(client):
    make_caution("wrist", make_exercise("Plank"))
    make_exercise("Cobra")

    assert names(client.get("/exercises/?without=wrist&without=nonsense")) == ["Cobra"]


def test_library_drops_a_value_of_a_list_by_its_chip(client):
    make_caution("wrist", make_exercise("Plank"))

    html = client.get("/exercises/?without=wrist&have=band&have=chair").text

    assert re.findall(r'<a class="chip is-on" href="([^"]+)"', html) == [
        "?have=chair&amp;have=band",
        "?without=wrist&amp;have=band",
        "?without=wrist&amp;have=chair",
    ]


def test_library_puts_the_popular_first(client, alice, bob):
    plank = make_exercise("Plank")
    make_exercise("Bridge", founding_order=1)
    make_routine(alice, plank)
    shelf.forget()  # as after an hour: until then the order stays

    assert names(client.get("/exercises/")) == ["Plank", "Bridge"]


def test_library_shows_ones_own_first(alice, alice_client):
    make_exercise("Cat/cow", kind="stretch")
    make_own_exercise(alice, "Heel drop")

    html = alice_client.get("/exercises/").text

    assert re.findall(r'<h2 id="group-(\w+)">', html) == ["own", "stretch"]


def test_library_names_the_words_it_left_out(client):
    make_exercise("Plank")

    assert "leaving out “zzzyx”" in client.get("/exercises/?q=plank zzzyx").text


def test_library_shows_activities_beside_the_whole_and_when_searched_for(client):
    make_exercise("Plank")
    make_activity()

    shown = ["Walking" in client.get("/exercises/", query).text for query in ({}, {"q": "walk"}, {"kind": "stretch"})]

    assert shown == [True, True, False]


def test_library_answers_htmx_with_the_results_and_the_fresh_filters(client):
    make_exercise("Plank")

    response = client.get("/exercises/?q=pla&position=&kind=", headers=HTMX)

    assert response.text.strip().startswith('<div class="library-results stack" id="results"')
    assert response.text.count("hx-swap-oob") == 1
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(("query", "is_there"), [("q=pla", False), ("q=pla&filters=open", True)])
def test_library_sends_no_filters_to_who_types_with_them_folded_away(client, query, is_there):
    make_exercise("Plank")

    response = client.get(f"/exercises/?{query}", headers=HTMX | {"HX-Trigger-Name": "q"})

    assert names(response) == ["Plank"]
    assert ('name="position"' in response.text) is is_there
    assert response["HX-Replace-Url"] == "/exercises/?q=pla"


def test_library_shows_a_catalogue_that_has_changed(client):
    plank = make_exercise("Plank")
    client.get("/exercises/")
    plank.name = "Front plank"
    plank.save()

    assert names(client.get("/exercises/")) == ["Front plank"]


def test_library_shows_everybody_their_own_alone(alice, alice_client, bob_client):
    make_exercise("Plank")
    own = make_own_exercise(alice, "Heel drop")

    before = names(alice_client.get("/exercises/"))
    own.rewrite("Heel lift", own.dose, muscles=[])

    assert (before, names(alice_client.get("/exercises/"))) == (["Heel drop", "Plank"], ["Heel lift", "Plank"])
    assert names(bob_client.get("/exercises/")) == ["Plank"]


def test_library_counts_ones_own_with_the_rest(alice, alice_client):
    make_exercise("Plank", start_position="standing")
    make_own_exercise(alice, "Heel drop", start_position="standing")

    html = alice_client.get("/exercises/").text

    assert re.findall(r'<option value="standing">([^<]+)<', html) == ["Standing (2)"]


def test_library_warns_those_alone_who_said_so(alice, alice_client, bob_client):
    alice.remember(cautions=["wrist"], equipment=[])
    make_caution("wrist", make_exercise("Plank"))

    pages = [client.get("/exercises/").text for client in (bob_client, alice_client, bob_client)]

    assert ["exercise-card-warning" in html for html in pages] == [False, True, False]


@pytest.mark.parametrize(("trigger", "header"), [("q", "HX-Replace-Url"), ("position", "HX-Push-Url")])
def test_library_remembers_choices_but_not_each_letter(client, trigger, header):
    response = client.get("/exercises/?q=pla&position=", headers=HTMX | {"HX-Trigger-Name": trigger})

    assert response[header] == "/exercises/?q=pla"


def test_library_keeps_the_kind_while_one_types(client):
    make_exercise("Plank")

    html = client.get("/exercises/?kind=strengthen", headers=HTMX).text

    assert '<input type="hidden" name="kind" value="strengthen">' in html


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nonsense"},
        {"muscle": "nonsense"},
        {"q": "x" * 10_000},
        {"q": "pla\0nk"},
        {"position": "\0"},
        {"q": "<script>alert(1)</script>"},
        {"q": "%' OR 1=1 --"},
        {"kind": ["stretch", "strengthen"]},
        {"q": "\U0001f9d8 \u202e"},
    ],
)
def test_library_takes_bad_input_in_its_stride(client, query):
    make_exercise("Plank")

    response = client.get("/exercises/", query)

    assert response.status_code == HTTPStatus.OK
    assert "<script>alert" not in response.text


def test_library_says_that_it_left_out_a_filter_it_does_not_know(client):
    make_exercise("Plank")

    response = client.get("/exercises/?kind=nonsense")

    assert "One filter was left out" in response.text
    assert names(response) == ["Plank"]


@pytest.mark.parametrize("rows", [1, 3])
def test_library_asks_the_database_a_constant_number_of_times(alice_client, rows, django_assert_num_queries):
    for number in range(rows):
        exercise = make_exercise(f"Plank {number}")
        ExerciseMuscle.objects.create(exercise=exercise, muscle=make_muscle(f"muscle-{number}"), is_primary=True)
        make_activity(f"walk-{number}")
        caution = Caution.objects.create(slug=f"caution-{number}", who="Who", advice="Ask first.")
        ExerciseCaution.objects.create(exercise=exercise, caution=caution)

    with django_assert_num_queries(3):  # the session, the person, their own exercises
        alice_client.get("/exercises/")


# --- One exercise ---


def test_exercise_is_public_and_says_what_there_is_to_know(client):
    plank = make_exercise(
        "Plank",
        other_names=["Front plank"],
        cues=["Squeeze"],
        mistakes=["Sagging"],
        breathing="Short breaths",
        sources=[{"title": "A study", "organisation": "Somebody", "year": "2014", "url": "", "fact": "It says so"}],
    )
    ExerciseMuscle.objects.create(exercise=plank, muscle=make_muscle(), is_primary=True)
    caution = Caution.objects.create(slug="neck", who="A neck problem", advice="Ask first.")
    ExerciseCaution.objects.create(exercise=plank, caution=caution, note="Keep it short.")
    harder = make_exercise("Side plank")
    Variation.objects.create(exercise=plank, neighbour=harder, direction="harder")

    html = client.get("/exercises/plank/").text

    missing = [
        words
        for words in (
            "<h1>Plank</h1>",
            "Front plank",
            "Get into position.",
            "Squeeze",
            "Sagging",
            "Short breaths",
            "Lay hamstrings <small>Hamstrings</small>",
            "A neck problem",
            "Keep it short.",
            "It says so",
            'href="/exercises/side-plank/"',
        )
        if words not in html
    ]
    assert missing == []


def test_exercise_invites_a_visitor_to_sign_up_and_come_back_where_guests_are_not_welcome(client, settings):
    settings.ARE_GUESTS_WELCOME = False
    make_exercise("Plank")

    assert 'href="/accounts/signup/?next=/exercises/plank/"' in client.get("/exercises/plank/").text


def test_exercise_offers_the_routines_of_the_person_and_a_new_one(alice, bob, alice_client):
    plank = make_exercise("Plank")
    mine = make_routine(alice, plank, name="Mine")
    make_routine(bob, name="Hers")
    make_routine(alice, name="Gone").delete_softly()

    html = alice_client.get("/exercises/plank/").text

    assert re.findall(r'<option value="(\w+)">', html) == [str(mine.pk), "new"]
    assert html.count(f'href="/routines/{mine.pk}/"') == 1  # it is in there already


def test_exercise_puts_the_cautions_that_were_named_first(alice, alice_client):
    plank = make_exercise("Plank")
    make_caution("neck", plank)
    make_caution("wrist", plank)
    alice.remember(cautions=["wrist", "pregnancy"], equipment=[])

    html = alice_client.get("/exercises/plank/").text

    heads = [html.index(words) for words in ("You said to take care", "A wrist problem", "Step by step", "A neck pro")]
    assert heads == sorted(heads)
    assert html.count("A wrist problem") == 1


def test_exercise_says_nothing_of_cautions_that_were_not_named(alice_client):
    make_caution("wrist", make_exercise("Plank"))

    assert "You said to take care" not in alice_client.get("/exercises/plank/").text


def make_levels(exercise: Exercise) -> None:
    for number, hold in ((2, 60), (3, 90)):
        Level.objects.create(exercise=exercise, number=number, sets=1, reps=1, hold_seconds=hold, change="Longer")


def places(html: str) -> list[str]:
    return re.findall(r'<li class="is-mine"[^>]*>\s*<span[^>]*>(\d)<', html)


def test_exercise_shows_ones_place_by_the_newest_prescription(alice, alice_client):
    plank = make_exercise("Plank")
    make_levels(plank)
    make_prescription(make_routine(alice, name="Old"), plank, hold_seconds=60)
    make_prescription(make_routine(alice, name="New"), plank, hold_seconds=90)
    make_entry(make_session(alice), plank, dose=Dose(hold_seconds=30))

    html = alice_client.get("/exercises/plank/").text

    assert places(html) == ["3"]
    assert '<option value="3" selected>' in html


def test_exercise_shows_ones_place_by_the_last_session_without_a_routine(alice, alice_client):
    plank = make_exercise("Plank")
    make_levels(plank)
    make_entry(make_session(alice, started_at=timezone.now()), plank, dose=Dose(hold_seconds=60))

    assert places(alice_client.get("/exercises/plank/").text) == ["2"]


def test_exercise_shows_nobody_elses_place_and_history(alice, bob_client, client):
    plank = make_exercise("Plank")
    make_levels(plank)
    make_session(alice, make_routine(alice, plank))

    pages = [each.get("/exercises/plank/").text for each in (bob_client, client)]

    assert [places(html) for html in pages] == [[], []]
    assert ["You and this exercise" in html for html in pages] == [False, False]


def test_exercise_tells_ones_own_history(alice, alice_client):
    make_session(alice, make_routine(alice, make_exercise("Plank")), started_at=timezone.now())

    html = alice_client.get("/exercises/plank/").text

    assert "You and this exercise" in html
    assert 'href="/progress/plank/"' in html


def test_exercise_retired_stays_reachable_and_says_so(alice_client):
    make_exercise("Plank", retired_at=timezone.now())

    html = alice_client.get("/exercises/plank/").text

    assert "no longer in the library" in html
    assert "/routines/add/" not in html


def test_exercise_hides_a_retired_neighbour(client):
    plank, old = make_exercise("Plank"), make_exercise("Old plank", retired_at=timezone.now())
    Variation.objects.create(exercise=plank, neighbour=old, direction="easier")

    assert "Old plank" not in client.get("/exercises/plank/").text


def test_activity_has_its_page_among_the_exercises(client):
    make_activity(
        facts=["It was measured"], progression=[{"level": 2, "minutes": 15, "days_per_week": 4, "weeks": "5–8"}]
    )

    html = client.get("/exercises/walking/").text

    assert [words in html for words in ("<h1>Walking</h1>", "It was measured", "15 min, 4 days a week")] == [True] * 3


@pytest.mark.parametrize("address", ["/exercises/no-such-thing/", "/exercises/pla%00nk/", f"/exercises/{'x' * 5000}/"])
def test_exercise_that_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("rows", [1, 3])
def test_exercise_asks_the_database_a_constant_number_of_times(alice, alice_client, rows, django_assert_num_queries):
    plank = make_exercise("Plank")
    for number in range(rows):
        make_routine(alice, plank)
        neighbour = make_exercise(f"Neighbour {number}")
        Variation.objects.create(exercise=plank, neighbour=neighbour, direction="easier")
        ExerciseMuscle.objects.create(exercise=plank, muscle=make_muscle(f"muscle-{number}"), is_primary=True)
        caution = Caution.objects.create(slug=f"caution-{number}", who="Who", advice="Ask first.")
        ExerciseCaution.objects.create(exercise=plank, caution=caution)
        make_entry(make_session(alice), plank)
    alice.remember(cautions=["caution-0"], equipment=[])

    with django_assert_num_queries(4):  # the session, the person, their routines, their history
        alice_client.get("/exercises/plank/")


@pytest.mark.parametrize("position", StartPosition.values)
def test_each_start_position_has_its_drawing(client, position):
    make_exercise("Undrawn", start_position=position)

    assert f"figures-fallback/{position}.svg" in client.get("/exercises/undrawn/").text


def test_every_shipped_exercise_has_a_page(client):
    from exercises.catalogue import shipped
    from exercises.management.commands.load_catalogue import load

    load(shipped())

    failed = [
        slug
        for slug in [*Exercise.objects.values_list("slug", flat=True), *Activity.objects.values_list("slug", flat=True)]
        if client.get(f"/exercises/{slug}/").status_code != HTTPStatus.OK
    ]
    assert failed == []
