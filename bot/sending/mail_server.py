"""The mail server of the house, as an operator sets it."""

import re
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_SHAPE: Final = (
    "should be smtp://user:password@host:port?from=address or smtps://… (user and password may"
    " be left out)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and who sends it. Without ``is_tls`` the connection turns to TLS
    before anything is said, except on this machine itself.
    """

    host: str
    port: int
    sender: str
    is_tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``smtp://user:password@host:port?from=address``; raises ValueError in words that do
        not repeat what was given.
        """
        try:
            url = urlsplit(text)
            port = url.port
        except ValueError:
            raise ValueError(_SHAPE) from None
        if url.scheme not in _PORTS or not url.hostname or url.path not in {"", "/"}:
            raise ValueError(_SHAPE)
        user, password = unquote(url.username or ""), unquote(url.password or "")
        if bool(user) != bool(password):
            raise ValueError("should hold a user and a password, or neither")
        return cls(
            host=url.hostname,
            port=port or _PORTS[url.scheme],
            sender=_read_sender(url, user),
            is_tls=url.scheme == "smtps",
            user=user,
            password=password,
        )

    @property
    def is_here(self) -> bool:
        """Tell whether it runs on this machine."""
        return self.host in LOOPBACK_HOSTS

    def __str__(self) -> str:
        """Where it is and who sends, without the login."""
        scheme = "smtps" if self.is_tls else "smtp"
        return f"{scheme}://{self.host}:{self.port}?from={self.sender}"


_PORTS: Final = {"smtp": 587, "smtps": 465}


def _read_sender(url: SplitResult, user: str) -> str:
    options = parse_qs(url.query)
    given = options.pop("from", [user])
    if options:
        raise ValueError("has an option that is not known: only from= is")
    if len(given) != 1 or not _ADDRESS.fullmatch(given[0]):
        raise ValueError("should name the address of the sender: ?from=agenda@example.org")
    return given[0]
