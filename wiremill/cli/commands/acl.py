"""`wiremill acl`: Redis users with the rights of their role and no others."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import click

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.output import print_json
from wiremill.operate.acl import ROLES, acl_file, acl_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.cli.state import State

#: Bytes of a password. It is written as twice as many hex digits, which need no quoting in a URL.
_PASSWORD_BYTES = 24
_EPILOG = help_epilog("wiremill acl > users.acl", "wiremill acl producer consumer > users.acl", ok="always")


@click.command(epilog=_EPILOG)
@click.argument("roles", nargs=-1, type=click.Choice(list(ROLES)))
@json_option
@click.pass_obj
def acl(state: State, *, roles: Sequence[str], as_json: bool) -> None:
    """Print an ACL file for Redis, with new passwords.

    A user for each of the ROLES (all of them unless some are given). The file is for `aclfile` of Redis and holds hashes;
    the passwords themselves are shown this once, on standard error. Nobody gets in without one.
    """
    namespace = state.settings.namespace
    database = state.scripts.redis.get_connection_kwargs().get("db", 0)
    passwords = {role: secrets.token_hex(_PASSWORD_BYTES) for role in ROLES if role in roles or not roles}
    hashes = {role: hashlib.sha256(password.encode()).hexdigest() for role, password in passwords.items()}
    if as_json:
        users = [
            {
                "role": role,
                "user": f"{namespace}-{role}",
                "password": password,
                "line": acl_line(role, hashes[role], namespace, database),
            }
            for role, password in passwords.items()
        ]
        print_json({"users": users})
        return
    click.echo(acl_file(hashes, namespace, database), nl=False)
    for role, password in passwords.items():
        click.echo(f"{namespace}-{role}  {password}  ({ROLES[role].summary})", err=True)
