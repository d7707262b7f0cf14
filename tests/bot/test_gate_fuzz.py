"""Whatever arrives, the gate answers below 500, and what comes in can be read and kept."""

import json
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gate.activity_shape import check_activity
from bot.gate.body import parse_json_object
from bot.gate.refusals import GateRefusedError
from bot.turns import adapter
from bot.turns.incoming import read_incoming
from tests.bot.gatehouse import TEAMS_ACTIVITIES, Gatehouse, open_gatehouse, read_activity
from tests.support.contracts import find_contract

Schema = dict[str, Any]

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["msteams", "message", "2026-11-20T08:15:30Z", "https://x.example/"])
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def shaped(schema: Schema, definitions: Schema, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values of the official shape, sometimes with something else in its place."""
    if depth == 0:
        return ANY_JSON
    if "$ref" in schema:
        return shaped(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions, depth)
    if "properties" in schema:
        parts = {
            name: shaped(part, definitions, depth - 1)
            for name, part in schema["properties"].items()
        }
        return st.fixed_dictionaries({}, optional=parts)
    if "items" in schema:
        return st.lists(shaped(schema["items"], definitions, depth - 1), max_size=3) | ANY_JSON
    simple = {"string": st.text(max_size=20), "boolean": st.booleans(), "number": st.floats()}
    return simple.get(schema.get("type", ""), ANY_JSON) | ANY_JSON


def official_activities() -> st.SearchStrategy[Any]:
    contract = find_contract("activity.schema.json")
    if contract is None:
        return ANY_JSON
    definitions = contract["definitions"]
    return shaped(definitions["Activity"], definitions)


def paths_in(value: Any) -> list[tuple[Any, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [(), *((key, *path) for key, part in inner for path in paths_in(part))]


@st.composite
def almost_real_activities(draw: st.DrawFn) -> Any:
    """What Teams sends, with one to three places changed or one official field put in."""
    activity = read_activity(draw(st.sampled_from(TEAMS_ACTIVITIES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths_in(activity)))
        if not path:
            extra = draw(OFFICIAL)
            activity = {**activity, **extra} if isinstance(extra, dict) else activity
            continue
        activity = replaced(activity, path, draw(ANY_JSON))
    return activity


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    changed = deepcopy(value)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = new
    return changed


OFFICIAL = official_activities()
BODIES = (
    (OFFICIAL | almost_real_activities() | ANY_JSON).map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
    | st.text(alphabet='[]{}",:\\u0d8 1eN', max_size=200).map(str.encode)
)
within_any_time = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
async def house() -> AsyncIterator[Gatehouse]:
    async with open_gatehouse() as opened:
        yield opened


@within_any_time
@given(body=BODIES)
def test_a_body_is_read_whole_or_refused(body: bytes) -> None:
    status, activity = 200, dict[str, Any]()
    try:
        activity = check_activity(parse_json_object(body))
    except GateRefusedError as refusal:
        status = refusal.status
    assert status in {200, 400}
    if status == 400:
        return
    adapter.read_activity(activity)
    read_incoming(activity)
    assert "\0" not in str(activity)
    json.dumps(activity, ensure_ascii=False, allow_nan=False).encode()


@within_any_time
@given(activity=almost_real_activities())
async def test_no_activity_makes_the_gate_fall_over(house: Gatehouse, activity: Any) -> None:
    house.turns.clear()
    answer = await house.knock(activity)
    assert answer.status in {200, 400, 401, 403}
    assert len(house.turns) == (answer.status == 200)


HEADER_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
TOKENISH = st.lists(
    st.from_regex(r"[A-Za-z0-9_-]{0,30}", fullmatch=True)
    | st.sampled_from(["e30", "bnVsbA", "W10"]),
    min_size=3,
    max_size=3,
).map(lambda parts: "Bearer " + ".".join(parts))


@within_any_time
@given(header=HEADER_TEXT | TOKENISH)
async def test_no_authorization_makes_the_gate_fall_over(house: Gatehouse, header: str) -> None:
    answer = await house.post(json.dumps(read_activity()).encode(), {"Authorization": header})
    assert answer.status == 401
    assert house.turns == []


@within_any_time
@given(
    claims=st.dictionaries(
        st.sampled_from(["exp", "nbf", "iss", "aud", "serviceurl", "iat", "sub", "jti", "appid"]),
        ANY_JSON,
        min_size=1,
    ),
    headers=st.dictionaries(
        st.sampled_from(["typ", "x5t", "crit", "jku", "cty"]), ANY_JSON, max_size=2
    ),
)
async def test_no_signed_claims_make_the_gate_fall_over(
    house: Gatehouse, claims: dict[str, Any], headers: dict[str, Any]
) -> None:
    token = house.bearer(headers=headers, **claims)
    answer = await house.post(json.dumps(read_activity()).encode(), {"Authorization": token})
    assert answer.status in {200, 401}
    assert len(house.turns) == (answer.status == 200)
    house.turns.clear()
