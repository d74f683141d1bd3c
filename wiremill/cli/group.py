"""The group of all commands: loads each when it is used, and turns errors into one line and an exit code.

Exit codes, the same for all commands: 0 success; 1 the command found something wrong or missing; 2 the command could not
run: the usage or the settings are wrong, or the server is unreachable.
"""

from __future__ import annotations

import difflib
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

import click

from wiremill.cli.state import State
from wiremill.errors import IntakeFull, PageFault, RulesError, ServerError, SettingsError, SitesError, WiremillError

#: By section, each command and its summary, which `wiremill --help` shows without loading the command.
COMMANDS: dict[str, dict[str, str]] = {
    "The whole job on this machine": {
        "run": "Turn pages into items, with nothing set up.",
    },
    "Pages in, items out": {
        "push": "Hand pages over to the intake.",
        "tail": "Print the latest items.",
    },
    "Watch": {
        "status": "Show streams, rates, items, workers and memory.",
        "trace": "Print the timeline of a page.",
        "reconcile": "Prove that every page is accounted for.",
        "doctor": "Check everything that Wiremill needs.",
        "explain": "Say why parse made of a page what it made.",
        "acl": "Print an ACL file for Redis, with new passwords.",
    },
    "Recover": {
        "dead": "List, show, replay and drop dead letters.",
    },
    "Contract": {
        "routes": "Check a file of routes and filters, and try it on an item.",
        "sites": "Check a file of corrections for named sites.",
        "schema": "Print the JSON Schema of items or pages, or AsyncAPI.",
    },
}

_EXAMPLES = """\
\b
Examples:
  wiremill run pages/                     items as a table
  wiremill run pages/ > items.jsonl       items as JSON Lines
  wiremill push --source feed pages.jsonl
  wiremill status --watch
  wiremill trace https://example.org/a

\b
Exit codes:
  0  all is well
  1  what was asked about is wrong, or not there
  2  it could not be asked: usage, settings, or no server
"""


class CommandFailedError(click.ClickException):
    """The command found something wrong or missing."""

    exit_code = 1


class CommandNotRunError(click.ClickException):
    """The command could not run."""

    exit_code = 2


class Commands(click.Group):
    """A group whose commands are modules of `wiremill.cli.commands`."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the sections."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command."""
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(import_module(f"wiremill.cli.commands.{name}"), name)
        return _with_connection(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command, or suggest one with a similar name."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See 'wiremill --help'."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections without loading a command."""
        width = max(len(name) for section in COMMANDS.values() for name in section)
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in section.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; print an expected error as one line."""
        try:
            return super().invoke(ctx)
        except WiremillError as error:
            kind = (
                CommandNotRunError
                if isinstance(error, SettingsError | RulesError | SitesError | ServerError)
                else CommandFailedError
            )
            raise kind(_message_of(error)) from error
        except Exception as error:
            _raise_redis_error(ctx, error)
            raise


def _message_of(error: WiremillError) -> str:
    from wiremill.terminal import clean

    if isinstance(error, IntakeFull):
        return f"{error}; {error.accepted:,} pages were accepted"
    if isinstance(error, PageFault):
        return clean(f"{error.reason}: {error}")
    return clean(str(error), lines=True)


def _raise_redis_error(ctx: click.Context, error: Exception) -> None:
    """Raise an error of Redis as one line; return if it is any other error."""
    if "redis" not in sys.modules:
        return
    from redis.exceptions import AuthenticationError, RedisError, ResponseError
    from redis.exceptions import ConnectionError as RedisConnectionError
    from redis.exceptions import TimeoutError as RedisTimeoutError

    from wiremill.client.connection import hide_password

    if not isinstance(error, RedisError):
        return
    url = hide_password(ctx.ensure_object(State).settings.redis_url)
    text = str(error).replace("\n", " ").rstrip(". ") or type(error).__name__
    if isinstance(error, AuthenticationError) or text.startswith(("NOAUTH", "WRONGPASS", "NOPERM")):
        _refuse(
            f"Redis at {url} refuses: {text}; put user and password into redis_url, as redis://user:password@host",
            error,
        )
    if isinstance(error, RedisConnectionError | RedisTimeoutError):
        _refuse(f"no Redis at {url}: {text}; start one, or name another with --redis-url or WIREMILL_REDIS_URL", error)
    if isinstance(error, ResponseError):
        _refuse(f"Redis at {url} answers: {text}; 'wiremill doctor' looks for the cause", error)
    _refuse(f"Redis at {url}: {text}", error)


def _refuse(message: str, cause: Exception) -> NoReturn:
    raise CommandNotRunError(message) from cause


def _set_redis_url(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(State).redis_url = value


def _set_config(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(State).config = value


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001  (as click calls it)
    if value:
        try:
            number = version("wiremill")
        except PackageNotFoundError:
            number = "(not installed: run from its sources)"
        click.echo(f"wiremill {number}")
        ctx.exit()


def _connection_options(*, hidden: bool) -> list[click.Option]:
    return [
        click.Option(
            ["--redis-url"],
            metavar="URL",
            help="Where pages and items live: redis://, rediss:// or unix://. Before WIREMILL_REDIS_URL.",
            callback=_set_redis_url,
            expose_value=False,
            hidden=hidden,
        ),
        click.Option(
            ["--config"],
            metavar="FILE",
            help="TOML file of settings. Before WIREMILL_CONFIG; else wiremill.toml where there is one.",
            callback=_set_config,
            expose_value=False,
            hidden=hidden,
        ),
    ]


def _with_connection(command: click.Command) -> click.Command:
    """Let a command take the options of the connection too, because people write them after the command."""
    if not any(parameter.name == "redis_url" for parameter in command.params):
        command.params.extend(_connection_options(hidden=True))
        if isinstance(command, click.Group):
            for inner in command.commands.values():
                _with_connection(inner)
    return command


@click.group(
    cls=Commands,
    params=list(_connection_options(hidden=False)),
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMAND …",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Wiremill: raw web pages in, enriched items out, nothing lost.

    The options below are also taken after the command.
    """
    ctx.call_on_close(ctx.ensure_object(State).close)
