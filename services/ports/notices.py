"""Where services announce what must be said; the sender takes it from there."""

from typing import Protocol

from domain.notice import Notice


class Notices(Protocol):
    """The outbox as services see it: rows of the same unit of work as the change."""

    async def announce(self, notice: Notice) -> None:
        """Announce a message; a business key announced before changes nothing, and a card that
        still waits to be brought up to date shows this change too.
        """
