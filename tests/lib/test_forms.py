"""What an action refuses comes back on the form, and a missing right does not."""

import pytest
from django import forms

from servicedesk.lib.forms import RefusableForm, refusals_on
from servicedesk.lib.refusals import Invalid, NotAllowed


class NameForm(RefusableForm):
    name = forms.CharField()


def test_a_refusal_stands_beside_its_field_and_once_above_where_there_is_none():
    form = NameForm({"name": "甲"})
    assert form.is_valid()
    with refusals_on(form):
        raise Invalid("no", fields={"name": "taken", "unit": "closed", "desk": "closed"})
    assert form.errors["name"] == ["taken"]
    assert form.non_field_errors() == ["closed"]


def test_the_sentence_stands_above_when_no_field_is_named_and_rights_go_on_to_the_door():
    form = NameForm({"name": "甲"})
    with refusals_on(form):
        raise Invalid("Not now.")
    assert form.non_field_errors() == ["Not now."]
    with pytest.raises(NotAllowed), refusals_on(form):
        raise NotAllowed("manage")
    with pytest.raises(ZeroDivisionError), refusals_on(form):
        1 / 0  # noqa: B018
