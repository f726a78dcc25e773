"""The text of a mail that is HTML: read, never obeyed.

Tags are found by plain searching, each sign looked at a bounded number of times: the standard
library's parser takes minutes over 100 kB of unclosed tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

LONGEST = 1_000_000
"""Signs of HTML that are read; the rest stands in the file that is kept."""

_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]{0,30})")
_HREF: Final = re.compile(
    r"""\bhref\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>"']{1,2000}))""",
    re.IGNORECASE,
)
_ALT: Final = re.compile(
    r"""\balt\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|'([^']{1,200})')""", re.IGNORECASE
)
_LONGEST_TAG = 20_000
_UNSEEN: Final = {
    name: re.compile(rf"</{name}\b[^>]{{0,100}}>", re.IGNORECASE)
    for name in ("script", "style", "head", "title", "noscript", "template", "object", "svg")
}
_LINES: Final = frozenset(
    ("div", "tr", "dt", "dd", "hr", "section", "article", "header", "footer", "center", "form",
     "address", "li", "body", "html")
)  # fmt: skip
_PARAGRAPHS: Final = frozenset(
    ("p", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
)
_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")
_GAPS: Final = re.compile(r"\s+")
_DEEPEST = 6


class _Tag(NamedTuple):
    """A tag: its name in small letters, whether it closes, all that stands in it."""

    name: str
    closes: bool
    inside: str


def text_of_html(html: str) -> str:
    """The text that a reader of the HTML would see, an address behind each link."""
    page = _Page()
    for piece in _pieces(html[:LONGEST]):
        if isinstance(piece, _Tag):
            page.tag(piece)
        else:
            page.say(unescape(piece))
    return page.text()


def _pieces(html: str) -> Iterator[str | _Tag]:
    """The text and the tags in order; comments, scripts and the head are left out."""
    at, size = 0, len(html)
    missing: set[str] = set()  # ends that are nowhere below: they are not looked for again
    while at < size:
        start = html.find("<", at)
        if start < 0:
            yield html[at:]
            return
        yield html[at:start]
        at = _after_comment(html, start, missing)
        if at > start:
            continue
        found = _NAME.match(html, start)
        end = _tag_end(html, start, missing) if found else -1
        if found is None or end < 0:
            yield "<"
            at = start + 1
            continue
        name, closes = found[1].lower(), html[start + 1] == "/"
        yield _Tag(name, closes, html[found.end() : end])
        at = end + 1
        if name in _UNSEEN and not closes and name not in missing:
            close = _UNSEEN[name].search(html, at)
            if close:
                at = close.end()
            else:
                missing.add(name)


def _after_comment(html: str, start: int, missing: set[str]) -> int:
    """Where a comment or declaration that begins at `start` is over; `start` where none does."""
    for opens, closes in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
        if html.startswith(opens, start) and closes not in missing:
            end = html.find(closes, start + len(opens))
            if end >= 0:
                return end + len(closes)
            missing.add(closes)
    return start


def _tag_end(html: str, start: int, missing: set[str]) -> int:
    """Where the `>` of a tag stands, one in quotes passed over; -1 where there is none."""
    if ">" in missing:
        return -1
    first = end = html.find(">", start)
    if end < 0:
        missing.add(">")
        return -1
    for _ in range(3):
        if end < 0 or end - start > _LONGEST_TAG:
            return first
        if html.count('"', start, end) % 2 == 0:
            return end
        end = html.find(">", end + 1)
    return first


class _Page:
    """Lines as they are put together."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = 0
        self._link = ""
        self._linked: list[str] = []

    def say(self, text: str) -> None:
        """Add text; gaps count as one, but in a preformatted part."""
        if self._pre:
            first, *more = text.split("\n")
            self._line.append(first)
            for line in more:
                self._end_line(blank=True)
                self._line.append(line)
            return
        if self._link:
            self._linked.append(text)
        self._line.append(_GAPS.sub(" ", text))

    def tag(self, tag: _Tag) -> None:
        """Do what a tag means for lines: end them, quote them, name where a link leads."""
        name, closes = tag.name, tag.closes
        if name == "br":
            self._end_line(blank=True)
        elif name in _PARAGRAPHS:
            self._end_line()
            self._end_paragraph()
        elif name in _LINES:
            self._end_line()
        if name == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if closes else 1))
        elif name == "pre":
            self._pre = max(0, self._pre + (-1 if closes else 1))
        elif name == "li" and not closes:
            self._line.append("- ")
        elif name in ("td", "th") and closes:
            self._line.append("  ")
        elif name == "img":
            self._line += [f"[{unescape(said)}]" for said in _said(_ALT, tag.inside)]
        elif name == "a":
            self._end_link()
            if not closes:
                self._begin_link(tag.inside)

    def text(self) -> str:
        """All that was said."""
        self._end_link()
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _begin_link(self, inside: str) -> None:
        for said in _said(_HREF, inside):
            link = unescape(said).strip()
            self._link = link if link.lower().startswith(_SCHEMES) else ""

    def _end_link(self) -> None:
        shown = "".join(self._linked).strip()
        bare = self._link.removeprefix("mailto:").removeprefix("tel:")
        if self._link and shown.rstrip("/") not in (self._link.rstrip("/"), bare):
            self._line.append(f" <{self._link}>" if shown else f"<{self._link}>")
        self._link, self._linked = "", []

    def _end_line(self, *, blank: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else line.strip()
        self._line = []
        if line or blank:
            depth = min(self._quotes, _DEEPEST)
            self._lines.append(f"{'>' * depth} {line}".rstrip() if depth else line)

    def _end_paragraph(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(">" * min(self._quotes, _DEEPEST))


def _said(attribute: re.Pattern[str], inside: str) -> list[str]:
    """What an attribute of a tag says; nothing where it is not there."""
    found = attribute.search(inside)
    return [next(filter(None, found.groups()), "")] if found else []
