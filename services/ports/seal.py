"""Sealed buttons: what leaves the house on a card comes back unchanged, or not at all."""

from datetime import datetime
from typing import Protocol

from domain.errors import StoplichtError
from domain.press import Press


class SealBrokenError(StoplichtError):
    """This button was not made by this house."""

    text_key = "error.button_broken"


class SealExpiredError(StoplichtError):
    """This button is too old: ask for a new card."""

    text_key = "error.button_expired"


class Seals(Protocol):
    """Seals a press for its way through Teams and opens it again; ``now`` is aware UTC."""

    def seal(self, press: Press, now: datetime) -> str:
        """Seal a press into an opaque text that fits in an address and expires."""

    def open(self, token: str, now: datetime) -> Press:
        """Open what came back.

        Raises SealBrokenError when it is not ours or was changed, SealExpiredError when too old.
        """
