"""The SDK's stock echo: its own CloudAdapter answers each message with one card, sent within the
turn. It keeps nothing; with an app id it checks the token as the SDK does.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, AdaptiveCardInvokeResponse
from botframework.connector.auth import AppCredentials, PasswordServiceClientCredentialFactory

from benchmarks.answers import Answers
from benchmarks.listening import listen


class _Account:
    """Without an app id the adapter asks for no token and gets none."""

    APP_ID = os.environ.get("APP_ID", "")
    APP_PASSWORD = "not so secret" if APP_ID else ""
    TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ.get("OPENID_METADATA_URL")
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com" if APP_ID else None


class _Credentials(AppCredentials):
    """A token that was fetched before: MSAL's cache answers from the second turn on."""

    def get_access_token(self, *_: Any, **__: Any) -> str:
        return "outgoing"


class _CredentialFactory(PasswordServiceClientCredentialFactory):
    async def create_credentials(self, app_id: str, *_: Any, **__: Any) -> AppCredentials:
        return _Credentials(app_id)


class _StockBot(ActivityHandler):
    """Answers everything as ours did."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers = answers

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._say(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        # not on_adaptive_card_invoke: the adapter would serialise its answer twice, and fail
        await self._say(turn_context)
        card = self._answers.card
        body = AdaptiveCardInvokeResponse(status_code=200, type=card["type"], value=card["value"])
        return InvokeResponse(status=200, body=body)

    async def _say(self, turn_context: TurnContext) -> None:
        message = self._answers.message(turn_context.activity.text)
        await turn_context.send_activity(Activity().deserialize(dict(message)))


async def serve(answers: Answers) -> None:
    account = (_Account.APP_ID, _Account.APP_PASSWORD)
    credentials = _CredentialFactory(*account) if _Account.APP_ID else None
    adapter = CloudAdapter(
        ConfigurationBotFrameworkAuthentication(_Account, credentials_factory=credentials)
    )
    bot = _StockBot(answers)

    async def receive(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    await listen(receive)


if __name__ == "__main__":
    asyncio.run(serve(Answers.read(Path(sys.argv[1]))))
