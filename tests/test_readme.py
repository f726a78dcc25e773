"""The README tells the truth: every command it shows works, one after the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui.cli.commands import COMMANDS, FAMILIES
from crm_tui.cli.reports import REPORTS
from crm_tui.keys.actions import ACTIONS, CONTEXTS
from crm_tui.keys.hints import HINT_GAP, TITLE_GAP, hint_row
from crm_tui.keys.keymap import build
from crm_tui.text import dealline, taskline
from crm_tui.text.money import Money
from crm_tui.text.repeats import parse_repeat

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
THE_DAY = README[README.index("## The day") : README.index("## The pipeline")]
THE_PIPELINE = README[README.index("## The pipeline") : README.index("## The keys")]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BLOCKS = re.findall(r"<!-- run -->\n```sh\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][:40] for block in BLOCKS])
def test_every_command_the_readme_shows_works(block: str, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_shows_commands_to_run() -> None:
    assert len(BLOCKS) >= 2


@pytest.mark.parametrize("mark", ["demo", "test"])
def test_installing_is_one_command(mark: str) -> None:
    (command,) = re.findall(rf"<!-- {mark} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert len(command.strip().splitlines()) == 1


def test_the_rows_of_keys_in_its_pictures_are_those_of_the_workspace() -> None:
    shown = [line[1:] for line in README.splitlines() if line.startswith(" ? keys  ")]
    rows = [hint_row(build(), CONTEXTS[place], 104) for place in ("list", "sheet", "board")]
    assert shown == [
        HINT_GAP.join(f"{key}{TITLE_GAP}{title}" for key, title in row) for row in rows
    ]


def test_the_task_lines_it_shows_are_understood() -> None:
    (block,) = re.findall(r"while you type:\n\n```text\n(.*?)```", THE_DAY, re.DOTALL)
    call, send, sign = (taskline.parse(line, NOON) for line in block.splitlines())
    assert call == taskline.TaskLine(
        title="call Anna about the renewal", kind="call", due=datetime(2026, 11, 24).date(),
        at=datetime(2026, 11, 24, 10).time(), minutes=20, priority="high", assignee="bob",
        side="us", repeats="FREQ=WEEKLY", understood=call.understood,
    )  # fmt: skip
    assert (send.title, send.due) == ("send the price list", datetime(2026, 11, 27).date())
    assert (sign.title, sign.side) == ("sign the contract", "them")


def test_the_repetitions_it_names_are_understood() -> None:
    (sentence,) = re.findall(r"repetitions too: (.*?); the next one", THE_DAY, re.DOTALL)
    named = re.findall(r"`(.*?)`", sentence, re.DOTALL)
    assert len(named) == 5
    assert [words for words in named if parse_repeat(words, NOON.date()) is None] == []


def test_the_deal_line_it_shows_is_understood() -> None:
    (line,) = re.findall(r"A deal is one line.*?```text\n(.*?)\n```", THE_PIPELINE, re.DOTALL)
    assert dealline.parse(line, NOON.date(), "USD") == dealline.DealLine(
        "new pumps for the hall", Money(1200000, "EUR"), date(2026, 12, 15), 60, "bob"
    )


def test_the_pipelines_keys_work_on_the_board() -> None:
    prose = re.sub(r"```.*?```", "", THE_PIPELINE, flags=re.DOTALL)
    named = {key for key in re.findall(r"`(.*?)`", prose) if len(key) == 1 and key != "!"}
    bound = {key for action in ACTIONS if {"board", "app", "always"} & set(action.scopes)
             for key in action.keys}  # fmt: skip
    assert named >= set("3hl><LHspdwexuvN")
    assert named - bound == set()


def test_the_reports_it_names_exist() -> None:
    named = set(re.findall(r"crm report ([a-z-]+)", README))
    assert len(named) > 7
    assert named - set(REPORTS) == set()


def test_the_keys_it_names_are_bound() -> None:
    rows = re.findall(r"^\| (.*?) \| ", README[README.index("## The keys") :], re.MULTILINE)
    table = rows[: rows.index("ctrl+q") + 1]
    named = {key for row in table for key in re.findall(r"`(.*?)`", row)}
    bound = {part for action in ACTIONS for keys in action.keys for part in (keys, *keys.split())}
    assert len(named) > 30
    assert named - bound == set()


def test_the_commands_it_names_exist() -> None:
    named = re.findall(r"(?:`|^)crm ([a-z][a-z-]*)(?: ([a-z]+))?", README, re.MULTILINE)
    known = {command.name for command in COMMANDS} | set(FAMILIES)
    assert len(named) > 20
    assert [name for name, more in named if {name, f"{name} {more}"} & known == set()] == []
