"""Reading a command line with click: help, mistakes named with the nearest, completion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import click

from crm_tui import __version__
from crm_tui.cli.command import COMMON, Argument, Command, Line, Option, as_said
from crm_tui.cli.commands import BY_NAME, COMMANDS, FAMILIES, OPEN
from crm_tui.config import did_you_mean
from crm_tui.errors import UsageError

_ONE_LINE = 44
_FEW = 3
_SETTINGS = {"help_option_names": ["--help", "-h"], "max_content_width": 100}


def read(argv: Sequence[str]) -> Line | int:
    """The line, or the exit status where click has answered by itself (help, completion).

    Raises UsageError with what is wrong and the nearest right name.
    """
    try:
        found: Line | int | None = _group().main(
            args=list(argv), prog_name="crm", standalone_mode=False
        )
    except click.ClickException as error:
        raise UsageError(_sentence(error), _hint(error)) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    return 0 if found is None else found


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"There is no option {error.option_name}."
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx is not None:
        context = error.ctx  # its message is the whole help
        known = cast(click.Group, context.command).list_commands(context)
        return f"What shall '{context.command_path}' do? One of: {', '.join(known)}."
    return error.format_message()


def _hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "crm"
    if isinstance(error, click.NoSuchOption):
        near = did_you_mean(error.option_name, _flags(context))
        if near:
            return near
    return f"'{path} --help' tells more."


def _flags(context: click.Context | None) -> list[str]:
    params = context.command.get_params(context) if context else []
    return [flag for param in params for flag in param.opts if flag.startswith("--")]


class _Family(click.Group):
    """Commands of which only the one that is asked for is made; the nearest is named for one that
    is not there.
    """

    def __init__(self, name: str, family: str = "", **more: Any) -> None:
        super().__init__(name, context_settings=_SETTINGS, **more)
        self._family = family

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See click; what it calls its commands by, in alphabetical order."""
        own = [one.name.rpartition(" ")[2] for one in COMMANDS if _is_of(one, self._family)]
        return sorted([*own, *([] if self._family else FAMILIES)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See click; made when it is asked for, with all its options."""
        if not self._family and cmd_name in FAMILIES:
            return _Family(cmd_name, cmd_name, help=FAMILIES[cmd_name])
        command = BY_NAME.get(f"{self._family} {cmd_name}".lstrip())
        return command and _click_command(command, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """See click; an unknown name is an error with the nearest one."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = did_you_mean(args[0], known)
            raise UsageError(
                f"There is no command '{args[0]}'.",
                near or f"'{ctx.command_path} --help' lists all.",
            )
        return super().resolve_command(ctx, args)


class _Crm(_Family):
    """The whole program, its commands listed under a heading each."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group of commands under its heading, a family of them as one."""
        for group in dict.fromkeys(command.group for command in COMMANDS):
            with formatter.section(group):
                formatter.write_dl(
                    list(dict(_listed(one) for one in COMMANDS if one.group == group).items())
                )


def _listed(command: Command) -> tuple[str, str]:
    """How a command is listed among all: by itself, or with its family."""
    family = command.name.rpartition(" ")[0]
    if not family:
        return _usage(command), _briefly(command)
    verbs = [one.name.rpartition(" ")[2] for one in COMMANDS if _is_of(one, family)]
    listed = f"{', '.join(verbs)}."
    if len(verbs) > _FEW:  # what so many verbs are about, they tell themselves
        return f"{family} COMMAND", listed
    return f"{family} COMMAND", f"{FAMILIES[family].removesuffix('.')}: {listed}"


def _is_of(command: Command, family: str) -> bool:
    return command.name.rpartition(" ")[0] == family


def _briefly(command: Command) -> str:
    """What a command does, in a line of the list of all; the rest stands in its own help."""
    if len(command.help) <= _ONE_LINE:
        return command.help
    return f"{re.split('[:;] ', command.help)[0].removesuffix('.')}."


def _usage(command: Command) -> str:
    return " ".join([command.name, *(_shown(argument) for argument in command.arguments)])


def _shown(argument: Argument) -> str:
    shown = f"{argument.shown}..." if argument.many and argument.shown != "TEXT" else argument.shown
    return shown if argument.required else f"[{shown}]"


def _group() -> click.Group:
    return _Crm(
        "crm",
        help="Customers in the terminal. Without a command: the workspace.",
        epilog="Every command takes these options too, before or after its name.",
        params=[*_options(COMMON), _version()],
        invoke_without_command=True,
        callback=_bare,
    )


def _version() -> click.Option:
    def say(ctx: click.Context, _: click.Parameter, said: bool) -> None:
        if said:
            click.echo(f"crm {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=say,
        help="The version.",
    )  # fmt: skip


@click.pass_context
def _bare(ctx: click.Context, /, **common: Any) -> Line | None:
    return None if ctx.invoked_subcommand else as_said(common, {}, OPEN)


def _click_command(command: Command, name: str) -> click.Command:
    own = {option.flag for option in command.options}
    shared = [option for option in COMMON if option.flag not in own]

    @click.pass_context
    def callback(ctx: click.Context, /, **said: Any) -> Line:
        first = ctx.find_root().params
        common = {
            option.name: said.pop(f"common_{option.name}", None) or first[option.name]
            for option in COMMON
        }
        _refuse_unknown_options(command, said)
        return as_said(common, said, BY_NAME[command.name])

    return click.Command(
        name,
        help=command.help,
        short_help=_briefly(command),
        params=[
            *(_argument(argument) for argument in command.arguments),
            *_options(command.options),
            *_options(shared, prefix="common_"),
        ],
        callback=callback,
        context_settings={**_SETTINGS, "ignore_unknown_options": command.free_text},
    )


def _refuse_unknown_options(command: Command, said: dict[str, Any]) -> None:
    """Where text may begin with one dash, two dashes are still a mistyped option."""
    for value in said.values() if command.free_text else ():
        for word in value if isinstance(value, tuple) else (value,):
            if isinstance(word, str) and word.startswith("--"):
                near = did_you_mean(word, [one.flag for one in (*command.options, *COMMON)])
                raise UsageError(f"There is no option {word}.", near)


def _argument(argument: Argument) -> click.Argument:
    return click.Argument(
        [argument.name],
        required=argument.required,
        nargs=-1 if argument.many else 1,
        metavar=_shown(argument),
        type=click.UNPROCESSED,
    )


def _options(options: Sequence[Option], prefix: str = "") -> list[click.Parameter]:
    return [
        click.Option(
            [option.flag, f"{prefix}{option.name}"],
            help=option.help,
            metavar=option.shown or None,
            is_flag=True if option.kind == "flag" else None,
            multiple=option.many,
            type=_type(option),
        )
        for option in options
    ]


def _type(option: Option) -> Any:
    if option.kind == "flag":
        return click.BOOL
    if option.choices:
        return click.Choice(option.choices)
    return click.IntRange(min=0) if option.kind == "int" else click.UNPROCESSED
