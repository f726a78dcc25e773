"""The command line itself: options anywhere, mistakes named, statuses kept, output inert."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from crm_tui import __version__
from crm_tui.cli import clicked, direct
from crm_tui.cli.command import Command
from crm_tui.cli.commands import COMMANDS
from tests.cli.conftest import Crm
from tests.naughty import CONTROLS, HARMFUL

LINES = [
    ["who", "123"],
    ["--json", "who", "123", "45"],
    ["who", "--db", "x.db", "123", "--as", "bob", "--json", "--debug"],
    ["find", "a", "--limit=3"],
    ["log", "1", "--channel", "phone", "--with", "A", "--with", "B", "text", "-5%"],
    ["tag", "1", "+vip", "-cold"],
    ["task", "add", "1", "x", "--due", "-2d", "--priority", "high"],
    ["--db", "x.db", "user", "list", "--json"],
    ["deal", "move", "12,13", "-1", "--keep-probability"],
    ["deal", "move", "D1", "Need", "agreed"],
    ["deal", "add", "-", "a tender", "-5%", "--amount", "-5", "--product", "A", "--product", "B"],
    ["deal", "lost", "D1", "competitor", "-", "--to", "Acme", "--new-competitor"],
    ["deal", "edit", "D1", "amount=", "note=-x"],
    ["ticket", "add", "The door is stuck"],
    ["ticket", "add", "Rossi", "The", "door", "-5%", "--kind", "complaint", "--body", "-"],
    ["ticket", "reply", "T1", "-", "--internal", "--seen", "12"],
    ["ticket", "wait", "T1,T2", "-"],
    ["ticket", "claim", "--next", "--view", "running"],
    ["ticket", "take", "-"],
    ["ticket", "take"],
    ["macro", "set", "Mine", "owner=me", "tag=-cold", "--key", "m"],
    ["pipeline", "stages", "Sales", "--set", "Lead 10 14d; Won; Lost"],
    ["import", "f.csv", "--as", "customers", "--map", "A=name", "--trial"],
    ["open", "customers"],
    ["undo"],
    [],
    ["--as", "bob"],
]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_both_readers_read_a_line_alike(line: list[str]) -> None:
    assert direct.read(line) == clicked.read(line)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_every_command_has_code_that_takes_its_words(command: Command) -> None:
    code = getattr(import_module(f"crm_tui.cli.{command.module}"), command.function)
    values = direct.as_said({}, {}, command).values
    inspect.signature(code).bind("session", **values)


def test_common_options_stand_before_or_after_the_command(
    crm: Crm, rossi: int, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    crm("new", "Elsewhere", "--db", other)
    assert crm("find", "elsewhere", "--db", other, "--json").status == 0
    assert crm("--json", "--db", other, "find", "elsewhere").status == 0
    assert crm("find", "elsewhere").status == 3


def test_who_writes_is_said_by_as(crm: Crm, rossi: int) -> None:
    crm("user", "add", "bob")
    crm("log", rossi, "x", "--as", "bob")
    assert crm("show", rossi, "--json").value["timeline"][0]["user"] == "bob"
    answer = crm("--as", "bbo", "log", rossi, "x")
    assert answer.status == 3
    assert "bob" in answer.err


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        (["whoo", "1"], "who"),
        (["find", "x", "--lmit", "3"], "--limit"),
        (["task", "ad", "1", "x"], "add"),
        (["log", "1", "--chanel", "phone", "x"], "--channel"),
        (["tag", "1", "-cold", "--jsno"], "--json"),
    ],
)
def test_a_mistyped_word_names_the_nearest(crm: Crm, line: list[str], hint: str) -> None:
    answer = crm(*line)
    assert (answer.status, answer.out) == (2, "")
    assert f"Did you mean {hint}?" in answer.err


@pytest.mark.parametrize(
    "line",
    [["who"], ["find"], ["show"], ["log"], ["undo", "x"], ["find", "x", "--limit", "many"],
     ["log", "1", "--direction", "up", "x"], ["task"], ["undo", "1", "2"], ["settings", "x"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_status_2_in_a_sentence(crm: Crm, rossi: int, line: list[str]) -> None:
    answer = crm(*line)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err
    assert "Traceback" not in answer.err


def test_help_lists_every_command_under_a_heading(crm: Crm) -> None:
    out = crm("--help").out
    listed = " ".join(out.split())
    for command in COMMANDS:
        family, _, name = command.name.rpartition(" ")
        begin = f" {family} COMMAND " if family else f" {name} "
        assert begin in listed
        assert re.search(rf"\b{name}\b", listed.partition(begin)[2] if family else listed)
    assert len(out.splitlines()) < 110


def test_a_family_without_a_command_names_its_commands(crm: Crm) -> None:
    said = crm("help-wanted")
    assert (said.status, said.out) == (2, "")
    assert said.err == (
        "What shall 'crm help-wanted' do? One of: answer, ask, list.\n"
        "'crm help-wanted --help' tells more.\n"
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_every_command_explains_itself(crm: Crm, command: Command) -> None:
    answer = crm(*command.name.split(), "--help")
    assert answer.status == 0
    assert command.help.split(":")[0][:30] in answer.out
    for option in command.options:
        assert option.flag in answer.out


def test_the_version(crm: Crm) -> None:
    assert crm("--version").out == f"crm {__version__}\n"


def test_reading_makes_no_database(crm: Crm, tmp_path: Path) -> None:
    missing = tmp_path / "none" / "crm.db"
    answer = crm("find", "x", "--db", missing)
    assert answer.status == 6
    assert str(missing) in answer.err
    assert not missing.parent.exists()


def test_a_file_of_someone_else_is_left_alone(crm: Crm, tmp_path: Path) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("not a database at all, but a long text\n" * 50)
    before = foreign.read_bytes()
    answer = crm("find", "x", "--db", foreign, "--json")
    assert answer.status == 6
    assert answer.value["kind"] == "database"
    assert foreign.read_bytes() == before


def test_a_fault_of_the_program_is_a_sentence_without_data(
    crm: Crm, rossi: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("Rossi's secret")

    monkeypatch.setattr("crm_tui.views.finding.find", fail)
    answer = crm("find", "x")
    assert answer.status == 1
    assert "KeyError" in answer.err
    assert "secret" not in answer.out + answer.err
    assert "Traceback" in crm("find", "x", "--debug").err


def test_an_interrupt_is_status_130(crm: Crm, rossi: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crm_tui.views.finding.find", interrupt)
    assert crm("find", "x").status == 130


@pytest.mark.usefixtures("stays_open")
@pytest.mark.parametrize("hostile", CONTROLS)
def test_hostile_text_comes_out_inert(crm: Crm, hostile: str) -> None:
    name = f"Evil {hostile} Ltd"
    crm("new", "--city", hostile, "--phone", "+36301234567", "--", name)
    crm("log", "1", f"said {hostile}")
    crm("task", "add", "1", f"do {hostile}")
    crm("tag", "1", f"+{hostile.replace(' ', '')}")
    lines = (
        ["who", "301234567"], ["find", "evil"], ["show", "1"], ["list"], ["task", "list"],
        ["log-of-changes"], ["show", hostile], ["who", hostile], ["nocommand" + hostile],
        ["edit", "1", hostile], ["log", "1", "--channel", hostile, "x"],
    )  # fmt: skip
    for line in lines:
        for extra in ([], ["--json"]):
            answer = crm(*line, *extra)
            seen = set(answer.err) | (set() if extra else set(answer.out))
            assert not (seen - {"\n"}) & HARMFUL, (line, answer)
            assert "\x1b" not in answer.out


def test_bytes_that_are_no_text_are_no_crash(crm: Crm, rossi: int) -> None:
    broken = b"R\xff\xfe".decode("utf-8", "surrogateescape")
    for line in (["find", broken], ["show", broken], ["log", str(rossi), broken], ["who", broken]):
        assert crm(*line).status in (0, 3, 4)


def test_json_keeps_all_letters_as_they_are(crm: Crm) -> None:
    crm("new", "Ürümqi 日本 می‌خواهم")
    assert "Ürümqi 日本" in crm("show", "1", "--json").out


def run_process(
    *words: str, database: Path, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "crm_tui", *words],
        env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna", **environment},
        capture_output=True,
        check=False,
    )


def test_a_closed_pipe_is_silent(crm: Crm, database: Path) -> None:
    for number in range(3):
        crm("new", f"Ash {number}")
    with subprocess.Popen(
        [sys.executable, "-m", "crm_tui", "find", "ash"],
        env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_full_device_is_a_sentence(crm: Crm, rossi: int, database: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crm_tui", "find", "milano"],
            env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna"},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_what_it_can_show(crm: Crm, database: Path) -> None:
    crm("new", "Ürümqi 日本")
    done = run_process("find", "urumqi", database=database, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?r?mqi" in done.stdout


def test_the_workspace_needs_a_terminal(crm: Crm, rossi: int, database: Path) -> None:
    for words in ((), ("open",), ("open", "customers"), ("open", "1"), ("demo",)):
        done = run_process(*words, database=database)
        assert done.returncode == 2, (words, done)
        assert done.stdout == b""
        assert b"terminal" in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_place_that_is_switched_off_says_so(crm: Crm, rossi: int) -> None:
    answer = crm("open", "campaigns")
    assert (answer.status, answer.out) == (2, "")
    assert "switched off" in answer.err
    assert crm("open", "Verdi").status == 3


NEEDED = {
    "who": ("who", "1234567"),
    "find": ("find", "milano"),
    "show": ("show", "1"),
    "log": ("log", "1", "x"),
    "add": ("add", "Rossi GmbH call x"),
    "undo": ("undo",),
    "ticket views": ("ticket", "views"),
    "ticket add": ("ticket", "add", "1", "x"),
    "settings": ("settings",),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_command_loads_only_what_it_needs(
    crm: Crm, rossi: int, database: Path, name: str
) -> None:
    code = (
        "import sys; from crm_tui.cli.main import run; status = run(sys.argv[1:]);"
        "print(status, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *NEEDED[name]],
        env={**os.environ, "CRM_DB": str(database), "CRM_USER": "anna"},
        capture_output=True,
        text=True,
        check=True,
    )
    status, *modules = done.stderr.split()
    assert status == "0"
    loaded = {module.partition(".")[0] for module in modules}
    assert not loaded & {"textual", "rich", "asyncio", "click", "dateparser", "dataclasses"}
    assert "phonenumbers" not in loaded
    if name in ("who", "find", "show", "ticket views"):
        assert not loaded & {"peewee", "logging", "inspect", "socket"}
