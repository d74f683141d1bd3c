"""The state that commands share: the settings, and a connection that is made at its first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wiremill.settings import Settings, load_settings

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

#: Retries of a command while the server is unreachable. Few, because a person is waiting.
_RETRIES = 2


class State:
    """The options that all commands have, and the settings and the connection made from them."""

    def __init__(self) -> None:
        self.redis_url: str | None = None
        self.config: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings in force: defaults, file, environment, options."""
        if self.redis_url is None:
            return load_settings(file=self.config)
        return load_settings(file=self.config, redis_url=self.redis_url)

    def with_rules(self, rules: str | None) -> Settings:
        """Return the settings, with this file of rules if one is given."""
        import msgspec

        return msgspec.structs.replace(self.settings, rules_file=rules) if rules else self.settings

    @cached_property
    def scripts(self) -> Scripts:
        """A connection with few retries, so that an unreachable server is soon an error."""
        from wiremill.client.connection import connect
        from wiremill.ledger.scripts import Scripts

        return Scripts(connect(self.settings, retries=_RETRIES), self.settings)

    def close(self) -> None:
        """Close the connection, if one was made."""
        if "scripts" in self.__dict__:
            self.scripts.redis.close()
