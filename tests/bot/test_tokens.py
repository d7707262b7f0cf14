import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.sending.tokens import NoTokens, OutgoingTokens, TokenSettings, TokenUnavailableError
from tests.support.identity import StandInIdentity, make_key
from tests.support.patience import PATIENCE

APP_ID = "00000000-0000-4000-8000-0000000000b0"
TENANT = "00000000-0000-4000-8000-000000000001"
RESOURCE = "https://api.botframework.com"


class HandClock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def identity() -> AsyncIterator[StandInIdentity]:
    async with StandInIdentity(APP_ID) as stand_in:
        yield stand_in


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(identity: StandInIdentity, tmp_path: Path) -> TokenSettings:
    secret = tmp_path / "secret"
    secret.write_text("not so secret\n", encoding="utf-8")
    return TokenSettings(
        app_id=APP_ID,
        tenant_id=TENANT,
        credential=f"secret:{secret}",
        token_url=identity.token_url,
    )


@pytest.fixture
def tokens(settings: TokenSettings, clock: HandClock) -> OutgoingTokens:
    return OutgoingTokens(settings, read_monotonic=clock)


async def test_a_secret_buys_a_token_for_the_connector(
    tokens: OutgoingTokens, identity: StandInIdentity
) -> None:
    assert await tokens.token() == "outgoing-1"
    (asked,) = identity.token_requests
    assert asked["client_id"] == APP_ID
    assert asked["client_secret"] == "not so secret"
    assert (asked["grant_type"], asked["scope"]) == ("client_credentials", f"{RESOURCE}/.default")


async def test_a_certificate_buys_a_token_and_the_key_stays_at_home(
    settings: TokenSettings, identity: StandInIdentity, clock: HandClock, tmp_path: Path
) -> None:
    file = tmp_path / "bot.pem"
    file.write_bytes(make_pem())
    certified = replace(settings, credential=f"certificate:{file}")
    assert await OutgoingTokens(certified, read_monotonic=clock).token() == "outgoing-1"
    (asked,) = identity.token_requests
    claims = jwt.decode(
        asked["client_assertion"],
        make_key(1).public_key(),
        algorithms=["PS256"],
        audience=f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token",
    )
    assert (claims["iss"], claims["sub"]) == (APP_ID, APP_ID)
    assert "PRIVATE KEY" not in str(asked)


async def test_a_managed_identity_buys_a_token_without_any_secret(
    settings: TokenSettings,
    identity: StandInIdentity,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", identity.managed_identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    managed = replace(settings, credential="managed_identity")
    assert await OutgoingTokens(managed, read_monotonic=clock).token() == "outgoing-1"
    (asked,) = identity.token_requests
    assert (asked["client_id"], asked["resource"]) == (APP_ID, RESOURCE)


async def test_a_token_is_kept_until_five_minutes_before_its_end(
    tokens: OutgoingTokens, clock: HandClock
) -> None:
    await tokens.token()
    clock.seconds += 3600 - 301
    assert await tokens.token() == "outgoing-1"
    clock.seconds += 1
    assert await tokens.token() == "outgoing-2"


async def test_many_senders_at_once_ask_for_one_token(
    tokens: OutgoingTokens, identity: StandInIdentity
) -> None:
    given = await asyncio.gather(*(tokens.token() for _ in range(10)))
    assert set(given) == {"outgoing-1"}
    assert len(identity.token_requests) == 1


async def test_a_forgotten_token_is_really_asked_again(tokens: OutgoingTokens) -> None:
    await tokens.token()
    tokens.forget()
    assert await tokens.token() == "outgoing-2"


async def test_a_refusal_is_said_and_does_not_last(
    tokens: OutgoingTokens, identity: StandInIdentity
) -> None:
    identity.refuses_tokens = True
    with pytest.raises(TokenUnavailableError):
        await tokens.token()
    identity.refuses_tokens = False
    assert await tokens.token() == "outgoing-2"


async def test_an_identity_service_that_is_away_gives_no_token(
    tokens: OutgoingTokens, identity: StandInIdentity
) -> None:
    identity.is_away = True
    with pytest.raises(TokenUnavailableError):
        await tokens.token()


async def test_nobody_listening_gives_no_token(
    settings: TokenSettings, unused_tcp_port: int, clock: HandClock
) -> None:
    nowhere = replace(settings, token_url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(TokenUnavailableError):
        await OutgoingTokens(nowhere, read_monotonic=clock).token()


@pytest.mark.parametrize("credential", ["secret:absent", "certificate:absent", "password:x", ""])
async def test_a_credential_that_cannot_be_read_gives_no_token(
    settings: TokenSettings, clock: HandClock, credential: str
) -> None:
    wrong = replace(settings, credential=credential)
    with pytest.raises(TokenUnavailableError):
        await OutgoingTokens(wrong, read_monotonic=clock).token()


async def test_a_certificate_file_without_a_key_gives_no_token(
    settings: TokenSettings, clock: HandClock
) -> None:
    wrong = replace(settings, credential=settings.credential.replace("secret:", "certificate:"))
    with pytest.raises(TokenUnavailableError):
        await OutgoingTokens(wrong, read_monotonic=clock).token()


async def test_the_event_loop_goes_on_while_a_token_is_fetched(tokens: OutgoingTokens) -> None:
    # The stand-in runs in this very loop: a fetch that held the loop could never be answered.
    async with asyncio.timeout(PATIENCE):
        assert await tokens.token()


async def test_the_playground_asks_no_token() -> None:
    assert await NoTokens().token() == ""


def make_pem() -> bytes:
    key, name = make_key(1), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stoplicht")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
