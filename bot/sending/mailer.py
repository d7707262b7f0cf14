"""Who brings mail to its server, as the sender knows it."""

from typing import Protocol

from cards.calendar_mail import CalendarMail
from domain.delivery import Attempt


class Mailer(Protocol):
    """Brings a mail to the server, and says for sure what is known about it."""

    async def send(self, mail: CalendarMail) -> Attempt:
        """Bring one mail. Never raises for the network."""
        ...
