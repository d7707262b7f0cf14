"""The bot's own ticket to the connector, and the word for not getting one."""

from typing import Protocol

from domain.errors import StoplichtError


class TokenUnavailableError(StoplichtError):
    """There is no token for the connector now, so nothing was sent."""


class Tokens(Protocol):
    """Where the connector client gets its bearer token."""

    async def token(self) -> str:
        """Give a token that is still good; empty where none is asked.

        Raises :class:`TokenUnavailableError`: surely nothing was sent.
        """

    def forget(self) -> None:
        """Drop the kept token: the connector did not accept it."""


class NoTokens:
    """For the Agents Playground, which asks no token."""

    async def token(self) -> str:
        """Give nothing: the call carries no Authorization."""
        return ""

    def forget(self) -> None:
        """There is nothing to forget."""
