"""A database to go wrong with, and what must hold of it afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_tui.services import upkeep
from crm_tui.services.opening import Desk
from tests.builders import a_desk
from tests.faults import work
from tests.terminal import PROJECT

Crm = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def _real_databases(real_databases: None) -> None:
    """What goes wrong here may go wrong while a database is made or written to the disk."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "crm.db"


@pytest.fixture
def made(path: Path) -> Path:
    """A database with a customer, closed."""
    with a_desk(path) as desk:
        work.one_customer(desk, "Rossi")
    return path


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    folder = Path(tempfile.mkdtemp(prefix="crm-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("only the superuser can make a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def crm(empty_home: Path) -> Crm:
    """The program itself, from a shell."""

    def run(*words: object, **more: object) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": os.environ["PATH"], "HOME": str(empty_home), "LANG": "C.UTF-8"}
        environ |= more.pop("environ", {})  # type: ignore[call-overload]
        return subprocess.run(
            [sys.executable, "-m", "crm_tui", *map(str, words)],
            cwd=PROJECT, check=False, text=True, timeout=60,
            env={name: value for name, value in environ.items() if value is not None},
            **{"capture_output": True, **more},
        )  # fmt: skip

    return run


def names(desk: Desk) -> list[str]:
    """All customers, in the order they were made."""
    return [row[0] for row in desk.store.rows("SELECT name FROM party ORDER BY id")]


def kept_by_upgrade(path: Path) -> Path:
    """Where an upgrade by a newer program keeps today's database."""
    return path.with_name(f"{path.name}.v{work.NOW}.bak")


def assert_whole(desk: Desk, acknowledged: list[str]) -> None:
    """All that was acknowledged is there, every action whole, file and references sound."""
    found = names(desk)
    assert set(acknowledged) <= set(found)
    calls = [row[0] for row in desk.store.rows("SELECT body FROM timeline_entry WHERE kind='call'")]
    titles = [row[0] for row in desk.store.rows("SELECT title FROM task")]
    assert sorted(calls) == sorted(f"call {name}" for name in found)
    assert sorted(titles) == sorted(f"task {name}" for name in found)
    assert upkeep.check(desk) == []
    assert desk.store.value("SELECT count(*) FROM open_change_set") == 0


def refused(answer: subprocess.CompletedProcess[str] | tuple[int, str, str]) -> str:
    """The sentence of a command that the database refused, which says no more than that."""
    if isinstance(answer, subprocess.CompletedProcess):
        answer = answer.returncode, answer.stdout, answer.stderr
    status, output, complaint = answer
    assert status == 6, (status, output, complaint)
    assert output == ""
    assert "Traceback" not in complaint
    assert 1 <= len(complaint.splitlines()) <= 2
    return complaint
