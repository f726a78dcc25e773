"""Verbs on deals: added, moved through stages, given a day, an owner, a probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_tui.errors import NotFoundError
from crm_tui.services import deals, tasks, together
from crm_tui.services.deals import Moved
from crm_tui.store.desk import Desk
from crm_tui.text import dealline
from crm_tui.text.dealline import DealLine
from crm_tui.text.say import quoted
from crm_tui.text.taskline import TaskLine
from crm_tui.tui.actions import own_editing, task_line
from crm_tui.tui.actions.asking import ask_day, understood
from crm_tui.tui.actions.colleagues import ask_owner
from crm_tui.tui.actions.whom import ask_customer
from crm_tui.tui.drafts import Draft
from crm_tui.views import board, choices, naming, pipelines
from crm_tui.views.board import DealCard
from crm_tui.views.pipelines import StageRow

if TYPE_CHECKING:
    from crm_tui.tui.workspace import Workspace

_KEYS = "123456789abcdefgijmnoqrstuvwyz"


def change_deals(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    work: Callable[[Desk, int], Any],
    *,
    name: str = "",
    done: Callable[[list[Any]], None] | None = None,
) -> None:
    """Change deals in one change set, after a question where they are several.

    `done` gets what `work` gave for each.
    """

    def all_of_them(desk: Desk, ids: Sequence[int]) -> list[Any]:
        found: list[Any] = []
        together.each(
            desk, ids, f"{what}: {len(ids)} deals", lambda deal: found.append(work(desk, deal))
        )
        return found

    change_together(workspace, what, chosen, all_of_them, name=name, done=done)


def change_together(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    work: Callable[[Desk, Sequence[int]], Any],
    *,
    name: str = "",
    done: Callable[[Any], None] | None = None,
) -> None:
    """Change deals by a work that takes them all; none is marked any more."""

    def change() -> None:
        workspace.pipeline.list.set_marks(())
        workspace.show_undo()
        workspace.changes.make(work, name=name, parties=chosen, of="deals", done=done)

    workspace.status.confirm_several(what, len(chosen), "deals", change)


def one_of(workspace: Workspace, chosen: Sequence[int]) -> DealCard:
    """The first of these deals. Raises NotFoundError where it is gone."""
    found = board.cards(workspace.desk, chosen[:1])
    if not found:
        raise NotFoundError("This deal is not there any more.")
    return found[0]


def said(workspace: Workspace, chosen: Sequence[int]) -> str:
    """The deals in words."""
    if len(chosen) > 1:
        return f"{len(chosen):,} {workspace.said('deals')}"
    return quoted(one_of(workspace, chosen).title)


# Adding


def customer_add_deal(workspace: Workspace) -> None:
    """Add a deal for the customer as soon as an opportunity is supposed (S78)."""
    card = workspace.places.pipeline.deal_here()
    if card is not None:
        if card.party is None:
            deal_add(workspace)
        else:
            _ask_deal(workspace, card.party, card.party_name)
    elif workspace.someone():
        targets = workspace.targets()
        if len(targets) > 1:
            workspace.status.tell("A deal is one customer's; take the marks away.")
        else:
            _ask_deal(workspace, targets[0], naming.name_of(workspace.desk, targets[0]))


def deal_add(workspace: Workspace) -> None:
    """Add a deal and say for whom; that may stay open."""
    card = workspace.places.pipeline.deal_here()
    ask_customer(
        workspace,
        "deal",
        lambda party, name: _ask_deal(workspace, party, name),
        here=(card.party, card.party_name) if card else (None, ""),
    )


def _ask_deal(workspace: Workspace, party: int | None, name: str) -> None:
    query = workspace.pipeline.view.query

    def save(line: DealLine) -> None:
        workspace.changes.make(
            lambda desk, _: deals.add(
                desk, line.title, party=party, pipeline=query.pipeline, **fields_of(desk, line)
            ),
            parties=(),
            done=lambda deal: _added(workspace, deal, line.title),
        )

    whom = f" for {name}" if name else ""
    draft = "deal.add" if party is None else Draft("customer.add_deal", party, "")
    ask_line(
        workspace, f"{workspace.said('deal')}{whom}, such as 'pumps 12k 15 Dec':", save, draft=draft
    )


def ask_line(
    workspace: Workspace, label: str, then: Callable[[DealLine], None], *, draft: str | Draft = ""
) -> None:
    """Ask for a deal in one line; what is understood of it shows while it is typed."""
    desk = workspace.desk
    logins = {user.login for user in choices.users(desk)}

    def read(text: str) -> DealLine:
        return dealline.parse(text, desk.clock.today(), desk.currency)

    def show(text: str) -> None:
        line = read(text)
        said = dealline.say(line, desk.clock.today())
        workspace.status.explain(understood(workspace, line.title or "what they may buy", said))

    def save(text: str) -> None:
        line = read(text)
        if not line.title:
            workspace.status.say("Nothing was written.")
            return
        if line.owner and line.owner not in logins:
            workspace.status.say(f"There is no colleague {quoted(line.owner)}.", "alert")
            workspace.status.ask(label, save, value=text, on_change=show, draft=draft)
            return
        then(line)

    workspace.status.ask(label, save, on_change=show, draft=draft)


def fields_of(desk: Desk, line: DealLine) -> dict[str, Any]:
    """What a line says of a deal besides its title, as the fields of one that is added."""
    fields: dict[str, Any] = {"expected_close": line.close, "probability": line.probability}
    if line.money is not None:
        fields |= {"amount_minor": line.money.amount_minor, "currency": line.money.currency}
    if line.owner:
        fields["owner"] = naming.user(desk, line.owner)
    return fields


def _added(workspace: Workspace, deal: int, title: str) -> None:
    workspace.pipeline.go_to(deal)
    missing = own_editing.still_missing(workspace, "deal", deal)
    said = workspace.said(f"Added deal {quoted(title)}; 3 shows the pipeline.") + missing
    workspace.status.say(said, "warn" if missing else "good")


def add_task(workspace: Workspace, chosen: Sequence[int]) -> None:
    """Add a task for each of these deals: what is to be done next, by when, by whom."""

    def save(line: TaskLine) -> None:
        change_deals(
            workspace, "task", chosen, lambda desk, deal: _add_task(desk, deal, line),
            name="customer.add_task",
        )  # fmt: skip

    task_line.ask_line(workspace, f"task for {said(workspace, chosen)}:", save)


def _add_task(desk: Desk, deal: int, line: TaskLine) -> int:
    party = desk.store.value("SELECT party_id FROM deal WHERE id = ?", (deal,))
    return tasks.add_line(desk, line, party, deal=deal)


# Stages


def deal_forward(workspace: Workspace) -> None:
    """Move deals a stage on."""
    _step(workspace, 1)


def deal_back(workspace: Workspace) -> None:
    """Move deals a stage back."""
    _step(workspace, -1)


def _step(workspace: Workspace, steps: int) -> None:
    if chosen := workspace.places.pipeline.deals_here():
        change_deals(
            workspace,
            "a stage on" if steps > 0 else "a stage back",
            chosen,
            lambda desk, deal: deals.step(desk, deal, steps),
            name="deal.forward" if steps > 0 else "deal.back",
            done=lambda moved: _moved(workspace, moved, on=steps > 0),
        )


def deal_set_stage(workspace: Workspace) -> None:
    """Move deals to the stage of a key; an own probability is kept only where that is said."""
    chosen = workspace.places.pipeline.deals_here()
    if not chosen:
        return
    stages = [
        stage
        for stage in pipelines.stages(workspace.desk, _pipeline_of(workspace, chosen))
        if stage.kind == "open"
    ]
    keyed = dict(zip(_KEYS, stages, strict=False))

    def then(key: str) -> None:
        own = [one for one in board.cards(workspace.desk, chosen) if one.own_probability]
        if len(chosen) == 1 and own and own[0].stage != keyed[key].id:
            workspace.status.choose(
                f"its own probability of {own[0].probability} %:",
                [("k", "keep"), ("s", f"the stage's {keyed[key].probability} %")],
                lambda answer: _move(workspace, chosen, keyed[key], keep=answer == "k"),
            )
        else:
            _move(workspace, chosen, keyed[key], keep=False)

    offered = [(key, f"{one.name} {one.probability}%") for key, one in keyed.items()]
    workspace.status.choose("stage:", offered, then)


def _pipeline_of(workspace: Workspace, chosen: Sequence[int]) -> int:
    pipeline = workspace.desk.store.value("SELECT pipeline_id FROM deal WHERE id = ?", (chosen[0],))
    return int(pipeline)


def _move(workspace: Workspace, chosen: Sequence[int], stage: StageRow, *, keep: bool) -> None:
    change_deals(
        workspace,
        f"move to {stage.name}",
        chosen,
        lambda desk, deal: deals.move(desk, deal, stage.id, keep_probability=keep),
        name="deal.set_stage",
        done=lambda moved: _moved(workspace, moved, on=True),
    )


def _moved(workspace: Workspace, moved: Sequence[Moved | None], *, on: bool) -> None:
    """Say where a deal stands now, its probability, and what the firm asks for there (S62)."""
    there = [one for one in moved if one is not None]
    if not there:
        end = "x closes it" if on else "it is at its beginning"
        workspace.status.say(f"There is no further stage; {end}.")
        return
    one = there[-1]
    if len(there) > 1:
        together = all(other.after == one.after for other in there)
        where = f"are in {one.after}" if together else "moved a stage"
        workspace.status.say(f"{len(there):,} {workspace.said('deals')} {where}.", "good")
        return
    change = f"{one.probability_before} % {workspace.words().arrow('out')} {one.probability} %"
    back = " (back)" if one.back else ""
    text = f"{one.after}{back}, {change}."
    if checklist := _checklist(workspace, one):
        text = f"{text} Check: {checklist}"
    workspace.status.say(text, "warn" if checklist else "good")


def _checklist(workspace: Workspace, moved: Moved) -> str:
    found = workspace.desk.store.value(
        "SELECT s.checklist FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?",
        (moved.deal,),
    )
    return "; ".join(line.strip() for line in str(found or "").splitlines() if line.strip())


# Fields


def deal_set_probability(workspace: Workspace) -> None:
    """Give deals a probability of their own; an empty one takes the stage's again."""
    chosen = workspace.places.pipeline.deals_here()
    if not chosen:
        return
    card = one_of(workspace, chosen)

    def save(text: str) -> None:
        plain = text.strip().removesuffix("%").strip()
        if plain and not (plain.isascii() and plain.isdecimal() and int(plain) <= 100):
            workspace.status.say(f"{quoted(text)} is no probability; 0 to 100.", "alert")
            return
        value = int(plain) if plain else None
        what = "the stage's probability" if value is None else f"probability {value} %"
        change_fields(workspace, what, chosen, {"probability": value}, name="deal.set_probability")

    workspace.status.ask(
        f"probability of {said(workspace, chosen)} in % (empty: the stage's):",
        save,
        value=str(card.probability) if card.own_probability and len(chosen) == 1 else "",
    )


def change_fields(
    workspace: Workspace,
    what: str,
    chosen: Sequence[int],
    fields: dict[str, Any],
    *,
    name: str = "",
) -> None:
    """Give deals values of fields."""
    change_deals(
        workspace, what, chosen, lambda desk, deal: deals.edit(desk, deal, fields), name=name
    )


def deal_set_date(workspace: Workspace) -> None:
    """Say when deals are expected to be closed."""
    chosen = workspace.places.pipeline.deals_here()
    if not chosen:
        return

    def save(day: date | None) -> None:
        what = f"close {workspace.words().day(day)}" if day else "no expected day"
        change_fields(workspace, what, chosen, {"expected_close": day}, name="deal.set_date")

    label = f"{said(workspace, chosen)} is closed by (empty: not known):"
    ask_day(workspace, label, "close", "15 Dec, +30d, fri", save)


def deal_set_owner(workspace: Workspace) -> None:
    """Give deals to a colleague."""
    chosen = workspace.places.pipeline.deals_here()
    if not chosen:
        return

    def save(owner: int | None, name: str) -> None:
        what = f"give to {name}"
        change_fields(workspace, what, chosen, {"owner": owner}, name="deal.set_owner")

    ask_owner(workspace, f"{said(workspace, chosen)} to whom", save)


def deal_archive(workspace: Workspace) -> None:
    """Put deals away that should not have been any (rule 16)."""
    chosen = workspace.places.pipeline.deals_here()
    if chosen:
        workspace.status.confirm(
            f"archive {said(workspace, chosen)}?",
            lambda: _archive(workspace, chosen),
        )


def _archive(workspace: Workspace, chosen: Sequence[int]) -> None:
    workspace.pipeline.list.set_marks(())
    workspace.changes.make(
        lambda desk, ids: together.each(
            desk, ids, f"archived {len(ids)} deals", partial(deals.archive, desk)
        ),
        parties=chosen,
        of="deals",
    )
