"""The echo of the SDK that comes after the stock one: its CloudAdapter and its token check."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from microsoft_agents.activity import (
    Activity,
    AdaptiveCardInvokeResponse,
    AdaptiveCardInvokeValue,
)
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import ActivityHandler, TurnContext
from microsoft_agents.hosting.core.authorization import (
    AgentAuthConfiguration,
    AnonymousTokenProvider,
)
from microsoft_agents.hosting.core.authorization._entra_issuers import (
    BOTFRAMEWORK_JWKS_URIS,
    BOTFRAMEWORK_PUBLIC_ISSUER,
)

from benchmarks.answers import Answers
from benchmarks.listening import listen


class _TokenProvider(AnonymousTokenProvider):
    """A token that was fetched before: MSAL's cache answers from the second turn on."""

    async def get_access_token(self, *_: Any, **__: Any) -> str:
        return "outgoing"


class _Connections:
    def get_token_provider(self, *_: Any) -> _TokenProvider:
        return _TokenProvider()


class _SuccessorBot(ActivityHandler):
    """Answers everything as ours did."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers = answers

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._say(turn_context)

    async def on_adaptive_card_invoke(
        self, turn_context: TurnContext, _pressed: AdaptiveCardInvokeValue
    ) -> AdaptiveCardInvokeResponse:
        await self._say(turn_context)
        card = self._answers.card
        return AdaptiveCardInvokeResponse(status_code=200, type=card["type"], value=card["value"])

    async def _say(self, turn_context: TurnContext) -> None:
        message = self._answers.message(turn_context.activity.text)
        await turn_context.send_activity(Activity.model_validate(message))


async def serve(answers: Answers) -> None:
    bot = _SuccessorBot(answers)
    adapter = CloudAdapter(connection_manager=_Connections())

    async def receive(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    await listen(receive, _make_app(os.environ.get("APP_ID")))


def _make_app(app_id: str | None) -> web.Application:
    if not app_id:
        return web.Application()
    BOTFRAMEWORK_JWKS_URIS[BOTFRAMEWORK_PUBLIC_ISSUER] = os.environ["SIGNING_KEYS_URL"]
    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = AgentAuthConfiguration(client_id=app_id, tenant_id="common")
    return app


if __name__ == "__main__":
    asyncio.run(serve(Answers.read(Path(sys.argv[1]))))
