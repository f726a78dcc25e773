"""Times, and how they are told: as a table for people, as JSON for programs."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from crm_tui.store.engines.sqlite.connection import library_version


class Line(NamedTuple):
    """One measured thing: how often, and its times; `goal` as issue and README state it."""

    what: str
    size: str
    times: int
    median: float
    p95: float
    worst: float
    unit: str = "ms"
    goal: str = ""


def timed(work: Callable[[], object]) -> float:
    """How long the work took, in ms."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def repeated(work: Callable[[], object], times: int) -> list[float]:
    """How long the work took each time, in ms, after once to warm up."""
    work()
    return [timed(work) for _ in range(times)]


def line(what: str, size: str, values: Sequence[float], goal: str = "", unit: str = "ms") -> Line:
    """The line of a table for measured values."""
    return Line(
        what, size, len(values), quantile(values, 0.5), quantile(values, 0.95), max(values), unit,
        goal,
    )  # fmt: skip


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which so large a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table."""
    head = ("what", "customers", "times", "median", "p95", "worst", "goal")
    rows = [head, *(_told(one) for one in lines)]
    widths = [max(len(row[nth]) for row in rows) for nth in range(len(head))]
    told = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    told.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(told)


def _told(one: Line) -> tuple[str, ...]:
    values = (f"{value:,.4g} {one.unit}".rstrip() for value in (one.median, one.p95, one.worst))
    return (one.what, one.size, str(one.times), *values, one.goal)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": ".".join(map(str, library_version())),
        "load": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as told:  # noqa: PTH123  # not a real file
            names = [line.partition(":")[2].strip() for line in told if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor()
