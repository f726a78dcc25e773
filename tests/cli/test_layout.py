"""How wide a line for people is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm_tui.cli import layout


@pytest.mark.parametrize(("cells", "width"), [(80, 78), (120, 118), (400, 140), (20, 40), (0, 78)])
def test_a_line_is_as_wide_as_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, cells: int, width: int
):
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((cells, 24)))
    with Path(os.devnull).open("w", encoding="utf-8") as screen:
        monkeypatch.setattr("sys.stdout", screen)
        assert layout.line_width() == width
        monkeypatch.undo()


def test_a_line_of_a_file_or_a_mail_has_78_cells(capsys: pytest.CaptureFixture[str]):
    assert layout.line_width() == layout.USUAL_WIDTH == 78
