"""What the program finds around it: no home, a poor terminal, no terminal, a pipe that breaks."""

import os
import subprocess
import sys

import pytest

from tests.builders import a_desk
from tests.faults import work
from tests.faults.crowd import child
from tests.terminal import PROJECT

POOR = [
    {"TERM": "dumb"},
    {"TERM": None},
    {"LANG": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"HOME": None},
    {"HOME": "/nonexistent"},
    {"TZ": "Nowhere/At_All"},
    {"TZ": "CET-1CEST"},
]


@pytest.fixture
def sana(path):
    """A customer whose name no poor terminal can show."""
    with a_desk(path) as desk:
        work.one_customer(desk, "Łódź 株式会社")
    return path


@pytest.mark.parametrize("environ", POOR, ids=str)
def test_commands_work_whatever_the_surroundings(sana, crm, environ):
    told = crm("show", "lodz", "--db", sana, "--as", "anna", environ=environ)
    assert (told.returncode, told.stderr) == (0, "")
    assert "ód" in told.stdout or "?" in told.stdout
    told = crm("log", "lodz", "beszéltünk", "--db", sana, "--as", "anna", environ=environ)
    assert (told.returncode, told.stderr) == (0, "")
    with a_desk(sana) as desk:
        assert desk.store.value("SELECT body FROM timeline_entry WHERE id = 2") == "beszéltünk"


def test_without_a_home_the_database_has_to_be_named(crm):
    told = crm("find", "Rossi", environ={"HOME": None})
    assert told.returncode == 2
    assert told.stderr == (
        "There is no home folder to keep the database in.\n"
        "Say where it is with --db PATH or the variable CRM_DB.\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become another user")
def test_a_home_one_may_not_write_to_is_named(public_folder):
    words = ("new", "Rossi", "--db", str(public_folder / "home" / "crm.db"))
    with child(work.shell_of_nobody, *words) as other:
        status, output, complaint = other.answer()
    assert (status, output) == (6, "")
    assert "Permission denied" in complaint
    assert "Traceback" not in complaint


def test_the_workspace_refuses_what_is_no_terminal(made, crm):
    told = crm("open", "--db", made, "--as", "anna", stdin=subprocess.DEVNULL)
    assert told.returncode == 2
    assert "The workspace needs a terminal" in told.stderr
    assert told.stdout == ""


def test_a_pipe_whose_reader_has_gone_ends_a_command_quietly(made):
    reading, writing = os.pipe()
    os.close(reading)
    told = _crm("show", "Rossi", made, stdout=writing)
    os.close(writing)
    assert (told.returncode, told.stderr) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_output_that_cannot_be_written_is_a_failure_in_a_sentence(made):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        told = _crm("show", "Rossi", made, stdout=full)
    assert told.returncode == 1
    assert "No space left on device" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_does_not_hinder_the_work(made, closed):
    command = f'exec "$@" {closed}'
    told = subprocess.run(
        ["sh", "-c", command, "sh", *_words("log", "Rossi", made), "called"],
        cwd=PROJECT, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in told.stderr
    assert told.returncode == 0
    with a_desk(made) as desk:
        assert desk.store.value("SELECT count(*) FROM timeline_entry") == 2


def _words(verb, who, path):
    return [sys.executable, "-m", "crm_tui", verb, "--db", str(path), "--as", "anna", who]


def _crm(verb, who, path, **streams):
    return subprocess.run(
        _words(verb, who, path),
        cwd=PROJECT, check=False, text=True, timeout=60, stderr=subprocess.PIPE, **streams,
    )  # fmt: skip
