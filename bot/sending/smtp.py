"""The bot's own mail client: one mail, one honest word about what happened to it.

Mails go one after another over one connection, which ends when nothing waits any more. Until the
content is handed over, surely nothing was sent.
"""

import asyncio
import ssl
from contextlib import suppress
from datetime import timedelta
from typing import Final

import aiosmtplib

from bot.sending.calendar import write_mail
from bot.sending.exchange import CALL_WITHIN, AttemptCause
from bot.sending.mail_server import MailServer
from cards.calendar_mail import CalendarMail
from domain.delivery import Attempt, AttemptResult

_MOST_WAITING: Final = 15  # a batch with the one that is sent; the rest leaves the air to Teams
_PARTING_WITHIN: Final = 2.0  # seconds; what comes after a mail must not outlast its lease
_FULL_AGAIN_WITHIN: Final = timedelta(seconds=2)
_REFUSED: Final = 500
_UNREACHED: Final = Attempt(result=AttemptResult.NOT_SENT, cause=AttemptCause.NO_CONNECTION)
_FULL: Final = Attempt(
    result=AttemptResult.NOT_SENT, cause="too_much_at_once", retry_after=_FULL_AGAIN_WITHIN
)
_LOST: Final = (aiosmtplib.SMTPServerDisconnected, TimeoutError, OSError)


class SmtpMailer:
    """Hands mail over to the server of the house. ``tls`` is what its certificate is checked by."""

    def __init__(
        self,
        server: MailServer,
        call_within: timedelta = CALL_WITHIN,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._within = call_within.total_seconds()
        self._tls = tls
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._failures = 0
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, mail: CalendarMail) -> Attempt:
        """Bring one mail. Whoever waits behind one that reached nobody does not try either."""
        if self._waiting >= _MOST_WAITING:
            return _FULL
        failures = self._failures
        self._waiting += 1
        try:
            async with asyncio.timeout(self._within):
                await self._turn.acquire()
        except TimeoutError:
            return _UNREACHED
        finally:
            self._waiting -= 1
        try:
            is_reached = self._failures == failures
            attempt = await self._exchange(mail) if is_reached else _UNREACHED
            if not self._waiting:
                await self._say_goodbye()
            return attempt
        finally:
            self._turn.release()

    async def find_trouble(self) -> str:
        """Reach the server and sign in, and send nothing; why that does not go, in words."""
        try:
            async with asyncio.timeout(self._within):
                await self._connected()
        except (aiosmtplib.SMTPException, *_LOST) as error:
            return _put_in_words(error)
        await self._say_goodbye()
        return ""

    async def _exchange(self, mail: CalendarMail) -> Attempt:
        content = write_mail(mail, self._server.sender)
        handing_over = False
        try:
            async with asyncio.timeout(self._within):
                client = await self._connected()
                await client.mail(self._server.sender)
                await client.rcpt(mail.address)
                handing_over = True
                answer = await client.data(content)
        except aiosmtplib.SMTPResponseException as error:
            return await self._note_answer(error)
        except (aiosmtplib.SMTPException, *_LOST) as error:
            return self._note_loss(error, handing_over=handing_over)
        return Attempt(
            result=AttemptResult.SENT,
            status=answer.code,
            cause=AttemptCause.ANSWERED,
            remote_id=mail.uid,
        )

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=server.sender.partition("@")[2],
            timeout=self._within,
            use_tls=server.is_tls,
            start_tls=not server.is_tls and not server.is_here,
            tls_context=self._tls,
        )
        self._client = client
        await client.connect()
        return client

    async def _note_answer(self, error: aiosmtplib.SMTPResponseException) -> Attempt:
        """The server said no: for good to this mail, or for now."""
        await self._begin_anew()
        is_about_mail = isinstance(
            error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError
        )
        is_for_good = is_about_mail and error.code >= _REFUSED
        result = AttemptResult.REFUSED if is_for_good else AttemptResult.NOT_SENT
        return Attempt(result=result, status=error.code, cause=AttemptCause.ANSWERED)

    def _note_loss(self, error: Exception, *, handing_over: bool) -> Attempt:
        self._failures += 1
        self._hang_up()
        if not handing_over:
            return _UNREACHED
        cause = AttemptCause.TIMEOUT if isinstance(error, TimeoutError) else AttemptCause.RESET
        return Attempt(result=AttemptResult.UNKNOWN, cause=cause)

    async def _begin_anew(self) -> None:
        """Make the connection fit for the next mail."""
        if self._client is None or not self._client.is_connected:
            self._failures += 1  # it let nobody in
            self._hang_up()
            return
        try:
            async with asyncio.timeout(_PARTING_WITHIN):
                await self._client.rset()
        except (aiosmtplib.SMTPException, *_LOST):
            self._hang_up()

    async def _say_goodbye(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(aiosmtplib.SMTPException, *_LOST):
            async with asyncio.timeout(_PARTING_WITHIN):
                await client.quit()
        client.close()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


async def find_mail_trouble(server: MailServer) -> str:
    """Tell why no mail can be handed over to this server, sending none; empty when it can."""
    trouble = await SmtpMailer(server).find_trouble()
    return trouble and f"{server.host}:{server.port} {trouble}"


def _put_in_words(error: Exception) -> str:
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return "refuses the user or the password of STOPLICHT_SMTP_URL"
        case aiosmtplib.SMTPResponseException():
            return f"answers {error.code}: does it take mail from this machine?"
        case _ if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            return "shows a certificate that this machine does not trust"
        case TimeoutError() | OSError():
            return (
                "cannot be reached: is STOPLICHT_SMTP_URL right, and does the network let it pass?"
            )
        case _:
            return "cannot be signed in to: does it offer STARTTLS and a login with a password?"
