"""The shared parts of pages: each is drawn with the least and with the most it may be given."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override

NINE = datetime(2026, 3, 18, 1, 0, tzinfo=UTC)


class Visitor(forms.Form):
    name = forms.CharField(label="Name")
    phone = forms.CharField(label="Phone", help_text="11 digits", max_length=3)
    fuse = forms.ChoiceField(label="Fuse", choices=[("1", "Tripped"), ("2", "Held")], widget=forms.RadioSelect)


def draw(part: str, **context: object) -> str:
    with override("en"):
        return " ".join(render_to_string(f"parts/_{part}.html", {"page_time": NINE, **context}).split())


@pytest.fixture
def refused() -> Visitor:
    form = Visitor({"phone": "12345", "fuse": "2"})
    form.is_valid()
    return form


def test_a_deadline_says_state_words_and_machine_time():
    chip = draw("due", due_at=NINE + timedelta(minutes=19), what="Arrive")

    assert 'class="st soon" data-clock data-what="Arrive"' in chip
    assert "#half" in chip
    assert 'data-due="2026-03-18T01:19:00.000+00:00"' in chip
    assert ">19 min left</time>" in chip


def test_a_deadline_of_days_names_its_end():
    assert "by 21 Mar 09:00" in draw("due", due_at=NINE + timedelta(days=3), kind="days")


def test_a_kept_deadline_stands_still():
    chip = draw("due", due_at=NINE + timedelta(minutes=19), done_at=NINE)

    assert "st ok" in chip
    assert "data-due" not in chip


def test_no_deadline_is_a_dash():
    assert "—" in draw("due", due_at=None)


def test_colour_never_speaks_alone():
    chip = draw("status", status="withdrawn", label="Withdrawn")

    assert "st hold" in chip
    assert "#pause" in chip
    assert "Withdrawn" in chip


def test_a_hidden_phone_offers_to_show_it_by_post_only():
    hidden = draw("phone", number="138****6217", reveal_url="/t/1/phone/")

    assert '<form method="post" action="/t/1/phone/"' in hidden
    assert "href" not in hidden.replace("use href", "")
    assert "form" not in draw("phone", number="138****6217")


def test_a_wrong_field_keeps_what_was_typed_and_is_tied_to_its_error(refused):
    field = draw("field", field=refused["phone"])

    assert 'value="12345"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_phone_error id_phone_hint"' in field
    assert 'id="id_phone_error"' in field
    assert 'id="id_phone_hint"' in field


def test_the_summary_links_to_each_wrong_field(refused):
    summary = draw("errors", form=refused)

    assert "2 answers need another look:" in summary
    assert 'href="#id_name"' in summary
    assert 'href="#id_phone"' in summary
    assert "id_fuse" not in summary
    assert 'role="alert"' in summary
    assert draw("errors", form=Visitor()) == ""


def test_a_refusal_without_a_form_is_shown_too():
    assert "The line is busy." in draw("errors", refusal="The line is busy.")


def test_a_choice_marks_what_was_chosen(refused):
    drawn = draw("choice", field=refused["fuse"])

    assert 'value="2" id="id_fuse_1" checked' in drawn
    assert "<legend" in drawn
    assert "data-choice" in drawn


def test_a_choice_without_a_form():
    options = [{"value": "a", "label": "First"}, {"value": "b", "label": "Second", "checked": True}]
    drawn = draw("choice", legend="Which", name="which", options=options, look="cats", error="Choose one")

    assert "<kbd>2</kbd>Second" in drawn
    assert 'id="id_which_error"' in drawn


def test_milestones_show_past_present_and_future():
    bar = draw(
        "milestones",
        milestones=[
            {"name": "Taken", "state": "done", "at": NINE},
            {"name": "Accepted", "state": "late", "at": NINE, "note": "2 min over"},
            {"name": "Arrive", "state": "now", "since": NINE, "due_at": NINE + timedelta(minutes=45)},
            {"name": "Paused", "state": "hold"},
            {"name": "Call back", "state": "next", "note": "24 h after"},
        ],
    )

    assert 'aria-current="step"' in bar
    assert ">45:00</time>" in bar
    assert "2 min over" in bar
    assert 'width="0%"' in bar


def test_what_a_customer_wrote_stays_text():
    events = [{"at": NINE, "text": "<b>x</b>", "body": "<script>alert(1)</script>", "audience": "customer"}]
    drawn = draw("timeline", events=events)

    assert "<script" not in drawn
    assert "&lt;b&gt;x" in drawn
    assert "bub ext" in drawn


def test_an_empty_history_says_so():
    assert "Nothing has happened yet." in draw("timeline", events=[])


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "409", "429", "500", "503", "refused"])
def test_error_pages_need_nothing(page):
    with override("en"):
        drawn = render_to_string(f"{page}.html", {})

    assert "<h1>" in drawn
    assert "None" not in drawn
