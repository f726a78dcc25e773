"""What somebody wrote anew in a reply, told apart from what they quote and how they sign.

Every rule looks at a line and a few of its neighbours, so that a body of any length and malice is
read in one passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_WROTE: Final = re.compile(
    r"(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti|írta"
    r"|napsal(?:\(a\))?|napísal(?:\(a\))?|napisał(?:\(a\))?|pisze|a scris|написал(?:\(а\))?|пишет"
    r"|wrote the following)\s?(?:<[^<>]{3,254}>)?\s?:$"
    r"|\b(?:schrieb|skrev|schreef|skreiv)\s[^:]{1,120}:$|写道[:：]$|のメール[:：]?$",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(
    r"(?:on|at|am|le|el|il|em|op|den|på|pe|dne|dňa|w dniu|dnia|ke|в|\d{4}[-./]\d\d?[-./]\d\d?)\b",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r"\d")
_HEADER_LINES = 3
"""Over so many lines 'On ... wrote:' is wrapped at most."""

_LABEL: Final = re.compile(
    r"\*?(from|von|de|da|van|från|fra|od|feladó|от|sent|gesendet|envoyé|enviado|enviada|inviato"
    r"|verzonden|skickat|sendt|elküldve|wysłano|date|datum|data|fecha|dato|dátum|to|an|à|para|a|aan"
    r"|till|til|címzett|do|cc|kopie|copie|subject|betreff|objet|asunto|assunto|oggetto"
    r"|onderwerp|ämne|emne|tárgy|temat|тема|reply-to)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_FROM: Final = ("from", "von", "de", "da", "van", "från", "fra", "od", "feladó", "от")
_LABELS_NEAR = 6
_LABELS_ENOUGH = 3

_ORIGINAL: Final = re.compile(
    r"[-_*= ]{2,}\s?(?:original message|ursprüngliche nachricht|message d'origine"
    r"|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    r"|ursprungligt meddelande|eredeti üzenet|reply above this line)\s?[-_*= ]{2,}$",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[-_*=]{5,}$")

_DASHES: Final = "--"
_UNDER_DASHES = 12
"""A line `--` without its space ends a text only when so few lines follow."""
_SENT_FROM: Final = re.compile(
    r"(?:sent from|sent via|sent with|get outlook for|gesendet von|von meinem|envoyé de(?:puis)?"
    r"|enviado desde|enviado do|inviato da|verzonden vanaf|skickat från|sendt fra|wysłane z"
    r"|отправлено с)((?:\s[^\s,;.!?]+){1,6})(?:\s<[^<>]{1,200}>)?$",
    re.IGNORECASE,
)
_NAME_ALONE: Final = re.compile(r"[-–—]\s?[^\W\d_][\w.'-]*(?:\s[^\W\d_][\w.'-]*){0,3}$")
_LIST_RULE: Final = re.compile(r"_{20,}$")
_LIST_LINES = 8

TEXT, QUOTE, SIGNATURE, BLANK = "text", "quote", "signature", "blank"


class ReplyText(NamedTuple):
    """The parts of a body: the new `text`, and what was `quoted` and signed beside it."""

    text: str
    quoted: str
    signature: str

    @property
    def folded(self) -> str:
        """All that is not shown at first: the quoted part and the signature."""
        return "\n\n".join(part for part in (self.quoted, self.signature) if part)


def split_reply(body: str) -> ReplyText:
    """The new text of a reply, what it quotes and its signature; together they are all of it.

    Quotes that are answered piece by piece stay between the answers, which mean nothing without
    them. A body in which nothing is new is all text.
    """
    lines = body.splitlines()
    kinds = _kinds(lines)
    _sign(lines, kinds)
    shown = _shown(kinds)
    parts: dict[str, list[str]] = {TEXT: [], QUOTE: [], SIGNATURE: []}
    last = TEXT
    for at, line in enumerate(lines):
        if kinds[at] != BLANK:
            last = TEXT if shown.start <= at < shown.stop else kinds[at]
        parts[last].append(line)
    text = _joined(parts[TEXT])
    if not text.strip():
        return ReplyText(body.strip("\n") if body.strip() else "", "", "")
    return ReplyText(text, _joined(parts[QUOTE]), _joined(parts[SIGNATURE]))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")


def _kinds(lines: Sequence[str]) -> list[str]:
    """What each line is, signatures aside."""
    kinds: list[str] = []
    quoted_below = _quotes_below(lines)
    rest = False  # all that is below belongs to an older message
    for at, line in enumerate(lines):
        bare = line.strip()
        if not bare:
            kinds.append(BLANK)
        elif rest or bare.startswith(">"):
            kinds.append(QUOTE)
        elif _ORIGINAL.match(bare) or _is_outlook_head(lines, at):
            rest = True
            _take_rule_above(lines, kinds)
            kinds.append(QUOTE)
        elif _WROTE.search(bare) and (start := _head_start(lines, at)) is not None:
            kinds[start:] = [QUOTE] * (at - start)
            kinds.append(QUOTE)
            rest = not quoted_below[at]
        else:
            kinds.append(TEXT)
    return kinds


def _quotes_below(lines: Sequence[str]) -> list[bool]:
    """For each line, whether one below it begins with the sign of quoting."""
    below, found = [], False
    for line in reversed(lines):
        below.append(found)
        found = found or line.lstrip().startswith(">")
    return below[::-1]


def _head_start(lines: Sequence[str], at: int) -> int | None:
    """Where 'On ... wrote:' begins that ends in this line; None where it is no such head."""
    dated = False
    for start in range(at, max(-1, at - _HEADER_LINES), -1):
        bare = lines[start].strip()
        if not bare or bare.startswith(">"):
            return None
        dated = dated or bool(_DATED.search(bare))
        if dated and _OPENS.match(bare):
            return start
    following = (line.strip() for line in lines[at + 1 : at + 4])
    is_followed = next((line for line in following if line), "").startswith(">")
    return at if is_followed else None


def _is_outlook_head(lines: Sequence[str], at: int) -> bool:
    """Whether a block of From, Sent, To and Subject begins here."""
    first = _LABEL.match(lines[at].strip())
    if first is None or first[1].lower() not in _FROM:
        return False
    near = (_LABEL.match(line.strip()) for line in lines[at : at + _LABELS_NEAR])
    return len({found[1].lower() for found in near if found}) >= _LABELS_ENOUGH


def _take_rule_above(lines: Sequence[str], kinds: list[str]) -> None:
    """Let the line that is drawn above an older message belong to it."""
    at = len(kinds) - 1
    while at >= 0 and kinds[at] == BLANK:
        at -= 1
    if at >= 0 and _RULE.match(lines[at].strip()):
        kinds[at] = QUOTE


def _sign(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark the signatures: each stands at the end of a run of text."""
    runs = list(_runs_of_text(kinds))
    for start, stop in runs:
        begins = _signature_start(lines, kinds, start, stop, is_last=(start, stop) == runs[-1])
        for at in range(begins, stop):
            if kinds[at] == TEXT:
                kinds[at] = SIGNATURE


def _runs_of_text(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(from, to) of each run of text with its gaps."""
    start: int | None = None
    for at, kind in enumerate(kinds):
        if kind == TEXT and start is None:
            start = at
        elif kind == QUOTE and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(kinds)


def _signature_start(
    lines: Sequence[str], kinds: Sequence[str], start: int, stop: int, *, is_last: bool
) -> int:
    """The line in which the signature of a run of text begins; `stop` where it has none."""
    end = _list_footer_start(lines, kinds, start, stop) if is_last else stop
    if is_last:
        for at in range(end - 1, start - 1, -1):
            bare = lines[at].rstrip()
            if bare == _DASHES and (lines[at] == "-- " or end - at <= _UNDER_DASHES):
                return at
    last = _last_text(kinds, start, end)
    if last is None:
        return end
    bare = lines[last].strip().strip("*_")
    stands_apart = last == start or kinds[last - 1] == BLANK
    if _SENT_FROM.match(bare) and stands_apart:
        return last
    if _NAME_ALONE.match(bare) and _is_name(bare) and stands_apart:
        return last
    return end


def _is_name(bare: str) -> bool:
    return all(word[:1].isupper() for word in bare.lstrip("-–— ").split())


def _last_text(kinds: Sequence[str], start: int, end: int) -> int | None:
    return next((at for at in range(end - 1, start - 1, -1) if kinds[at] == TEXT), None)


def _list_footer_start(lines: Sequence[str], kinds: Sequence[str], start: int, stop: int) -> int:
    """Where the footer of a mailing list begins: a rule, its name, its address."""
    seen = 0
    for at in range(stop - 1, start - 1, -1):
        bare = lines[at].strip()
        if _LIST_RULE.match(bare):
            below = lines[at + 1 : stop]
            return at if any("@" in line or "://" in line for line in below) else stop
        seen += kinds[at] == TEXT
        if seen > _LIST_LINES:
            break
    return stop


def _shown(kinds: Sequence[str]) -> range:
    """The lines that are shown: from the first new one to the last, answered quotes included.

    Where quotes are answered one by one, the first of them is shown as well.
    """
    new = [at for at, kind in enumerate(kinds) if kind == TEXT]
    if not new:
        return range(0)
    is_piece_by_piece = QUOTE in kinds[new[0] : new[-1]]
    return range(0 if is_piece_by_piece else new[0], new[-1] + 1)
