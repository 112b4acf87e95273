"""The builder in Chromium, as a newcomer uses it: by finger, by mouse, by keyboard, and without script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, Request, Route, expect

from accounts.models import User
from routines.models import Routine
from tests.factories import make_exercise, make_routine
from tests.looking import eventually, go_by, is_too_wide, sign_in, violations


@pytest.fixture
def routine(alice: User) -> Routine:
    plank = make_exercise("Plank", hold_seconds=15)
    plank.levels.create(number=2, sets=2, reps=1, hold_seconds=30, change="Twice as long")
    routine = make_routine(alice, plank, make_exercise("Cobra"), make_exercise("Bridge"), make_exercise("Cat"))
    make_exercise("Side plank")
    return routine


@pytest.fixture
def builder(page: Page, alice: User, routine: Routine) -> Page:
    """The builder, open; any error of its scripts or its policy fails the test at the end."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Security Policy" in message.text else None)
    sign_in(page, alice)
    page.goto(reverse("routines:edit", args=[routine.pk]))
    yield page  # type: ignore[misc]
    assert problems == []


def names(routine: Routine) -> list[str]:
    return [row.exercise.name for row in routine.prescriptions.all()]


def row(page: Page, name: str) -> Locator:
    return page.locator(".prescription").filter(has=page.get_by_role("heading", name=name, exact=True))


def shown(page: Page) -> Locator:
    return page.locator(".prescription h2")


def is_dose(request: Request) -> bool:
    return request.url.endswith("/dose/")


def opened(page: Page, name: str) -> Locator:
    row(page, name).get_by_text("Change the dose").click()
    return row(page, name)


def hold_back(page: Page, pattern: str) -> list[Route]:
    """Return the requests to there, as they come; each waits until it is let go."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def test_typed_hold_is_saved_and_the_next_field_keeps_what_is_typed_into_it(builder: Page, routine: Routine) -> None:
    plank = opened(builder, "Plank")
    plank.get_by_label("Repeats", exact=True).fill("2")
    plank.get_by_label("Hold, seconds").fill("40")
    plank.get_by_label("Hold, seconds").press("Tab")
    builder.keyboard.type("x")

    expect(plank.locator(".dose")).to_have_text("2 × 40 s")
    expect(builder.locator("#routine-total")).to_contain_text("about 4 min")
    assert routine.prescriptions.first().hold_seconds == 40
    expect(plank.get_by_label("Sides")).to_be_focused()


@pytest.mark.parametrize("typed", ["-5", "10000", "abc"])
def test_bad_hold_is_kept_with_a_word_beside_it_until_it_is_right(builder: Page, routine: Routine, typed: str) -> None:
    hold = opened(builder, "Plank").get_by_label("Hold, seconds")
    hold.fill(typed)
    hold.press("Tab")
    expect(row(builder, "Plank").locator(".field-error")).to_have_count(1)
    expect(hold).to_have_value(typed)
    expect(row(builder, "Plank").locator(".dose")).to_have_text("15 s")

    hold.fill("20")
    hold.press("Tab")

    expect(row(builder, "Plank").locator(".field-error")).to_have_count(0)
    expect(row(builder, "Plank").locator(".dose")).to_have_text("20 s")


def test_answer_to_what_is_out_of_date_does_not_draw_over_what_is_typed(builder: Page, routine: Routine) -> None:
    held = hold_back(builder, "**/dose/")
    plank = opened(builder, "Plank")
    plank.get_by_label("Hold, seconds").fill("abc")
    plank.get_by_label("Hold, seconds").press("Shift+Tab")
    builder.keyboard.type("3")
    eventually(builder, lambda: len(held) == 1)
    with builder.expect_event("requestfinished", is_dose):
        held[0].continue_()
    builder.wait_for_timeout(100)  # in which it would be drawn
    builder.keyboard.type("4")
    builder.unroute("**/dose/")
    builder.keyboard.press("Tab")

    expect(plank.locator(".field-error")).to_have_count(1)
    expect(plank.get_by_label("Repeats", exact=True)).to_have_value("34")


def test_slow_save_never_overtakes_the_one_after_it(builder: Page, routine: Routine) -> None:
    held = hold_back(builder, "**/dose/")
    plank = opened(builder, "Plank")
    plank.get_by_label("Repeats", exact=True).fill("2")
    plank.get_by_label("Hold, seconds").fill("40")
    plank.get_by_label("Hold, seconds").press("Tab")
    eventually(builder, lambda: len(held) == 1)
    builder.wait_for_timeout(300)
    assert len(held) == 1

    held[0].continue_()
    eventually(builder, lambda: len(held) == 2)
    held[1].continue_()

    expect(plank.locator(".dose")).to_have_text("2 × 40 s")
    assert routine.prescriptions.first().hold_seconds == 40


def test_taps_on_plus_are_saved_together(builder: Page, routine: Routine) -> None:
    saves: list[str] = []
    builder.on("request", lambda request: saves.append(request.url) if "/dose/" in request.url else None)
    plank = opened(builder, "Plank")
    more = plank.locator("number-stepper").nth(2).get_by_role("button", name="More")
    more.evaluate("(button) => { for (let times = 0; times < 3; times += 1) button.click(); }")

    expect(plank.get_by_label("Hold, seconds")).to_have_value("30")
    expect(plank.locator(".dose")).to_have_text("30 s")
    assert len(saves) == 1
    assert more.bounding_box()["width"] >= 44  # type: ignore[index]


def test_seconds_step_finely_below_ten_and_stop_at_their_ends(builder: Page) -> None:
    hold = opened(builder, "Plank").get_by_label("Hold, seconds")
    values = []
    for typed, key in [("9", "ArrowUp"), ("10", "ArrowUp"), ("12", "ArrowDown"), ("10", "ArrowDown")]:
        hold.fill(typed)
        hold.press(key)
        values.append(hold.input_value())
    for typed, key in [("60", "ArrowUp"), ("600", "ArrowUp"), ("0", "ArrowDown"), ("abc", "ArrowUp")]:
        hold.fill(typed)
        hold.press(key)
        values.append(hold.input_value())

    assert values == ["10", "15", "10", "9", "75", "600", "0", "1"]


def test_change_made_just_before_leaving_is_not_lost(builder: Page, routine: Routine) -> None:
    opened(builder, "Plank").locator("number-stepper").nth(2).get_by_role("button", name="More").click()
    builder.get_by_role("link", name="Done", exact=True).click()
    builder.wait_for_url(re.compile(r"/routines/\d+/$"))

    eventually(builder, lambda: routine.prescriptions.first().hold_seconds == 20)


def test_level_fills_the_dose_and_is_marked(builder: Page, routine: Routine) -> None:
    plank = opened(builder, "Plank")
    second = plank.get_by_role("button", name="Level 2: 2 × 30 s")
    second.click()

    expect(plank.get_by_label("Hold, seconds")).to_have_value("30")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_visible()
    plank.get_by_label("Hold, seconds").fill("31")
    expect(second).to_have_attribute("aria-pressed", "false")


def test_name_is_saved_as_it_is_changed(builder: Page, routine: Routine) -> None:
    name = builder.get_by_label("Name")
    name.fill("")
    name.press("Tab")
    expect(builder.locator(".field-error")).to_have_text("Give the routine a name, such as Morning.")

    name.fill("Evening")
    name.press("Tab")

    expect(builder.locator("#saved")).to_contain_text("Saved")
    expect(builder.locator(".field-error")).to_have_count(0)
    routine.refresh_from_db()
    assert routine.name == "Evening"


def test_fields_are_fetched_once_and_on_the_way_to_them(builder: Page) -> None:
    asked: list[str] = []
    builder.on("request", lambda request: asked.append(request.url) if "?open=" in request.url else None)

    with builder.expect_response("**/edit/?open=*"):
        row(builder, "Plank").get_by_text("Change the dose").hover()
    expect(row(builder, "Plank").get_by_label("Hold, seconds")).to_be_hidden()
    opened(builder, "Plank")
    expect(row(builder, "Plank").get_by_label("Hold, seconds")).to_be_visible()
    opened(builder, "Plank")
    opened(builder, "Plank")

    assert len(asked) == 1


def test_fields_are_opened_by_keyboard(builder: Page) -> None:
    row(builder, "Cobra").locator("summary").first.focus()
    builder.keyboard.press("Enter")
    expect(row(builder, "Cobra").get_by_label("Sets", exact=True)).to_be_visible()
    builder.keyboard.press("Tab")

    expect(row(builder, "Cobra").get_by_label("Sets", exact=True)).to_be_focused()


def test_fields_that_did_not_come_are_a_link_away_and_come_at_the_next_try(builder: Page) -> None:
    builder.route("**/edit/?open=*", lambda route: route.abort())
    plank = opened(builder, "Plank")
    expect(builder.locator("request-notice [role=alert]")).to_be_visible()
    expect(plank.get_by_role("link", name="Show its fields")).to_be_visible()

    builder.unroute("**/edit/?open=*")
    opened(builder, "Plank")
    opened(builder, "Plank")

    expect(plank.get_by_label("Hold, seconds")).to_be_visible()


# --- Order ---


def test_drag_by_mouse(builder: Page, routine: Routine) -> None:
    builder.set_viewport_size({"width": 820, "height": 1180})
    handle = row(builder, "Plank").locator("[data-handle]").bounding_box()
    target = row(builder, "Bridge").bounding_box()
    assert handle
    assert target
    builder.mouse.move(handle["x"] + 10, handle["y"] + 10)
    builder.mouse.down()
    with builder.expect_response("**/reorder/"):
        for step in range(1, 21):
            builder.mouse.move(
                handle["x"] + 10, handle["y"] + (target["y"] + target["height"] - 10 - handle["y"]) * step / 20
            )
        builder.mouse.up()

    expect(shown(builder)).to_have_text(["Cobra", "Bridge", "Plank", "Cat"])
    assert names(routine) == ["Cobra", "Bridge", "Plank", "Cat"]
    expect(builder.locator("spoken-status [role=status]")).to_have_text("Plank is now number 3 of 4.")


def test_drag_is_taken_back_by_escape(builder: Page, routine: Routine) -> None:
    handle = row(builder, "Plank").locator("[data-handle]").bounding_box()
    assert handle
    builder.mouse.move(handle["x"] + 10, handle["y"] + 10)
    builder.mouse.down()
    for step in range(1, 21):
        builder.mouse.move(handle["x"] + 10, handle["y"] + 10 + 15 * step)
    expect(shown(builder).first).not_to_have_text("Plank")
    builder.keyboard.press("Escape")
    builder.mouse.up()

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Bridge", "Cat"])
    assert names(routine) == ["Plank", "Cobra", "Bridge", "Cat"]


def test_drag_by_finger(new_context, alice: User, routine: Routine) -> None:  # type: ignore[no-untyped-def]
    context = new_context(has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, alice)
    page.goto(reverse("routines:edit", args=[routine.pk]))
    finger = context.new_cdp_session(page)
    row(page, "Cat").scroll_into_view_if_needed()
    handle, target = row(page, "Cat").locator("[data-handle]").bounding_box(), row(page, "Bridge").bounding_box()

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    x, y = handle["x"] + 20, handle["y"] + 20
    touch("touchStart", (x, y))
    with page.expect_response("**/reorder/"):
        for step in range(1, 16):
            touch("touchMove", (x, y + (target["y"] + 10 - y) * step / 15))
        touch("touchEnd")

    expect(shown(page)).to_have_text(["Plank", "Cobra", "Cat", "Bridge"])
    assert names(routine) == ["Plank", "Cobra", "Cat", "Bridge"]


def test_keyboard_moves_a_row_and_keeps_the_focus_to_its_end(builder: Page, routine: Routine) -> None:
    up = row(builder, "Bridge").get_by_role("button", name="Move Bridge up")
    up.focus()
    for place, order in [(2, ["Plank", "Bridge", "Cobra", "Cat"]), (1, ["Bridge", "Plank", "Cobra", "Cat"])]:
        builder.keyboard.press("Enter")
        expect(shown(builder)).to_have_text(order)
        expect(builder.locator("spoken-status [role=status]")).to_have_text(f"Bridge is now number {place}.")

    expect(up).to_be_focused()
    assert names(routine) == ["Bridge", "Plank", "Cobra", "Cat"]


def test_open_dose_stays_open_when_the_list_is_drawn_anew(builder: Page) -> None:
    opened(builder, "Plank").get_by_text("Rests, tempo and note").click()
    row(builder, "Bridge").get_by_role("button", name="Move Bridge up").click()
    expect(shown(builder)).to_have_text(["Plank", "Bridge", "Cobra", "Cat"])

    expect(row(builder, "Plank").get_by_label("Rest between sets")).to_be_visible()


# --- Remove, add ---


def test_removal_is_undone_where_it_was(builder: Page, routine: Routine) -> None:
    row(builder, "Cobra").get_by_role("button", name="Remove Cobra").click()
    expect(shown(builder)).to_have_text(["Plank", "Bridge", "Cat"])
    expect(builder.locator("#routine-total")).to_contain_text("3 exercises")
    expect(builder.get_by_role("button", name="Undo")).to_be_focused()

    builder.keyboard.press("Enter")

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Bridge", "Cat"])
    assert names(routine) == ["Plank", "Cobra", "Bridge", "Cat"]


def test_exercise_is_found_by_a_few_letters_and_added_once(builder: Page, routine: Routine) -> None:
    builder.get_by_role("searchbox").fill("side")
    add = builder.get_by_role("button", name="Add Side plank")
    expect(builder.locator(".offer")).to_have_count(1)

    add.dblclick()

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Bridge", "Cat", "Side plank"])
    expect(builder.locator("spoken-status [role=status]")).to_have_text("Side plank is added.")
    assert routine.prescriptions.count() == 5


def test_exercise_added_while_a_search_is_on_its_way_is_shown(builder: Page, routine: Routine) -> None:
    held = hold_back(builder, "**/add/")
    builder.get_by_role("button", name="Add Side plank").click()
    with builder.expect_response("**/edit/?q=cob"):
        builder.get_by_role("searchbox").fill("cob")
    expect(builder.get_by_role("button", name="Add Cobra")).to_be_visible()
    eventually(builder, lambda: len(held) == 1)
    held[0].continue_()

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Bridge", "Cat", "Side plank"])


# --- Undo, duplicate, move ---


def toast(page: Page) -> Locator:
    return page.locator("spoken-status")


def test_dose_is_undone_from_its_notice(builder: Page, routine: Routine) -> None:
    hold = opened(builder, "Plank").get_by_label("Hold, seconds")
    hold.fill("40")
    hold.press("Tab")
    expect(toast(builder)).to_contain_text("Saved: Plank, 40 s.")

    toast(builder).get_by_role("button", name="Undo").click()

    expect(row(builder, "Plank").locator(".dose")).to_have_text("15 s")
    expect(hold).to_have_value("15")
    expect(toast(builder)).to_contain_text("Undid: Changed Plank")
    assert routine.prescriptions.first().hold_seconds == 15


def test_drag_is_undone_from_its_notice_by_keyboard(builder: Page, routine: Routine) -> None:
    down = row(builder, "Plank").get_by_role("button", name="Move Plank down")
    down.focus()
    builder.keyboard.press("Enter")
    expect(shown(builder)).to_have_text(["Cobra", "Plank", "Bridge", "Cat"])

    toast(builder).get_by_role("button", name="Undo").focus()
    builder.keyboard.press("Enter")

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Bridge", "Cat"])
    expect(builder.locator("#prescriptions")).to_be_focused()
    assert names(routine) == ["Plank", "Cobra", "Bridge", "Cat"]


def test_duplicate_and_move_to_another_routine(builder: Page, alice: User, routine: Routine) -> None:
    opened(builder, "Cobra").get_by_role("button", name="Duplicate Cobra").click()
    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Cobra", "Bridge", "Cat"])
    bridge = opened(builder, "Bridge")
    bridge.get_by_label("Move Bridge to").select_option("new")
    bridge.get_by_role("button", name="Move there").click()

    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Cobra", "Cat"])
    expect(toast(builder)).to_contain_text("Bridge is now in “My routine”.")
    assert names(alice.routines.exclude(pk=routine.pk).get()) == ["Bridge"]
    toast(builder).get_by_role("button", name="Undo").click()
    expect(shown(builder)).to_have_text(["Plank", "Cobra", "Cobra", "Bridge", "Cat"])


def test_wrong_value_of_another_row_survives_a_new_list(builder: Page, routine: Routine) -> None:
    hold = opened(builder, "Plank").get_by_label("Hold, seconds")
    hold.fill("abc")
    hold.press("Tab")
    expect(row(builder, "Plank").locator(".field-error")).to_have_count(1)

    row(builder, "Bridge").get_by_role("button", name="Move Bridge up").click()

    expect(shown(builder)).to_have_text(["Plank", "Bridge", "Cobra", "Cat"])
    expect(hold).to_have_value("abc")
    expect(row(builder, "Plank").locator(".field-error")).to_have_count(1)
    assert routine.prescriptions.first().hold_seconds == 15


def test_undone_dose_is_not_typed_in_again(builder: Page, routine: Routine) -> None:
    hold = opened(builder, "Plank").get_by_label("Hold, seconds")
    hold.fill("40")
    hold.press("Tab")
    expect(row(builder, "Plank").locator(".dose")).to_have_text("40 s")
    row(builder, "Bridge").get_by_role("button", name="Move Bridge up").click()
    expect(shown(builder)).to_have_text(["Plank", "Bridge", "Cobra", "Cat"])

    builder.get_by_role("link", name="Recent changes").click()
    builder.get_by_role("button", name=re.compile("Undo.*Changed Plank")).click()

    expect(row(builder, "Plank").locator(".dose")).to_have_text("15 s")
    assert names(routine) == ["Plank", "Bridge", "Cobra", "Cat"]


def test_days_are_saved_as_they_are_tapped(builder: Page, routine: Routine) -> None:
    for day in ("Mon", "Fri"):
        builder.get_by_role("checkbox", name=day).check()
    expect(builder.locator("#saved")).to_contain_text("Saved")

    eventually(builder, lambda: Routine.objects.get(pk=routine.pk).days == [0, 4])


# --- Everybody ---


def test_routine_pages_are_accessible(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    for name in ("edit", "detail", "print"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(reverse(f"routines:{name}", args=[routine.pk]))
        for later in page.locator(".prescription-later").all()[::-1]:
            later.evaluate("it => { it.parentElement.open = true; it.scrollIntoView() }")
            expect(later).to_have_count(0)
        page.locator("details").evaluate_all("all => all.forEach(it => it.open = true)")
        assert (name, violations(page)) == (name, [])
        assert (name, is_too_wide(page)) == (name, False)


def test_dose_with_an_error_is_accessible(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(reverse("routines:edit", args=[routine.pk]))
    opened(page, "Plank").get_by_label("Hold, seconds").fill("abc")
    page.keyboard.press("Tab")
    expect(page.locator(".field-error")).to_have_count(1)

    assert violations(page) == []


def test_everything_works_without_script(new_context, alice: User, routine: Routine) -> None:  # type: ignore[no-untyped-def]
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto(reverse("routines:edit", args=[routine.pk]))

    go_by(opened(page, "Plank").get_by_role("link", name="Show its fields"))
    row(page, "Plank").get_by_label("Hold, seconds").fill("abc")
    go_by(row(page, "Plank").get_by_role("button", name="Save the dose"))
    expect(row(page, "Plank").get_by_label("Hold, seconds")).to_have_value("abc")
    row(page, "Plank").get_by_label("Hold, seconds").fill("20")
    go_by(row(page, "Plank").get_by_role("button", name="Save the dose"))
    expect(row(page, "Plank").locator(".dose")).to_have_text("20 s")
    go_by(row(page, "Plank").get_by_role("button", name="Move Plank down"))
    go_by(row(page, "Cat").get_by_role("button", name="Remove Cat"))
    go_by(page.get_by_role("button", name="Undo"))
    page.get_by_role("searchbox").fill("side")
    go_by(page.get_by_role("button", name="Find"))
    go_by(page.get_by_role("button", name="Add Side plank"))

    expect(shown(page)).to_have_text(["Cobra", "Plank", "Bridge", "Cat", "Side plank"])
