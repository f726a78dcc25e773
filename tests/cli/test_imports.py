"""What the program finds out about a file can be said instead, and is shown either way."""

from pathlib import Path

from tests.exchange.sheets import xlsx

CSV = "Our clients\nNom;Tel;Geburtsdatum;Betrag\nAnna;0301234567;03/04/1990;1.234\n"


def test_all_that_is_found_can_be_said(crm, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_bytes(CSV.encode("cp1252"))
    out = crm(
        "import", path, "--as", "customers", "--encoding", "cp1252", "--delimiter", "semicolon",
        "--header", "2", "--dates", "mdy", "--phone-country", "de", "--decimal", ",",
    ).out  # fmt: skip
    assert "Encoding: cp1252 (said)" in out
    assert "Cells kept apart by: semicolon (said)" in out
    assert "Header: line 2 (said)\nAbove it: Our clients" in out
    assert "Dates in Geburtsdatum: month, day, year (said)" in out
    assert "Telephone numbers without a country: DE (said)" in out
    card = crm("show", "Anna", "--json").value
    assert card["birthday"] == "1990-03-04"
    assert crm("who", "+49 30 1234567").out.startswith("#1  Anna")


def test_what_is_said_wrongly_is_answered_with_what_can_be(crm, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(CSV)
    for said, told in (
        (("--header", "9"), "The first rows begin on the lines 1, 2, 3"),
        (("--phone-country", "Utopia"), "no country 'Utopia'"),
        (("--dates", "ddmm"), "dmy"),
        (("--encoding", "klingon"), "no encoding"),
        (("--delimiter", "x"), "no delimiter"),
        (("--sheet", "One"), "has no sheets"),
    ):
        answer = crm("import", path, "--as", "customers", *said)
        assert answer.status == 2
        assert told in answer.err


def test_a_sheet_is_named(crm, tmp_path):
    path = tmp_path / "customers.xlsx"
    path.write_bytes(
        xlsx(
            {
                "Clients": [["Customer Name", "Phone", "City"], ["Acme", "1", "Roma"]],
                "Old": [["Customer Name"], ["Bygone"]],
            }
        )
    )
    assert "Sheet 1 of 2: Clients; others: Old" in crm("import", path).out
    assert "Sheet 2 of 2: Old (said); others: Clients" in crm("import", path, "--sheet", "old").out
    wrong = crm("import", path, "--sheet", "New")
    assert (wrong.status, "The sheets: Clients, Old." in wrong.err) == (2, True)
    assert {row["name"] for row in crm("list", "--who", "everyone", "--json").value} == {
        "Acme",
        "Bygone",
    }


def test_a_calendar_has_nothing_to_say(crm, tmp_path: Path):
    path = tmp_path / "tasks.ics"
    path.write_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")
    assert crm("import", path, "--encoding", "utf-8").status == 2
