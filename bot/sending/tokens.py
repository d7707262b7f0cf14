"""The bot's own tickets to the connector and to Graph: each fetched off the event loop, kept until
shortly before it ends, and the word for not getting one (``reliability.md`` §1.2, ``teams.md``
§5.4).
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import msal
import requests
from msal.exceptions import MsalError
from requests.utils import get_environ_proxies, select_proxy

from domain.errors import StoplichtError

MICROSOFT: Final = "https://login.microsoftonline.com"
CONNECTOR: Final = "https://api.botframework.com"
GRAPH: Final = "https://graph.microsoft.com"
_ENDS_EARLY: Final = 300.0  # seconds
_TIMEOUT: Final = 10  # seconds
_PEM: Final = r"-----BEGIN ({kind})-----.*?-----END \1-----"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSettings:
    """Who the bot is. ``credential`` is ``managed_identity``, ``certificate:<file>`` (a PEM with
    the private key and the certificate) or ``secret:<file>``; ``token_url`` is the address before
    the tenant, replaced only by a stand-in; ``resource`` is what the ticket is for.
    """

    app_id: str
    tenant_id: str
    credential: str
    token_url: str = MICROSOFT
    resource: str = CONNECTOR


class OutgoingTokens:
    """Tokens from Microsoft through msal; one fetch at a time. ``read_monotonic`` is in seconds."""

    def __init__(self, settings: TokenSettings, *, read_monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._now = read_monotonic
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until = 0.0

    async def token(self) -> str:
        """Give the kept token, or fetch a new one; the credential's file is read each time, so a
        renewed secret or certificate needs no restart.
        """
        async with self._lock:
            if not self._token or self._now() >= self._good_until:
                await self._renew()
            return self._token

    def forget(self) -> None:
        """Drop the kept token; msal's own memory goes with each fetch."""
        self._token = ""

    async def _renew(self) -> None:
        asked = self._now()
        try:
            answer = await asyncio.to_thread(_fetch_token, self._settings)
            self._good_until = asked + float(answer["expires_in"]) - _ENDS_EARLY
            self._token = str(answer["access_token"])
        except (MsalError, OSError, ValueError, TypeError, KeyError):
            self._token = ""
            raise TokenUnavailableError from None


def find_way_to(token_url: str) -> str:
    """The address called first to get a token: the proxy of the environment where one is set."""
    if token_url != MICROSOFT:
        return token_url
    return select_proxy(token_url, get_environ_proxies(token_url)) or token_url


class _Http:
    """What msal asks of an HTTP client, within a time; a stand-in gets what Microsoft would."""

    def __init__(self, token_url: str) -> None:
        self._session = requests.Session()
        self._session.trust_env = token_url == MICROSOFT
        self._token_url = token_url.rstrip("/")

    def get(self, url: str, **options: Any) -> Any:
        return self._session.get(self._place(url), **_bounded(options))

    def post(self, url: str, **options: Any) -> Any:
        return self._session.post(self._place(url), **_bounded(options))

    def close(self) -> None:
        self._session.close()

    def _place(self, url: str) -> str:
        return url.replace(MICROSOFT, self._token_url, 1)


def _bounded(options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "timeout": _TIMEOUT, "allow_redirects": False}


def _fetch_token(settings: TokenSettings) -> dict[str, Any]:
    http = _Http(settings.token_url)
    try:
        answer = _ask_msal(settings, http)
    finally:
        http.close()
    if not isinstance(answer, dict):
        raise ValueError("no answer")  # noqa: TRY004 - bad data from outside
    return answer


def _ask_msal(settings: TokenSettings, http: _Http) -> Any:
    kind, _, file = settings.credential.partition(":")
    if kind == "managed_identity":
        identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
        client = msal.ManagedIdentityClient(identity, http_client=http)
        return client.acquire_token_for_client(resource=settings.resource)
    application = msal.ConfidentialClientApplication(
        settings.app_id,
        authority=f"{MICROSOFT}/{settings.tenant_id}",
        client_credential=_read_credential(kind, Path(file)),
        http_client=http,
        instance_discovery=False,  # the authority is Microsoft's own: no need to ask who it is
    )
    return application.acquire_token_for_client(scopes=[f"{settings.resource}/.default"])


def _read_credential(kind: str, file: Path) -> str | dict[str, str]:
    text = file.read_text(encoding="utf-8")
    if kind == "secret":
        return text.strip()
    if kind != "certificate":
        raise ValueError("a credential is managed_identity, certificate:<file> or secret:<file>")
    return {
        "private_key": _find_block("[A-Z ]*PRIVATE KEY", text),
        "public_certificate": _find_block("CERTIFICATE", text),
    }


def _find_block(kind: str, text: str) -> str:
    block = re.search(_PEM.format(kind=kind), text, re.DOTALL)
    if block is None:
        raise ValueError(f"no {kind} in the file")
    return block[0]
