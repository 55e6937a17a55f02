"""Fields say what to do, errors stand beside the field and in the summary, and dates are read as people write them."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock
from hearth.core.forms import (
    DateField,
    EmailField,
    GovukFormMixin,
    HearthForm,
    PhoneField,
    PostcodeField,
    RadioField,
    TextField,
    WholeNumberField,
    YesNoField,
)
from hearth.core.forms.components import error_summary
from hearth.core.tests.kit_pages import Contact, EveryField

TODAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday_in_march():
    with clock.standing_at(TODAY):
        yield


class Born(HearthForm):
    born = DateField("Date of birth", required="Enter a date of birth", name="Date of birth", past=True)


def born(day="", month="", year="", form=Born):
    return form({"born-day": day, "born-month": month, "born-year": year})


def first_error(form, name):
    return form.errors[name][0]


def test_a_field_without_words_for_what_to_do_is_refused():
    with pytest.raises(TypeError):
        TextField("Name")
    with pytest.raises(TypeError):
        TextField("Name", required="Enter a name", optional=True)
    with pytest.raises(TypeError):
        TextField("Name", required=True)


def test_every_required_field_left_empty_says_what_to_do_in_its_own_words():
    form = EveryField({})
    assert not form.is_valid()
    for name, errors in form.errors.items():
        assert errors == [str(EveryField.base_fields[name].error_messages["required"])]
        assert "required" not in errors[0]


def test_an_error_stands_beside_its_field_and_in_the_summary_with_a_link_to_it():
    form = EveryField({})
    page, summary = form.render_fields(), error_summary(form)
    assert 'id="id_name-error"' in page and "Enter your name" in page
    assert '<a href="#id_name">Enter your name</a>' in summary
    assert '<a href="#id_born-day">Enter your date of birth</a>' in summary
    assert 'id="id_born-day"' in page and 'id="id_how"' in page


def test_a_form_without_errors_has_no_summary():
    assert error_summary(EveryField()) == ""


def test_optional_is_marked_and_required_is_not():
    page = EveryField().render_fields()
    assert "Phone number (optional)" in page
    assert "Your name (optional)" not in page


def test_what_was_typed_comes_back_escaped():
    page = EveryField({"name": '"><script>alert(1)</script>'}).render_fields()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 3, 3)))
def test_every_real_past_date_is_read_back_as_itself(day):
    with clock.standing_at(TODAY):
        form = born(f"{day.day:02d}", str(day.month), str(day.year))
        assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == day
    shown = Born(initial={"born": day}).render_fields()
    assert f'value="{day.year}"' in shown


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_no_typing_in_a_date_breaks_the_page(day, month, year):
    with clock.standing_at(TODAY):
        form = born(day, month, year)
        assert form.is_valid() or form.errors["born"]
        form.render_fields()


@pytest.mark.parametrize(
    ("typed", "words", "link"),
    [
        (("", "3", "2019"), "Date of birth must include a day", "day"),
        (("27", "", ""), "Date of birth must include a month and year", "month"),
        (("31", "2", "2019"), "Date of birth must be a real date", "day"),
        (("27", "13", "2019"), "Date of birth must be a real date", "month"),
        (("27", "3", "19"), "Date of birth must have a year of 4 numbers, like 2019", "year"),
        (("4", "3", "2026"), "Date of birth must be today or in the past", "day"),
        (("", "", ""), "Enter a date of birth", "day"),
    ],
)
def test_a_wrong_date_says_which_part_and_links_to_it(typed, words, link):
    form = born(*typed)
    assert not form.is_valid()
    assert first_error(form, "born") == words
    assert f'href="#id_born-{link}"' in error_summary(form)


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR."])
def test_months_may_be_written_as_words(month):
    form = born("1", month, "2020")
    assert form.is_valid()
    assert form.cleaned_data["born"] == date(2020, 3, 1)


def test_a_revealed_field_is_asked_only_when_its_choice_is_made():
    by_phone = Contact({"how": "phone", "number": "", "email": "not an address"})
    assert not by_phone.is_valid()
    assert list(by_phone.errors) == ["number"]
    nothing = Contact({"how": "none", "number": "rubbish"})
    assert nothing.is_valid()
    assert nothing.cleaned_data == {"how": "none", "number": None, "email": None}


def test_a_revealed_field_stands_inside_its_choice_and_nowhere_else():
    page = Contact().render_fields()
    assert page.count('name="number"') == 1
    assert page.index("conditional-id_how") < page.index('name="number"') < page.index("conditional-id_how-2")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0161 496 0000", "+441614960000"), ("07700 900982", "+447700900982"), ("+48 22 123 45 67", "+48221234567")],
)
def test_a_phone_number_is_stored_with_its_country(typed, stored):
    field = PhoneField("Phone", required="Enter a phone number")
    assert field.clean(typed) == stored
    assert "+44" not in field.words(stored)


def test_words_are_not_a_phone_number():
    with pytest.raises(forms.ValidationError, match="Enter a phone number, like"):
        PhoneField("Phone", required="Enter a phone number").clean("ring the bell")


@pytest.mark.parametrize("typed", ["sk13xe", " SK1  3XE", "sk1-3xe"])
def test_a_postcode_gets_its_normal_form(typed):
    assert PostcodeField("Postcode", required="Enter your postcode").clean(typed) == "SK1 3XE"


def test_half_a_postcode_is_not_enough():
    with pytest.raises(forms.ValidationError, match="full postcode"):
        PostcodeField("Postcode", required="Enter your postcode").clean("SK1")


def test_an_email_address_is_kept_in_lower_case_and_a_wrong_one_is_explained():
    field = EmailField("Email", required="Enter an email address")
    assert field.clean("Jo@Example.COM") == "jo@example.com"
    with pytest.raises(forms.ValidationError, match="like name@example"):
        field.clean("jo at example")


@pytest.mark.parametrize(
    ("typed", "fine"),
    [("3", True), ("1,200", False), ("20", True), ("21", False), ("-1", False), ("3.5", False), ("٣", False)],
)
def test_whole_numbers_keep_to_their_bounds(typed, fine):
    field = WholeNumberField("Children", required="Enter how many", minimum=0, maximum=20)
    if fine:
        assert field.clean(typed) == int(typed)
    else:
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


def test_yes_and_no_are_truth_values_and_their_words():
    field = YesNoField("Pram?", required="Choose yes or no")
    assert (field.clean("yes"), field.clean("no")) == (True, False)
    assert (field.words(True), field.words(False)) == ("Yes", "No")


def test_a_choice_keeps_its_hint():
    class Form(HearthForm):
        where = RadioField("Where?", required="Choose", choices=lambda: [("hub", "Hub", "Near the park")])

    assert "Near the park" in Form().render_fields()


def test_another_packages_form_is_drawn_with_our_components_and_words():
    class Theirs(forms.Form):
        login = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "E-mail", "autofocus": "1"}))
        password = forms.CharField(widget=forms.PasswordInput)
        remember = forms.BooleanField(required=False)

    class Ours(GovukFormMixin, Theirs):
        labels = {"login": "Email address"}
        required_messages = {"login": "Enter your email address", "password": "Enter your password"}
        autocompletes = {"login": "username"}

    form = Ours({"login": "", "password": ""})
    page = str(form)
    assert 'class="govuk-input' in page and 'data-module="govuk-password-input"' in page and "govuk-checkboxes" in page
    assert "placeholder" not in page and "autofocus" not in page and 'autocomplete="username"' in page
    assert form.errors["login"] == ["Enter your email address"]


def test_a_quiet_form_shows_what_was_typed_without_judging_it():
    form = EveryField({"name": "Jo", "email": "half"}, quiet=True)
    page = form.render_fields()
    assert 'value="half"' in page and "govuk-error-message" not in page and error_summary(form) == ""
