"""Text from outside is inert on a real terminal, wherever it stands and however it got there."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path

import pytest

from crm_tui.text.safe import clean
from crm_tui.views import card as cards
from tests import builders, hostile
from tests.naughty import HARMFUL
from tests.terminal import PROJECT, Terminal, python

SIZES = {"80x24": (80, 24), "120x35": (120, 35)}
PAGE_DOWN = "\x1b[6~"
CTRL_S, CTRL_P, ESCAPE = "\x13", "\x10", "\x1b"


def pasted(text: str) -> str:
    """A text as a terminal hands over what was pasted."""
    return f"\x1b[200~{text}\x1b[201~"


def wait_for(terminal: Terminal, shown: str) -> None:
    """Wait until a text stands there, or with a dash before it is gone."""
    if shown.startswith("-"):
        terminal.wait(lambda: shown[1:] not in terminal.text, shown)
    else:
        terminal.wait_for(shown)


ALL = pasted(hostile.ALL)

# Keys, and what stands on the screen when they are done; after a dash, what is gone by then.
LIST = (
    (PAGE_DOWN, "Name"), (PAGE_DOWN, "Name"), ("G", "Name"), ("g", "Name"),
    (f"/{ALL}", "\n/ "), (ESCAPE, "-\n/ "), (f"Czzz {ALL}", "who calls:"),
    (f" {ALL}\r", "Nobody answers to"), (ESCAPE, "-Nobody answers to"),
)  # fmt: skip
CARD = (
    (":go 1\r", "[timeline]"), ("G", "CARD"), ("gl", "[details]"), ("G", "CARD"),
    ("gl", "[people"), ("l", "[deals"), ("l", "[tickets"),
    ("l", "[tasks"), ("l", "[knowledge]"), ("G", "CARD"), ("gl", "[timeline]"),
    (f"/{ALL}\r", "does not stand"), ("zz", "-does not stand"),
)  # fmt: skip
SCREENS = (
    (CTRL_P, "Action:"), (ALL, "No action answers"), (ESCAPE, "CARD"),
    ("?", "Keys:"), (ALL, "No key here answers"), (ESCAPE, "CARD"),
    ("U", "CHANGES"), ("\r", "takes this change back"), ("G", "CHANGES"), ("q", "Enter shows"),
    ("jj\r", "takes this change back"), ("q", "Enter shows"), ("q", "CARD"),
    ("1v", "View:"), ("\x1b[B" * 11, "View:"), (ALL, "View:"), (ESCAPE, "LIST"),
    (":go 1\r", "CARD"),
)  # fmt: skip
QUESTIONS = (
    ("w", "owner of"), ("\t\t", "owner of"), (ESCAPE, "-owner of"),
    (f"wzzz {ALL}\r", "no colleague"), ("T", "tags"), ("\t", "tags"), (ESCAPE, "CARD"),
    (f"T{ALL}\r", "#[EU]"), ("Tmore\r", "+more"), ("u", "Taken back"),
    ("s", "state:"), (ESCAPE, "-state:"), (f"c{ALL}\r", "result:"), ("r", "Logged a call"),
    (f"i{ALL}\r", "Logged a note"), (f"A{ALL}", "quick line:"), (ESCAPE, "-quick line:"),
    (f"t{ALL}\r", "Added task"), ("d", "new day of"), (f"{ALL}\r", "is no day"),
    (f"x{ALL}\r", "result:"), ("r", "Finished task"), ("D", "archive "), ("n", "Not done."),
    (f":{ALL}\r", "There is no command"), (":view \t\t", ": view"), (ESCAPE, "-: view"),
    (f":view zzz {ALL}\r", "There is no view"), (f":go zzz {ALL}\r", "No customer answers"),
    ("1", "LIST"), (f"V{ALL}\r", "is saved"),
)  # fmt: skip
AGENDA = (
    ("2", "AGENDA"), ("G", "AGENDA"), ("g", "AGENDA"), ("]", "AGENDA"), ("[", "AGENDA"),
    (f"/{ALL}\r", "Tasks  '"), (ESCAPE, "-Tasks  '"), ("vmy week\r", "Week from"),
    ("2", "\n  Today "),
    ("v", "Agenda:"), (ALL, "Agenda:"), (ESCAPE, "AGENDA"), ("vteam\r", "Colleague"),
    (ALL, "team's load"), (ESCAPE, "AGENDA"), (f"N{ALL}\r", "Added task"), ("u", "Taken back"),
    (f"t{ALL}", "task for"), (ESCAPE, "AGENDA"), ("e", "task:"), (ESCAPE, "AGENDA"),
    (f"d{ALL}\r", "is no day"), (f"wzzz {ALL}\r", "no colleague"), (f"D{ALL}", "why is"),
    (ESCAPE, "-why is"), ("P", "PLAN"), ("G", "PLAN"), ("g", "PLAN"), ("t", "lanned"),
    ("u", "Taken back"), ("q", "AGENDA"), ("2", "\n  Today "),
    (f"x{ALL}\r", "result:"), ("r", "next step with"), (ESCAPE, "-next step with"), ("1", "LIST"),
)  # fmt: skip
PIPELINE = (
    ("3", "PIPELINE"), ("jGg", "PIPELINE"), ("lh", "PIPELINE"), (f"/{ALL}", "found"),
    (ESCAPE, "-found"), ("\r", "DEAL"), ("G", "DEAL"), ("g\r", "[timeline]"), ("q", "DEAL"),
    ("q", "PIPELINE"), (f"p{ALL}\r", "no probability"), (f"d{ALL}\r", "is no day"),
    (f"wzzz {ALL}\r", "no colleague"), ("e", "title"), (f"t{ALL}\r", "Changed deal"),
    ("ea", "amount"), (f"{ALL}\r", "is no amount"), ("es", "source"),
    (f"{ALL}\r", "There is no source"), ("s", "stage:"), (ESCAPE, "-stage:"), ("x", "won"),
    ("l", "why:"), ("c", "to whom"), (f"zzz {ALL}\r", "add it as"), ("n", "Not done."),
    ("L", "PIPELINE"), ("v", "View:"), (ALL, "View:"), (ESCAPE, "PIPELINE"),
    (f"V{ALL}\r", "is saved"), (f":deal zzz {ALL}\r", "There is no deal"),
    (f":pipeline zzz {ALL}\r", "There is no pipeline"), ("v", "View:"),
    ("lost lately\r", "Closed"), (ESCAPE, "PIPELINE"), ("N", "for whom"), ("\x15\r", "such as"),
    (f"{ALL} 12k\r", "Added deal"), ("1", "LIST"), (":go 1\r", "CARD"),
)  # fmt: skip
FORMS = (
    ("1N", "NEW"), (ALL, "NEW"), (f"\t\t{ALL}", "NEW"), (CTRL_S, "has no digits"),
    (ESCAPE, "Not saved yet"), ("l", "Nothing was changed."),
    (":go 1\r", "CARD"), ("l", "[details]"), ("e", "EDIT"), (ALL, "EDIT"), ("\t" * 30, "EDIT"),
)  # fmt: skip
CONFLICT = ((CTRL_S, "CONFLICT"), ("e\r", "All decided"), (ESCAPE, "EDIT"))
LEAVE = ((ESCAPE, "Not saved yet"), ("l", "Nothing was changed."))


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    """The same texts as another program wrote them, and as they come in by our own doors."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.an_old_file(folder / "old.db")
    hostile.through_our_doors(folder / "new.db", folder)
    return folder


@pytest.mark.parametrize(("came", "size"), [("old", "120x35"), ("new", "80x24")])
def test_nothing_hostile_reaches_the_terminal(databases, tmp_path, empty_home, came, size):
    path = tmp_path / "crm.db"
    path.write_bytes((databases / f"{came}.db").read_bytes())
    columns, lines = SIZES[size]
    words = ("-m", "crm_tui", "--db", str(path), "--as", "anna", "open", "customers")
    environ = {"HOME": str(empty_home), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(python(*words), columns=columns, lines=lines, environ=environ) as terminal:
        terminal.wait_for("takes back")

        def walk(steps):
            for keys, shown in steps:
                before = len(terminal.output)
                terminal.send(keys)
                wait_for(terminal, shown)
                # What began before may end here: only the whole output can convict.
                if hostile.harm_in(terminal.output[before:]):
                    assert hostile.harm_in(terminal.output) == set(), keys

        for steps in (LIST, CARD, SCREENS, PIPELINE, QUESTIONS, AGENDA):
            walk(steps)
        for row, name in hostile.literal_names(path):
            walk([(f":go {row}\r", name[:20])])
        walk(FORMS)
        with builders.a_desk(path) as desk, desk.store.change_set(desk.user, hostile.ALL):
            desk.store.write("UPDATE party SET name = ? WHERE id = 1", (hostile.ALL + "2",))
        walk(CONFLICT)
        walk(LEAVE)
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        assert terminal.restored
        assert hostile.harm_in(terminal.output) == set()


def test_what_is_copied_holds_no_command(databases, tmp_path, empty_home):
    words = ("-m", "crm_tui", "--db", str(databases / "old.db"), "--as", "anna", "open", "1")
    environ = {"HOME": str(empty_home), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(python(*words), columns=200, environ=environ) as terminal:
        terminal.wait_for("[timeline]")
        for key in "npea":
            terminal.send(f"y{key}")
            terminal.wait_for("sent to terminal clipboard")
            terminal.send(ESCAPE)
            terminal.wait(lambda: "sent to terminal" not in terminal.text)
            terminal.send("l")
            terminal.wait_for("[")
        copies = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", terminal.output)
        assert len(copies) == 4
        for copy in copies:
            assert HARMFUL.isdisjoint(base64.b64decode(copy).decode())


@pytest.fixture(scope="module")
def big_list():
    """The big list of naughty strings."""
    folder = Path(os.environ.get("CRM_TEST_DATA") or PROJECT.parent / "shared" / "data")
    path = folder / "strings" / "blns.json"
    if not path.is_file():
        pytest.skip("the big list of naughty strings is not here")
    return json.loads(path.read_text())


def test_the_big_list_is_stored_found_and_shown(big_list, tmp_path, empty_home):
    path = tmp_path / "crm.db"
    names = [name for name in big_list if clean(name)]
    with builders.a_desk(path) as desk:
        with desk.store.change_set(desk.user, "the big list"):
            ids = [builders.a_company(desk, name, likes=name) for name in names]
        for party, name in zip(ids, names, strict=True):
            card = cards.card(desk, party)
            assert (card.name, card.fields["likes"]) == (clean(name), clean(name, multiline=True))
    words = ("-m", "crm_tui", "--db", str(path), "--as", "anna", "open", "customers")
    environ = {"HOME": str(empty_home), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(python(*words), lines=50, environ=environ) as terminal:
        terminal.wait_for(f"Customers {len(names)}")
        for page in range(len(names) // 30):
            terminal.send(PAGE_DOWN)
            terminal.wait(lambda: ">" in terminal.text, f"page {page}")
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
        assert hostile.harm_in(terminal.output) == set()
