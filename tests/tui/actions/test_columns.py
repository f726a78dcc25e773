"""Which columns lists show: chosen by name, kept with the view and from one start to the next."""

from __future__ import annotations

from crm_tui.services import own_fields
from tests.tui.actions.counter import at
from tests.tui.office import MEDIUM, NARROW, a_seat


def header(screen: str) -> list[str]:
    return next(line for line in screen.split("\n") if "Name" in line).split()


async def test_customers_show_own_fields_as_columns_until_the_usual_ones_are_wanted(
    desk, people, tmp_path
):
    own_fields.add(desk, "party", "Annual fee, net", kind="money")
    own_fields.fill(desk, "party", [people["rossi"]], {"Annual fee, net": "1200.00 EUR"})
    async with a_seat(desk, tmp_path, NARROW, place="customers") as seat:
        usual = header(await seat.look())
        screen = await seat.type(":columns city, annual fee net, owner", "enter")
        assert "Columns: Name, City, Annual fee, net, Owner." in screen
        assert "1,200.00 EUR" in screen
        assert header(screen)[:2] == ["Name", "City"]

        screen = await seat.type(":columns -city, +industry", "enter")
        assert "City" not in header(screen)
        assert "Industry" in header(screen)
        assert "1,200.00 EUR" in await seat.type("/rossi", "enter")
        await seat.press("escape")
        assert "no column 'flet'" in await seat.type(":columns flet", "enter")
        await seat.type(":view Mine", "enter")
        assert "Industry" in header(await seat.look()), "they stay with the list"
        await seat.press("V")
        await seat.type("With fees", "enter")

        await seat.type(f":export {tmp_path}/list.csv", "enter")
        head = (tmp_path / "list.csv").read_text().splitlines()[0]
        assert head == 'name,"Annual fee, net",owner,industry'

        screen = await seat.type(":columns", "enter")
        assert "columns: Name, Annual fee net, Owner, Industry" in screen
        assert "also: " in screen
        await seat.press("ctrl+u")
        await seat.type("", "enter")
        assert header(await seat.look()) == usual
        await seat.type(":view with fees", "enter")
        assert "Industry" in header(await seat.look())
    async with a_seat(desk, tmp_path, NARROW, place="customers") as seat:
        assert "1,200.00 EUR" in await seat.look()


async def test_tickets_show_what_was_chosen_on_a_line_of_their_own(desk, people, desk_of, tmp_path):
    own_fields.add(desk, "ticket", "Serial no")
    own_fields.fill(desk, "ticket", [desk_of["leak"]], {"Serial no": "S-1"})
    async with a_seat(desk, tmp_path, MEDIUM, place="tickets") as seat:
        await at(seat, desk_of["leak"])
        height = seat.workspace.places.tickets.list.row_height
        screen = await seat.type(":columns serial no, channel", "enter")
        assert any("Serial no S-1" in line and "T" not in line for line in screen.split("\n"))
        assert seat.workspace.places.tickets.list.row_height == height + 1
        await seat.type(f":export {tmp_path}/queue.csv", "enter")
        head, *rows = (tmp_path / "queue.csv").read_text().splitlines()
        assert head.endswith(",Serial no,channel")
        assert any(",S-1," in row for row in rows)
        await seat.press("l")
        await seat.type(":columns usual", "enter")
        assert seat.workspace.places.tickets.list.row_height == height
        await seat.press("2")
        said = await seat.type(":columns city", "enter")
        assert "Columns are chosen in the customers and in the tickets." in said
