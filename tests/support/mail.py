"""A real SMTP server on this machine: keeps what it is handed, and fails when it is asked to."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from icalendar import Calendar, Event

from bot.sending.mail_server import MailServer

OK = "250 OK"


class MailFault(StrEnum):
    """How one mail fails. Delivered are ``HANG_AFTER`` and ``DROP_AFTER``."""

    BUSY = "451 Not now"
    FULL = "452 Later"
    REFUSED = "550 No such user"
    NOT_TAKEN = "554 Not this"
    HANG = "hang"
    HANG_AFTER = "hang after delivery"
    DROP = "drop"
    DROP_AFTER = "drop after delivery"


OF_RECIPIENT = frozenset({MailFault.BUSY, MailFault.REFUSED, MailFault.HANG, MailFault.DROP})


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as the server got it."""

    address: str
    whole: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.whole, policy=policy.default)

    @property
    def part(self) -> EmailMessage:
        """The part that calendars read."""
        [found] = [one for one in self.mail.walk() if one.get_content_type() == "text/calendar"]
        return found

    @property
    def calendar(self) -> Calendar:
        return Calendar.from_ical(self.part.get_content())

    @property
    def event(self) -> Event:
        [event] = self.calendar.walk("VEVENT")
        return event

    @property
    def method(self) -> str:
        return str(self.calendar["METHOD"])


@dataclass
class StandInMail:
    """What was handed over, and how the next mails fail; ``connections`` counts who came in."""

    received: list[Received] = field(default_factory=list)
    faults: deque[MailFault] = field(default_factory=deque)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "smtp"
    login: str = ""
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes = b"secret"
    is_released: asyncio.Event = field(default_factory=asyncio.Event)
    servers: list[SMTP] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.login}127.0.0.1:{self.port}?from=agenda@zvh.example"

    @property
    def server(self) -> MailServer:
        return MailServer.parse(self.url)

    def fail_next(self, *faults: MailFault) -> None:
        self.faults.extend(faults)

    def to(self, address: str) -> list[Received]:
        return [one for one in self.received if one.address == address]

    async def handle_RCPT(  # noqa: N802 - so aiosmtpd calls it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.recipients.append(address)
        if self.faults and self.faults[0] in OF_RECIPIENT:
            return await self._fail(server, self.faults.popleft())
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.faults.popleft() if self.faults else None
        if fault not in {MailFault.FULL, MailFault.NOT_TAKEN}:
            self.received += [Received(one, envelope.content) for one in envelope.rcpt_tos]
        return await self._fail(server, fault) if fault else OK

    async def _fail(self, server: SMTP, fault: MailFault) -> str:
        if fault in {MailFault.HANG, MailFault.HANG_AFTER}:
            await self.is_released.wait()
        if fault in {MailFault.DROP, MailFault.DROP_AFTER}:
            server.transport.abort()
        return fault if fault[0].isdigit() else "451 Too late"

    def hang_up(self) -> None:
        for server in self.servers:
            if server.transport:
                server.transport.abort()

    def sign_in(self, _server: SMTP, _session: Any, _envelope: Any, _how: str, given: Any) -> Any:
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == self.password, handled=False)


@asynccontextmanager
async def open_mail(
    stand_in: StandInMail | None = None, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[StandInMail]:
    """A mail server while the test runs; over TLS with ``tls``."""
    mail = stand_in or StandInMail()
    loop = asyncio.get_running_loop()

    def greet() -> SMTP:
        mail.connections += 1
        mail.servers.append(SMTP(mail, hostname="mail.test", loop=loop, **options))
        return mail.servers[-1]

    server = await loop.create_server(greet, "127.0.0.1", mail.port, ssl=tls)
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        mail.is_released.set()
        server.close()
        mail.hang_up()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for this machine that nobody vouches for, and who trusts it all the same."""

    of_server: ssl.SSLContext
    trusting: ssl.SSLContext


def make_certificate(directory: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = directory / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_server.load_cert_chain(file)
    return Certificate(of_server, ssl.create_default_context(cafile=file))
