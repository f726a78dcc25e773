"""The command line: every action by its name, and a few words that take an argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.errors import CrmError, NotFoundError, UsageError
from crm_tui.keys.actions import by_name
from crm_tui.keys.places import NAMES, place_of, say_off
from crm_tui.text.say import quoted
from crm_tui.tui.actions import MODULES, perform
from crm_tui.views import naming, pipelines
from crm_tui.views.choices import choices
from crm_tui.views.firm_settings import ALWAYS

if TYPE_CHECKING:
    from crm_tui.tui.panes.sheet import Kind
    from crm_tui.tui.workspace import Workspace

_NOT_AGREED = "none"
_STATES = ("on", "off")


def run(workspace: Workspace, text: str) -> None:
    """Do what a command says: `view Mine`, `go Rossi`, `agreed 12 Nov`, `quit`, `customer.add`."""
    word, _, rest = text.strip().partition(" ")
    try:
        if not word:
            return
        if _place_of(word) in workspace.speech.off:
            workspace.status.say(workspace.said(say_off(_place_of(word))))
        elif word in _WORDS:
            _WORDS[word](workspace, rest.strip())
        elif word in MODULES and by_name(word):
            perform(workspace, word)
        else:
            raise _unknown(word)
    except CrmError as error:
        workspace.status.refuse(error)


def completions(workspace: Workspace, text: str) -> list[str]:
    """What the typed beginning of a command can become."""
    word, space, rest = text.partition(" ")
    if not space:
        off = workspace.speech.off
        names = (*_WORDS, *MODULES)
        return [name for name in names if name.startswith(word) and _place_of(name) not in off]
    if word == "filter":
        from crm_tui.tui.actions import filtering

        return [f"{word} {one}" for one in filtering.completions(workspace, rest)]
    return [
        f"{word} {one}"
        for one in _arguments(workspace, word)
        if one.casefold().startswith(rest.casefold())
    ]


def _place_of(word: str) -> str:
    """The place that a command belongs to; '' for one that is everybody's."""
    return "pipeline" if word in ("pipeline", "deal") else place_of(word)


def _arguments(workspace: Workspace, word: str) -> list[str]:
    if word == "view":
        return list(workspace.place.view_names())
    if word == "sort":
        return list(workspace.place.sorts)
    if word == "pipeline":
        return [row.name for row in pipelines.pipelines(workspace.desk)]
    if word == "channel":
        return ["all", *(row.code for row in choices(workspace.desk, "channel"))]
    if word == "place":
        return [f"{name} {state}" for name in NAMES if name not in ALWAYS for state in _STATES]
    if word == "fields":
        return ["customer", "deal", "ticket"]
    if word == "agreed":
        return ["today", "yesterday", _NOT_AGREED]
    return []


def _unknown(word: str) -> NotFoundError:
    from crm_tui.config import did_you_mean

    return NotFoundError(
        f"There is no command {quoted(word)}.", did_you_mean(word, (*_WORDS, *MODULES))
    )


def _view(workspace: Workspace, name: str) -> None:
    workspace.place.show_view(name)


def _no_visit(workspace: Workspace, said: str) -> None:
    """List the customers without a management visit, for as long as the firm says or `said`."""
    from crm_tui.tui.panes.list_views import not_visited
    from crm_tui.views import management_visits

    desk, customers = workspace.desk, workspace.places.customers
    months = management_visits.months_said(said) if said else management_visits.months(desk)
    if not customers.is_here:
        workspace.go_to_place(customers)
    customers.open_view(not_visited(months))


def _sort(workspace: Workspace, by: str) -> None:
    known = workspace.place.sorts
    if by not in known:
        raise NotFoundError(f"There is no order {quoted(by)}.", f"There are: {', '.join(known)}.")
    workspace.place.sort(by)


def _go(workspace: Workspace, who: str) -> None:
    workspace.go_to_party(naming.party(workspace.desk, who))
    workspace.open_card()


def _sheet(workspace: Workspace, who: str, *, kind: Kind) -> None:
    from crm_tui.tui.actions import agenda
    from crm_tui.tui.panes.sheet import SheetView

    user = naming.user(workspace.desk, who) if who else workspace.desk.user
    name = "" if user == workspace.desk.user else naming.name_of_user(workspace.desk, user)
    agenda.show_sheet(workspace, SheetView(user, kind, name=name))


def _team(workspace: Workspace, _rest: str) -> None:
    from crm_tui.tui.actions import agenda

    agenda.team_load(workspace)


def _channel(workspace: Workspace, code: str) -> None:
    known = [row.code for row in choices(workspace.desk, "channel")]
    if code in ("", "all"):
        workspace.card.narrow("")
    elif code in known:
        workspace.card.narrow(code)
    else:
        raise NotFoundError(
            f"There is no channel {quoted(code)}.", f"There are: {', '.join(known)}."
        )


def _pipeline(workspace: Workspace, name: str) -> None:
    from crm_tui.tui.panes.board_views import BoardView
    from crm_tui.views.board import BoardQuery

    found = pipelines.pipeline_named(workspace.desk, name)
    view = BoardView(found.name, BoardQuery(pipeline=found.id))
    workspace.places.pipeline.open_view(view)


def _report(workspace: Workspace, said: str) -> None:
    from crm_tui.tui.actions.figures import show_named

    show_named(workspace, said)


def _deal(workspace: Workspace, name: str) -> None:
    from crm_tui.views import deals

    workspace.places.pipeline.show_deal(deals.named(workspace.desk, name))


def _agreed(workspace: Workspace, said: str) -> None:
    """Say when both sides agreed on the task under the cursor, today unless a day is said."""
    from crm_tui.services import tasks
    from crm_tui.text.dates import parse_day
    from crm_tui.tui.actions.tasks import change_tasks

    chosen = workspace.tasks_here()
    if not chosen:
        return
    day = None
    if said.casefold() != _NOT_AGREED:
        today = workspace.desk.clock.today()
        day = parse_day(said, today, prefer="past") if said else today
        if day is None:
            raise UsageError(
                f"{quoted(said)} is no day.", f"Such as: yesterday, 12 Nov, {_NOT_AGREED}."
            )
    what = f"agreed on {workspace.words().day(day)}" if day else "not agreed on"
    change_tasks(workspace, what, chosen, lambda desk, task: tasks.agree(desk, task, day))


def _filter(workspace: Workspace, text: str) -> None:
    """Narrow the list by a filter; without one, list the fields there are."""
    from crm_tui.tui.actions import filtering

    if not text:
        filtering.show_fields(workspace)
        return
    workspace.go_to_pane(workspace.list)
    error = workspace.search(text)
    if error is not None:
        raise error


def _personal_data(workspace: Workspace, file: str) -> None:
    from crm_tui.tui.actions import personal_data

    personal_data.give(workspace, file)


def _erase(workspace: Workspace, reason: str) -> None:
    from crm_tui.tui.actions import personal_data

    personal_data.erase(workspace, reason)


def _duplicates(workspace: Workspace, _rest: str) -> None:
    from crm_tui.tui.actions import party_merging

    party_merging.duplicates_find(workspace)


def _import(workspace: Workspace, file: str) -> None:
    from crm_tui.tui.actions import importing

    importing.begin(workspace, file)


def _export(workspace: Workspace, file: str) -> None:
    from crm_tui.tui.actions import exporting

    exporting.begin(workspace, file)


def _settings(workspace: Workspace, _rest: str) -> None:
    from crm_tui.tui.actions import settings

    settings.settings_open(workspace)


def _columns(workspace: Workspace, said: str) -> None:
    from crm_tui.tui.actions import columns

    columns.choose(workspace, said)


def _fields(workspace: Workspace, said: str) -> None:
    from crm_tui.tui.actions import own_fields

    own_fields.show(workspace, said)


def _place(workspace: Workspace, said: str) -> None:
    from crm_tui.tui.actions import settings

    settings.switch_place(workspace, said)


def _quit(workspace: Workspace, _rest: str) -> None:
    workspace.quit()


_WORDS: dict[str, Callable[[Workspace, str], None]] = {
    "view": _view,
    "no-visit": _no_visit,
    "sort": _sort,
    "filter": _filter,
    "go": _go,
    "channel": _channel,
    "agenda": partial(_sheet, kind="day"),
    "week": partial(_sheet, kind="week"),
    "team": _team,
    "pipeline": _pipeline,
    "report": _report,
    "deal": _deal,
    "agreed": _agreed,
    "import": _import,
    "export": _export,
    "duplicates": _duplicates,
    "personal-data": _personal_data,
    "erase": _erase,
    "settings": _settings,
    "fields": _fields,
    "columns": _columns,
    "place": _place,
    "quit": _quit,
}
