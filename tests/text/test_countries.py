import pytest

from crm_tui.text.countries import country_of, name_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("United States", "US"),
        ("United states of America", "US"),
        ("USA", "US"),
        ("u.s.", "US"),
        ("UK", "GB"),
        ("gb", "GB"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("México", "MX"),
        (" the Netherlands ", "NL"),
        ("Korea", "KR"),
        ("Cote d'Ivoire", "CI"),
        ("Libyan Arab Jamahiriya", "LY"),
        ("Slovakia (Slovak Republic)", "SK"),
        ("Antarctica (the territory South of 60 deg S)", "AQ"),
        ("Svalbard & Jan Mayen Islands", "SJ"),
        ("Kyrgyz Republic", "KG"),
        ("日本", "JP"),
        ("Россия", "RU"),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(written, code):
    assert country_of(written) == code


@pytest.mark.parametrize("written", ["", "Home Country", "75004", "Atlantis", "()", "of the"])
def test_what_is_no_country_is_none(written):
    assert country_of(written) is None


def test_every_country_of_the_numbering_plans_is_known():
    from phonenumbers import SUPPORTED_REGIONS

    shared_with_saint_helena = {"AC", "TA"}
    assert {
        code for code in SUPPORTED_REGIONS - shared_with_saint_helena if country_of(code) != code
    } == set()


def test_a_code_has_its_english_name():
    assert name_of("gb") == "United Kingdom"
    assert name_of("DE") == "Germany"
    assert name_of("??") is None
