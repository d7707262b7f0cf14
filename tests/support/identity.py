"""A stand-in for Microsoft's identity services on loopback: signs tokens for incoming activities,
publishes its keys, and gives the bot its own tokens.

    async with StandInIdentity(app_id) as identity:
        headers = {"Authorization": f"Bearer {identity.mint(service_url)}"}
"""

import base64
import json
from functools import cache
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"
_LONG_AGO, _FAR_AWAY = 946_684_800, 4_102_444_800  # 2000 and 2100: good by every test's clock
# what an administrator consents to where the bot makes chats
GRAPH_ROLES = ("Chat.Create", "TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All")
_MICROSOFT = "https://login.microsoftonline.com"


class StandInIdentity:
    """``key_fetches`` and ``token_requests`` count what the bot asked. ``is_away`` closes it."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self.is_away = False
        self.key_fetches = 0
        self.token_requests: list[dict[str, str]] = []
        self.token_lasts = 3600  # seconds
        self.refuses_tokens = False
        self.graph_roles = [*GRAPH_ROLES]
        self.endorsements = ["msteams"]
        self.key_id = ""
        self.published: list[dict[str, Any]] = []
        self._rolls = 0
        self._origin = ""
        self._runner: web.AppRunner | None = None
        self.roll_key()

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._be_away])
        app.router.add_get("/v1/.well-known/openidconfiguration", self._describe_keys)
        app.router.add_get("/v1/.well-known/keys", self._publish_keys)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._describe)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._give_token)
        app.router.add_get("/managed/token", self._give_managed_token)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def metadata_url(self) -> str:
        """For the setting OPENID_METADATA_URL."""
        return f"{self._origin}/v1/.well-known/openidconfiguration"

    @property
    def token_url(self) -> str:
        """For the setting TOKEN_URL."""
        return self._origin

    @property
    def managed_identity_url(self) -> str:
        """For the environment of a machine with a managed identity."""
        return f"{self._origin}/managed/token"

    def roll_key(self) -> None:
        """Sign with a new key from now on, and publish it beside the old one."""
        self._rolls += 1
        self.key_id = f"key-{self._rolls}"
        self.published.append(describe_key(make_key(self._rolls), self.key_id, self.endorsements))

    def mint(
        self,
        service_url: str,
        *,
        without: str = "",
        headers: dict[str, Any] | None = None,
        key_number: int | None = None,
        algorithm: str = "RS256",
        **claims: Any,
    ) -> str:
        """Sign a token as Teams would, with some claims or headers another way."""
        all_claims = {
            "iss": ISSUER,
            "aud": self.app_id,
            "nbf": _LONG_AGO,
            "exp": _FAR_AWAY,
            "serviceurl": service_url,
            **claims,
        }
        all_claims.pop(without, None)
        return jwt.PyJWS().encode(  # unlike jwt.encode, it signs nonsense too
            json.dumps(all_claims).encode(),
            make_key(key_number or self._rolls),
            algorithm=algorithm,
            headers={"kid": self.key_id, **(headers or {})},
        )

    @web.middleware
    async def _be_away(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.is_away:
            return web.Response(status=503)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _describe_keys(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        return web.json_response(
            {"issuer": ISSUER, "jwks_uri": f"{self._origin}/v1/.well-known/keys"}
        )

    async def _publish_keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": self.published})

    async def _describe(self, request: web.Request) -> web.Response:
        authority = f"{_MICROSOFT}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": f"{authority}/v2.0",
                "authorization_endpoint": f"{authority}/oauth2/v2.0/authorize",
                "token_endpoint": f"{authority}/oauth2/v2.0/token",
            }
        )

    async def _give_token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.token_requests.append({name: str(value) for name, value in form.items()})
        if self.refuses_tokens:
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response(
            {
                "token_type": "Bearer",
                "access_token": self._next_token(),
                "expires_in": self.token_lasts,
            }
        )

    async def _give_managed_token(self, request: web.Request) -> web.Response:
        self.token_requests.append(dict(request.query))
        return web.json_response(
            {
                "token_type": "Bearer",
                "access_token": self._next_token(),
                "expires_on": str(_FAR_AWAY),
                "resource": request.query["resource"],
            }
        )

    def _next_token(self) -> str:
        form = self.token_requests[-1]
        if "graph.microsoft.com" not in form.get("scope", "") + form.get("resource", ""):
            return f"outgoing-{len(self.token_requests)}"
        return jwt.encode({"roles": self.graph_roles, "n": len(self.token_requests)}, "x" * 32)


@cache
def make_key(number: int) -> rsa.RSAPrivateKey:
    """Make the numbered key of this test process, once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def describe_key(key: rsa.RSAPrivateKey, key_id: str, endorsements: list[str]) -> dict[str, Any]:
    """Describe a public key as the key server does."""
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": key_id,
        "n": _encode(numbers.n),
        "e": _encode(numbers.e),
        "endorsements": endorsements,
    }


def _encode(number: int) -> str:
    octets = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
