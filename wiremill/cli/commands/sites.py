"""`wiremill sites`: checks a file of corrections for named sites."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, print_json, say
from wiremill.cli.views.site_table import print_sites
from wiremill.cli.worker_extra import worker_extra
from wiremill.errors import SitesError

if TYPE_CHECKING:
    from worker.parse.sites.site import Site


@click.group(epilog=help_epilog("wiremill sites check sites.toml"))
def sites() -> None:
    """Check a file of corrections for named sites."""


@sites.command(
    epilog=help_epilog(
        "wiremill sites check sites.toml",
        "wiremill explain page.html --url https://example.org/a --sites sites.toml",
        ok="the file is right",
        wrong="the file is wrong; it says what, and where",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@json_option
def check(*, file: str, as_json: bool) -> None:
    """Check a file of corrections, and list its domains with their selectors.

    A file is wrong if a selector is no CSS or XPath, a key is unknown, or an entry can never be reached.
    """
    with worker_extra("wiremill sites check"):
        from worker.parse.sites.file import load_sites

    try:
        found = load_sites(file).sites
    except SitesError as error:
        if as_json:
            print_json({"file": file, "problems": error.problems})
        else:
            for problem in error.problems:
                say(problem)
        sys.exit(1)
    if as_json:
        print_json({"file": file, "problems": [], "sites": [_as_json(site) for site in found]})
        return
    print_sites(console(), found)
    domains = len({site.domain for site in found})
    click.echo(f"{file} is right, with {pluralise(len(found), 'entry', 'entries')} for {pluralise(domains, 'domain')}")


def _as_json(site: Site) -> dict[str, object]:
    selectors = [{"key": key, "selector": selector.text} for key, selector in site.selectors()]
    return {"domain": site.domain, "path": site.path, "selectors": selectors}
