"""The floor: aiohttp reads the activity and posts the answer, and nothing more."""

import asyncio
import sys
from pathlib import Path

import aiohttp
from aiohttp import web
from yarl import URL

from benchmarks.answers import Answers
from benchmarks.listening import listen


async def serve(answers: Answers) -> None:
    async with aiohttp.ClientSession() as http:

        async def receive(request: web.Request) -> web.Response:
            activity = await request.json()
            to = f"{activity['serviceUrl']}/v3/conversations/{activity['conversation']['id']}"
            message = answers.message(activity.get("text"))
            async with http.post(URL(f"{to}/activities"), json=message) as answer:
                answer.raise_for_status()
            if activity["type"] == "invoke":
                return web.json_response(answers.card)
            return web.Response()

        await listen(receive)


if __name__ == "__main__":
    asyncio.run(serve(Answers.read(Path(sys.argv[1]))))
