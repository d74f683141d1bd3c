"""`wiremill explain`: why parse made of a page what it made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.explanation import print_explanation
from wiremill.cli.views.output import console, print_json, say
from wiremill.cli.worker_extra import worker_extra
from wiremill.contract.page import Page
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.cli.state import State

_EPILOG = help_epilog(
    "wiremill explain page.html --url https://example.org/a",
    "wiremill explain page.html --url https://example.org/a --sites sites.toml",
    "curl -s $URL | wiremill explain --url $URL -",
    "wiremill explain https://example.org/a        a page in the intake, or a dead letter",
    ok="explained",
    wrong="the page is not there, has no body any more, or is not text",
)


@click.command(epilog=_EPILOG)
@click.argument("page", metavar="PAGE|FILE")
@click.option("--url", help="The URL of the page in FILE; parse reads dates and words in it.")
@click.option("--charset", help="The charset of the page in FILE, where it is known.")
@click.option("--content-type", help="The Content-Type of the page in FILE.")
@click.option(
    "--sites",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Corrections for named sites; without it those of the settings.",
)
@click.option("--all", "every", is_flag=True, help="All blocks; else long runs of dropped blocks are folded.")
@json_option
@click.pass_obj
def explain(
    state: State,
    *,
    page: str,
    url: str | None,
    charset: str | None,
    content_type: str | None,
    sites: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Say why parse made of a page what it made.

    Its type, each candidate for its title, authors and dates, and each block of it with its probability of being main
    text: which were chosen, and why; and what the corrections for its site found and changed.
    FILE is a page as it was fetched (HTML, text or a feed), or - for standard input. PAGE is a page id, an intake id, a trace
    id or a URL: of a page that waits in the intake or died in parse; later its body is gone.
    """
    with worker_extra("wiremill explain"):
        from worker.parse.explained.explain import explain as explain_page
        from worker.parse.sites.file import load_sites

    sites = sites or state.settings.sites_file
    corrections = load_sites(sites)
    if page == "-" or Path(page).is_file():
        body = _read_stdin() if page == "-" else _read(Path(page))
        raw = Page(url=url or "", body=body, charset=charset, content_type=content_type)
    elif Path(page).is_dir():
        raise click.UsageError(f"{clean(page)} is a folder; name a file in it.")
    elif url or charset or content_type:
        raise click.UsageError(f"There is no file {page!r}; --url, --charset and --content-type are about a file.")
    else:
        raw = _find(state, page)
    found = explain_page(
        raw.body,
        url=raw.url or None,
        content_type=raw.media_type(),
        charset=raw.charset,
        fetched_at=raw.fetched_at,
        sites=corrections,
    )
    if as_json:
        print_json(msgspec.to_builtins(found))
    else:
        print_explanation(console(), found, every=every, sites=sites)


def _find(state: State, name: str) -> Page:
    from redis.exceptions import ConnectionError as RedisConnectionError
    from redis.exceptions import TimeoutError as RedisTimeoutError

    from wiremill.operate.kept_page import find_kept_page

    try:
        return find_kept_page(state.scripts, name).page
    except (RedisConnectionError, RedisTimeoutError):
        # The error that follows is about Redis alone, which a mistyped file name has nothing to do with.
        if "://" not in name:
            say(f"There is no file {name!r}, so this may be the id of a page; Redis would know.")
        raise


def _read_stdin() -> bytes:
    if sys.stdin is None:  # closed by the caller, as with <&-
        raise click.UsageError("Standard input is closed; name a file, or pipe a page in.")
    return sys.stdin.buffer.read()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{clean(str(path))} can't be read: {error.strerror}") from error
