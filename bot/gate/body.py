"""Reads a request's body as one JSON object within bounds: size, time, depth, and only values that
every database can keep (``reliability.md`` §4.2).
"""

import asyncio
import json
import math
import re
from datetime import timedelta
from typing import Any, Final, NoReturn

from aiohttp import web

from bot.gate.refusals import GateReason, GateRefusedError

LARGEST_BODY: Final = 256 * 1024  # bytes
DEEPEST: Final = 32
_BROKEN_BODY = (web.RequestPayloadError, OSError, EOFError)
# A string, also one that never ends, is skipped whole, so the time is linear in the size.
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def refuse_other_content(request: web.Request) -> None:
    """Refuse what is not plain UTF-8 JSON, or says beforehand that it is too large."""
    is_json = request.content_type == "application/json"
    is_utf8 = (request.charset or "utf-8").lower() == "utf-8"
    if not is_json or not is_utf8 or "Content-Encoding" in request.headers:
        raise GateRefusedError(GateReason.CONTENT_TYPE)
    if (request.content_length or 0) > LARGEST_BODY:
        raise GateRefusedError(GateReason.TOO_LARGE)


async def read_json_object(request: web.Request, read_within: timedelta) -> dict[str, Any]:
    """Read the body and parse it; each bound has its own refusal."""
    try:
        async with asyncio.timeout(read_within.total_seconds()):
            body = await _read_bounded(request)
    except TimeoutError:
        raise GateRefusedError(GateReason.TOO_SLOW) from None
    except _BROKEN_BODY:
        raise GateRefusedError(GateReason.MALFORMED) from None
    return parse_json_object(body)


def parse_json_object(body: bytes) -> dict[str, Any]:
    """Parse one JSON object without NaN or infinity. A character that no database keeps is
    replaced.
    """
    if _is_too_deep(body):
        raise GateRefusedError(GateReason.TOO_DEEP)
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except ValueError:
        raise GateRefusedError(GateReason.MALFORMED) from None
    if not isinstance(value, dict):
        raise GateRefusedError(GateReason.WRONG_SHAPE)
    return _make_storable(value) if rb"\u" in body else value


async def _read_bounded(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise GateRefusedError(GateReason.TOO_LARGE)
    return bytes(body)


def _is_too_deep(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _make_storable(value: Any) -> Any:
    """Put the replacement character where half an emoji or a zero character stands, at any depth:
    no UTF-8 and no PostgreSQL can keep those, and whoever typed one gets an answer all the same.
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_make_storable(name): _make_storable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_make_storable(part) for part in value]
    return value
