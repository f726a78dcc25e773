"""HTML is read as its reader would see it, and never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.exchange.mail_html import text_of_html

QUOTED = "> old\n>\n>> older\n>>\nnew"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<BR/>three", "one\ntwo\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("  many \n gaps\t here ", "many gaps here"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("&lt;b&gt; &amp; &#233; &nbsp;x", "<b> & é x"),
        ("a < b and b > c", "a < b and b > c"),
        ("<blockquote>old<blockquote>older</blockquote></blockquote>new", QUOTED),
        ('<img alt="our logo" src="x">', "[our logo]"),
        ("", ""),
    ],
)  # fmt: skip
def test_lines_gaps_and_quotes_are_as_on_a_page(html, text):
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>seen",
        "<SCRIPT type=x>a<b</SCRIPT >seen",
        "<style>p {}</style>seen",
        "<head><title>x</title><meta></head>seen",
        "<!-- hidden -->seen",
        "<!DOCTYPE html><?xml ?>seen",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(html):
    assert text_of_html(html) == "seen"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://x.example/?a&amp;b">here</a>', "here <https://x.example/?a&b>"),
        ("<a href=https://x.example>https://x.example/</a>", "https://x.example/"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='mailto:a@b.example'>Anna</a>", "Anna <mailto:a@b.example>"),
        ('<a href="https://x.example"><img src=y></a>', "<https://x.example>"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<a href="data:text/html,x">click</a>', "click"),
        ('<a name="top">click</a>', "click"),
    ],
)
def test_a_link_says_where_it_leads(html, text):
    assert text_of_html(html) == text


@pytest.mark.parametrize("html", ["seen<!-- no end", "seen<script>x", "seen<p", "<b>seen", "seen<"])
def test_what_has_no_end_hides_nothing_that_stands_before(html):
    assert text_of_html(html).startswith("seen")


def test_a_comment_without_an_end_hides_nothing_behind_it():
    assert "still here" in text_of_html("<!-- oops <p>still here</p>")


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", "<a b='", '<a b="', "<script>", "&#", "<![", "<blockquote>", "<pre>\n"]
)
def test_hostile_html_is_read_in_one_passage(piece):
    assert isinstance(text_of_html(piece * 20_000), str)


@given(st.text())
def test_text_without_tags_keeps_its_words(said):
    plain = "".join(sign for sign in said if sign not in "<&")
    assert text_of_html(plain).split() == plain.split()
