import xml.etree.ElementTree as ET

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.phones import (
    digits,
    looks_like_number,
    national,
    normalise,
    pretty,
    reversed_digits,
)

ANYTHING = st.text(max_size=30) | st.text("0123456789+-() x.#٣３ext;:", max_size=25)


@pytest.mark.parametrize(
    ("typed", "country", "normal"),
    [
        ("846-790-4623x4715", "US", "+18467904623"),
        ("030-0074321", "DE", "+49300074321"),
        ("+49 (0)30 0074321", None, "+49300074321"),
        ("0049 30 0074321", None, "+49300074321"),
        ("001-645-334-5514x0786", "SD", "+16453345514"),
        ("001-552-788-2911", "US", "+15527882911"),
        ("+7 495 123-45-67 доб. 12", None, "+74951234567"),
        ("tel:+36-1-234-5678;ext=5", None, "+3612345678"),
        ("+36 30 123 4567 ext. 9", "hu", "+36301234567"),
        ("٠٣٠ ١٢٣٤٥٦", "DE", "+4930123456"),
        ("１-800-FLOWERS", "US", "+18003569377"),
        ("02 1234 5678", "IT", "+390212345678"),
    ],
)
def test_a_number_in_any_notation_has_one_normal_form(typed, country, normal):
    assert normalise(typed, country) == normal


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("(5) 555-4729", "MX"),
        ("555-1234", "US"),
        ("030 123456", None),
        ("Rossi", "IT"),
        ("", "IT"),
        ("12", "XX"),
        ("9" * 300, "DE"),
    ],
)
def test_what_cannot_be_a_whole_number_has_no_normal_form(typed, country):
    assert normalise(typed, country) is None


@given(ANYTHING, st.sampled_from(["US", "DE", "HU", "XX", None]))
def test_a_normal_form_is_its_own_normal_form(typed, country):
    normal = normalise(typed, country)
    if normal is not None:
        assert normal[0] == "+"
        assert normal[1:] == digits(normal)
        assert normalise(normal, country) == normal
        assert digits(pretty(normal, None)) == normal[1:]


@given(ANYTHING)
def test_digits_are_ascii_digits(text):
    found = digits(text)
    assert found == "" or (found.isascii() and found.isdecimal())
    assert reversed_digits(text) == found[::-1]


def test_digits_leave_the_extension_out():
    assert digits("846-790-4623x4715") == "8467904623"
    assert digits("+36 1 234 ext. 5") == "361234"
    assert digits("495 123-45-67 доб. 12") == "4951234567"
    assert digits("۰۹۱۲ ３４") == "091234"


@pytest.mark.parametrize("text", ["+36 1 234", "(555) 47", "030-0074321", "555", "555 x12", "٠٣٠"])
def test_a_part_of_a_number_looks_like_one(text):
    assert looks_like_number(text)


@pytest.mark.parametrize("text", ["12", "3M 123", "Rossi 123", "", "$400", "a@123", "12%"])
def test_words_and_short_figures_do_not_look_like_numbers(text):
    assert not looks_like_number(text)


def test_a_number_is_shown_as_its_country_writes_it():
    assert pretty("+36301234567", "HU") == "06 30 123 4567"
    assert pretty("+36301234567", "DE") == "+36 30 123 4567"
    assert pretty("+36301234567", None) == "+36 30 123 4567"
    assert pretty("nonsense", "HU") == "nonsense"


def test_national_digits_are_those_dialled_at_home():
    assert national("+49300074321", "DE") == "0300074321"
    assert national("+49300074321", "FR") == ""
    assert national("nonsense", "DE") == ""


@pytest.mark.real_data
def test_example_numbers_of_all_countries_are_understood(phone_metadata):
    misread = []
    tried = 0
    for territory in ET.parse(phone_metadata).getroot().iter("territory"):
        country, code = territory.get("id"), territory.get("countryCode")
        for kind in ("fixedLine", "mobile"):
            example = territory.findtext(f"{kind}/exampleNumber")
            if example is None or country == "001":
                continue
            tried += 1
            normal = normalise(f"+{code} {example}", None)
            if normal is None or digits(national(normal, country)) == "":
                misread.append((country, kind, example))
    assert tried > 400
    # Benin's numbers grew from eight digits to ten; older example files have eight.
    assert [number for number in misread if number[0] != "BJ"] == []


@pytest.mark.real_data
def test_published_naughty_strings_are_no_numbers_that_break(naughty_strings):
    for text in naughty_strings:
        normal = normalise(text, "US")
        assert normal is None or normal[1:].isdecimal()


@given(
    st.sampled_from([1, 7, 20, 36, 39, 44, 49, 52, 54, 55, 61, 81, 225, 374, 420, 800, 998]),
    st.text("0123456789 ()-.", min_size=5, max_size=16),
)
def test_a_whole_number_reads_as_the_library_reads_it(country_code, rest):
    typed = f"+{country_code} {rest}"
    try:
        number = phonenumbers.parse(typed, None)
    except phonenumbers.NumberParseException:
        number = None
    possible = number and phonenumbers.is_possible_number_with_reason(number) == 0
    e164 = phonenumbers.PhoneNumberFormat.E164
    assert normalise(typed, None) == (
        phonenumbers.format_number(number, e164) if possible else None
    )
