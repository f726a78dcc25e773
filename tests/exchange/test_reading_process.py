"""What reads a file that may do harm has little to lose, and does not last for ever."""

import pytest

from crm_tui.errors import UsageError
from crm_tui.exchange import reading_process
from tests.exchange.reading import bytes_source

SAYS = "import sys; print(open(int(sys.argv[1]), 'rb').read(), flush=True); sys.stdin.read()"


def answer(tmp_path, program, *, asked=b"", alone=False):
    file = tmp_path / "program.py"
    file.write_text(program, "utf-8")
    refusal = UsageError("It cannot be read.")
    source = bytes_source(b"the bytes", "a.bin")
    with reading_process.reading(source, str(file), refusal, alone=alone) as (lines, ask):
        ask.write(asked)
        ask.close()
        return lines.read()


@pytest.mark.parametrize("alone", [True, False])
def test_the_program_has_the_bytes_and_what_it_is_told(tmp_path, alone):
    assert answer(tmp_path, SAYS, alone=alone) == b"b'the bytes'\n"
    told = "import sys; sys.stdout.write(sys.stdin.read() + __name__)"
    assert answer(tmp_path, told, asked=b"7 ", alone=alone) == b"7 __main__"


@pytest.mark.parametrize(
    "harm",
    [
        "all = bytearray(1 << 31)",
        "import pathlib; pathlib.Path('left.txt').write_text('x')",
        "raise SystemExit(3)",
        "import os; os.abort()",
    ],
)
def test_harm_ends_in_the_sentence_it_was_given(tmp_path, monkeypatch, harm):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        answer(tmp_path, harm)
    left = tmp_path / "left.txt"
    assert not left.exists() or not left.read_bytes()


def test_what_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(reading_process, "PATIENCE", 0.3)
    with pytest.raises(UsageError, match="cannot be read"):
        answer(tmp_path, "while True: pass")


def test_the_program_brings_nothing_from_where_it_stands(tmp_path):
    (tmp_path / "json.py").write_text("print('mine')", "utf-8")
    assert answer(tmp_path, "import json; print(json.dumps(1))") == b"1\n"
