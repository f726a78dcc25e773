"""The README tells the truth: every command it shows works, one after the other."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui import config
from crm_tui.cli.commands import COMMANDS, FAMILIES
from crm_tui.cli.reports import REPORTS
from crm_tui.exchange.mail_sending import Way
from crm_tui.keys.actions import ACTIONS, CONTEXTS
from crm_tui.keys.hints import HINT_GAP, TITLE_GAP, hint_row
from crm_tui.keys.keymap import build
from crm_tui.text import dealline, taskline, ticketline
from crm_tui.text.money import Money
from crm_tui.text.repeats import parse_repeat
from tests.ready import ready_program

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
THE_DAY = README[README.index("## The day") : README.index("## The pipeline")]
THE_PIPELINE = README[README.index("## The pipeline") : README.index("## The service desk")]
THE_SERVICE_DESK = README[README.index("## The service desk") : README.index("## The keys")]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BLOCKS = re.findall(r"<!-- run -->\n```sh\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a `crm` that is ready at once."""
    folder = tmp_path_factory.mktemp("bin")
    with ready_program(folder):
        yield folder


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][:40] for block in BLOCKS])
def test_every_command_the_readme_shows_works(block: str, program: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
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
    places = ("list", "sheet", "board", "queue")
    rows = [hint_row(build(), CONTEXTS[place], 104) for place in places]
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


def test_the_ticket_line_it_shows_is_understood() -> None:
    (line,) = re.findall(r"A ticket is one line.*?```text\n(.*?)\n```", THE_SERVICE_DESK, re.DOTALL)
    assert ticketline.parse(line, {"complaint": "complaint"}) == ticketline.TicketLine(
        "labels come off in the cold", "complaint", "high", "bob", ("labels",)
    )


@pytest.mark.parametrize(
    ("section", "scopes", "keys"),
    [
        (THE_PIPELINE, {"board"}, "3hl><LHspdwexuvN"),
        (THE_SERVICE_DESK, {"queue", "ticket"}, "4hlvV]qNpKQsTdmMurxXoRWF"),
    ],
    ids=["pipeline", "service desk"],
)
def test_the_keys_of_a_place_work_there(section: str, scopes: set[str], keys: str) -> None:
    prose = re.sub(r"```.*?```", "", section, flags=re.DOTALL)
    named = {key for key in re.findall(r"`(.*?)`", prose) if len(key) == 1 and key != "!"}
    bound = {key for action in ACTIONS if {*scopes, "app", "always"} & set(action.scopes)
             for key in action.keys}  # fmt: skip
    assert named >= set(keys)
    assert named - bound == set()


def test_the_answers_keys_work_in_the_editor() -> None:
    (told,) = re.findall(r"\*\*`r` answers\*\*(.*?)\n\n", THE_SERVICE_DESK, re.DOTALL)
    named = set(re.findall(r"ctrl\+\w", told))
    assert named == {"ctrl+o", "ctrl+e", "ctrl+n", "ctrl+t", "ctrl+s", "ctrl+g"}
    bound = {key for action in ACTIONS if "answer" in action.scopes for key in action.keys}
    assert named - bound == set()


def test_the_mail_settings_it_shows_let_answers_go_out(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "config.toml"
    file.write_text(block, "utf-8")
    mail = config.load(environ={"CRM_CONFIG": str(file)}).mail
    assert Way(**mail._asdict()).is_set


def test_the_line_for_the_mail_server_takes_a_mail_in(tmp_path: Path) -> None:
    (prepared, piped) = re.findall(r"after: crm (.*?)\n\"\|/opt/crm/bin/crm (.*?)\"", README)[0]
    (mail,) = re.findall(r"<<'END'\nFrom anna.*?\n(.*?)END\n", README, re.DOTALL)
    environment = {"HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def crm(line: str, text: str = "") -> str:
        words = shlex.split(line.replace("/srv/crm", str(tmp_path)))
        program = Path(sys.executable).parent / "crm"
        done = subprocess.run(
            [program, *words], env=environment, input=text, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return done.stdout

    crm(f"--db /srv/crm/crm.db {prepared}")
    assert "1 new ticket" in crm(piped, mail)
    assert "1 known already" in crm(piped, mail)


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
