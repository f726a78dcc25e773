"""The filter language on one page, for the help of every face."""

from __future__ import annotations

from typing import Final

GRAMMAR: Final = (
    ("rossi budapest", "words, searched for as ever; in quotes whatever they look like: \"a:b\""),
    ("city:oslo", "a field, and how its words begin; city:\"new york\" has a space"),
    ("city=oslo", "the whole of it"),
    ("tag:vip,key", "either"),
    ("owner:none  owner:any", "no value, some value; has:phone is phone:any"),
    ("owner:me", "you"),
    ("value>10k  value<=1.5m", "= != > >= < <= for figures; with a currency: value>10000EUR"),
    ("value:10k..20k", "from, to; an end may be left open: 10k.."),
    ("last<30d  last>90d", "less, more than so many days ago (w weeks, m months, y years)"),
    ("due<7d  due<4h", "within the next 7 days, 4 hours, where a day lies ahead"),
    ("closes:this-month", "also today, tomorrow, last-week, 2026-11-22, 22.11.2026, 2026-11, 2026"),
    ("closes<today", "before; >= and <= with the day itself"),
    ("is:supplier  archived:yes", "yes or no"),
    ("-tag:cold  NOT tag:cold", "not"),
    ("a OR b  a | b", "either; a space means and"),
    ("(a OR b) city:oslo", "parentheses"),
)  # fmt: skip
"""What can be written, and what it means; AND, OR and NOT are written in capitals."""
