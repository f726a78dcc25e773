import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.text.fold import fold, words

ANYTHING = st.text(max_size=40)


@given(ANYTHING)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(ANYTHING)
def test_case_and_outer_space_do_not_count(text):
    assert fold(f" {text.title()}  ") == fold(fold(text.title()))
    assert fold(text.casefold()) == fold(text)


@given(
    st.text("aeioucnszyAEIOUCNSZY", min_size=1), st.sampled_from("\u0300\u0301\u0308\u030c\u0327")
)
def test_accents_do_not_count(text, accent):
    assert fold("".join(c + accent for c in text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller  &  Söhne", "muller & sohne"),
        ("STRAẞE straße", "strasse strasse"),
        ("Łódź", "lodz"),
        ("Ørsted Ærø Œuvre", "orsted aero oeuvre"),
        ("Đặng İstanbul ılık", "dang istanbul ilik"),
        ("Þór Guðrún", "thor gudrun"),
        ("Ｆｕｌｌ ﬁrm №5", "full firm no5"),
        ("Ёлкин Йод", "елкин иод"),
        ("ΑΘΉΝΑΣ", "αθηνασ"),
        ("हिन्दी", "हिन्दी"),
        ("ガス 株式会社", "ガス 株式会社"),
        ("한국", "한국"),
        ("O’Neill – “Sons”", 'o\'neill - "sons"'),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_names_fold_to_what_people_type(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("O'Neill & Sons, Ltd.", ["o", "neill", "sons", "ltd"]),
        ("anna.rossi@müller-gmbh.de", ["anna", "rossi", "muller", "gmbh", "de"]),
        ("हिन्दी-भाषा", ["हिन्दी", "भाषा"]),
        ("株式会社 山田", ["株式会社", "山田"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("-- !", []),
    ],
)
def test_words_are_what_is_searched(text, found):
    assert words(text) == found


@given(ANYTHING)
def test_words_hold_only_letters_digits_and_marks(text):
    for word in words(text):
        assert word
        assert words(word) == [word]


@pytest.mark.real_data
def test_published_naughty_strings_fold_once(naughty_strings):
    for text in naughty_strings:
        assert fold(fold(text)) == fold(text)
        assert words(" ".join(words(text))) == words(text)
