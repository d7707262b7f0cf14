import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.gate.service_hosts import ServiceHosts
from bot.sending.connector import Connector, open_http_session
from bot.sending.exchange import AttemptCause
from bot.sending.tokens import NoTokens, TokenUnavailableError
from domain.delivery import Attempt, AttemptResult
from tests.support.teams import (
    BAD_GATEWAY,
    BAD_GATEWAY_AFTER_DELIVERY,
    DROP_AFTER_ACCEPT,
    DROP_BEFORE,
    FORBIDDEN,
    HANG,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    UNAUTHORISED,
    Fault,
    Operation,
    StandInTeams,
    personal_chat_of,
    throttled,
)

CHANNEL = "19:agenda@thread.tacv2"
THREAD = f"{CHANNEL};messageid=1700000000001"
HELLO = {"type": "message", "text": "Er staat iets voor u klaar"}
CHANGED = {"type": "message", "text": "Gewijzigd"}
SOON = timedelta(seconds=0.2)
TENANT = "00000000-0000-4000-8000-000000000001"
WITH_CORA: dict[str, Any] = {
    "isGroup": False,
    "members": [{"id": "29:cora"}],
    "tenantId": TENANT,
    "channelData": {"tenant": {"id": TENANT}},
}


class CountedTokens:
    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.forgotten = 0

    async def token(self) -> str:
        if not self.tokens:
            raise TokenUnavailableError
        return self.tokens[0]

    def forget(self) -> None:
        self.forgotten += 1
        self.tokens = self.tokens[1:]


@pytest.fixture
async def teams() -> AsyncIterator[StandInTeams]:
    async with StandInTeams() as stand_in:
        yield stand_in


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_http_session() as opened:
        yield opened


@pytest.fixture
def connector(teams: StandInTeams, session: ClientSession) -> Connector:
    return make_connector(teams, session)


def make_connector(teams: StandInTeams, session: ClientSession, **changes: Any) -> Connector:
    settings = {"tokens": NoTokens(), "hosts": ServiceHosts.parse(teams.host), **changes}
    return Connector(session=session, **settings)


async def test_a_post_is_sent_and_told_its_id(teams: StandInTeams, connector: Connector) -> None:
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert (attempt.result, attempt.status) == (AttemptResult.SENT, 201)
    assert attempt.conversation_id == CHANNEL
    assert [post.id for post in teams.visible] == [attempt.remote_id]
    assert teams.channel(CHANNEL).texts() == ["Er staat iets voor u klaar"]


async def test_a_conversation_id_with_signs_arrives_whole(
    teams: StandInTeams, connector: Connector
) -> None:
    await connector.send(teams.service_url + "/", THREAD, HELLO)
    assert teams.messages_to(THREAD).texts() == [HELLO["text"]]
    assert teams.channel(CHANNEL).texts() == [HELLO["text"]]
    await connector.send(teams.service_url, "19:a/b?c#d@thread.v2", HELLO)
    assert teams.messages_to("19:a/b?c#d@thread.v2").texts() == [HELLO["text"]]


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (throttled("7"), AttemptResult.NOT_SENT),
        (Fault(status=400), AttemptResult.REFUSED),
        (Fault(status=302), AttemptResult.REFUSED),
        (FORBIDDEN, AttemptResult.REFUSED),
        (NOT_FOUND, AttemptResult.REFUSED),
        (TOO_LARGE, AttemptResult.REFUSED),
        (Fault(status=501), AttemptResult.REFUSED),
        (Fault(status=408), AttemptResult.UNKNOWN),
        (PRECONDITION_FAILED, AttemptResult.UNKNOWN),
        (Fault(status=500), AttemptResult.UNKNOWN),
        (BAD_GATEWAY, AttemptResult.UNKNOWN),
        (Fault(status=503), AttemptResult.UNKNOWN),
        (BAD_GATEWAY_AFTER_DELIVERY, AttemptResult.UNKNOWN),
    ],
)
async def test_each_refusal_of_teams_has_its_own_word_and_is_not_repeated(
    teams: StandInTeams, connector: Connector, fault: Fault, result: AttemptResult
) -> None:
    teams.fail_next(fault)
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert (attempt.result, attempt.status) == (result, fault.status)
    assert len(teams.calls) == 1
    assert len(teams.visible) == int(fault.delivers)


@pytest.mark.parametrize("fault", [DROP_BEFORE, DROP_AFTER_ACCEPT])
async def test_a_connection_lost_after_the_question_leaves_the_outcome_unknown(
    teams: StandInTeams, connector: Connector, fault: Fault
) -> None:
    await connector.send(teams.service_url, CHANNEL, HELLO)
    teams.fail_next(fault)
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert attempt.result is AttemptResult.UNKNOWN
    assert attempt.cause == AttemptCause.RESET
    assert len(teams.calls) == 2


async def test_a_call_without_an_answer_in_time_leaves_the_outcome_unknown(
    teams: StandInTeams, session: ClientSession
) -> None:
    teams.fail_next(HANG)
    connector = make_connector(teams, session, call_within=SOON)
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert attempt == Attempt(
        result=AttemptResult.UNKNOWN, cause=AttemptCause.TIMEOUT, conversation_id=CHANNEL
    )


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("7", timedelta(seconds=7)),
        ("Mon, 05 Jan 2099 08:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 05 Jan 2099 07:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("99999999999999", None),
        ("", None),
    ],
)
async def test_retry_after_is_read_as_seconds_or_as_a_date_by_the_clock_of_teams(
    teams: StandInTeams, connector: Connector, asked: str, waits: timedelta | None
) -> None:
    teams.fail_next(Fault(status=429, retry_after=asked, date="Mon, 05 Jan 2099 08:00:00 GMT"))
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert attempt.retry_after == waits


async def test_nothing_is_sent_when_nobody_listens(
    unused_tcp_port: int, session: ClientSession
) -> None:
    host = f"127.0.0.1:{unused_tcp_port}"
    connector = Connector(session=session, tokens=NoTokens(), hosts=ServiceHosts.parse(host))
    attempt = await connector.send(f"http://{host}", CHANNEL, HELLO)
    assert attempt.result is AttemptResult.NOT_SENT
    assert attempt.cause == AttemptCause.NO_CONNECTION


async def test_nothing_is_sent_to_a_host_whose_encryption_fails(
    monkeypatch: pytest.MonkeyPatch, teams: StandInTeams, session: ClientSession
) -> None:
    # The stand-in speaks no TLS: only the port of https has to be its own.
    monkeypatch.setattr(
        "bot.sending.connector._Call.url", URL(teams.service_url.replace("http:", "https:"))
    )
    attempt = await make_connector(teams, session).send(teams.service_url, CHANNEL, HELLO)
    assert attempt.result is AttemptResult.NOT_SENT
    assert attempt.cause == AttemptCause.NO_CONNECTION


async def test_nothing_is_sent_without_a_token(teams: StandInTeams, session: ClientSession) -> None:
    connector = make_connector(teams, session, tokens=CountedTokens())
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert (attempt.result, attempt.cause) == (AttemptResult.NOT_SENT, AttemptCause.NO_TOKEN)
    assert teams.calls == []


async def test_a_token_that_is_not_accepted_is_forgotten_and_a_new_one_tried_once(
    teams: StandInTeams, session: ClientSession
) -> None:
    tokens = CountedTokens("old", "new")
    teams.fail_next(UNAUTHORISED)
    connector = make_connector(teams, session, tokens=tokens)
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert attempt.result is AttemptResult.SENT
    assert [call.authorization for call in teams.calls] == ["Bearer old", "Bearer new"]


async def test_a_bot_that_teams_does_not_know_is_refused(
    teams: StandInTeams, session: ClientSession
) -> None:
    teams.fail_next(UNAUTHORISED, UNAUTHORISED)
    tokens = CountedTokens("old", "new", "newest")
    attempt = await make_connector(teams, session, tokens=tokens).send(
        teams.service_url, CHANNEL, HELLO
    )
    assert (attempt.result, attempt.status) == (AttemptResult.REFUSED, 401)
    assert (len(teams.calls), tokens.forgotten) == (2, 1)


async def test_no_token_goes_to_a_host_that_is_not_listed(
    teams: StandInTeams, session: ClientSession
) -> None:
    tokens = CountedTokens("secret")
    connector = make_connector(
        teams, session, tokens=tokens, hosts=ServiceHosts.parse("127.0.0.1:9")
    )
    attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert attempt.result is AttemptResult.REFUSED
    assert attempt.cause == AttemptCause.HOST_NOT_ALLOWED
    assert teams.calls == []


async def test_the_token_does_not_follow_a_redirect(
    teams: StandInTeams, session: ClientSession
) -> None:
    async with StandInTeams() as elsewhere:
        teams.fail_next(Fault(status=307, location=elsewhere.service_url))
        connector = make_connector(teams, session, tokens=CountedTokens("secret"))
        attempt = await connector.send(teams.service_url, CHANNEL, HELLO)
        assert (attempt.result, attempt.status) == (AttemptResult.REFUSED, 307)
        assert elsewhere.calls == []


async def test_a_call_that_never_got_a_connection_was_not_sent(teams: StandInTeams) -> None:
    teams.fail_next(HANG)
    async with ClientSession(connector=TCPConnector(limit=1)) as narrow:
        patient = make_connector(teams, narrow).send(teams.service_url, CHANNEL, HELLO)
        hanging = asyncio.create_task(patient)
        await teams.wait_for_calls(1)
        hasty = make_connector(teams, narrow, call_within=SOON)
        attempt = await hasty.send(teams.service_url, CHANNEL, HELLO)
        teams.release()
        await hanging
    assert (attempt.result, attempt.cause) == (AttemptResult.NOT_SENT, AttemptCause.NO_CONNECTION)


async def test_an_update_changes_what_people_see(teams: StandInTeams, connector: Connector) -> None:
    posted = await connector.send(teams.service_url, CHANNEL, HELLO)
    attempt = await connector.update(teams.service_url, CHANNEL, posted.remote_id, CHANGED)
    assert (attempt.result, attempt.remote_id) == (AttemptResult.SENT, posted.remote_id)
    assert teams.channel(CHANNEL).texts() == ["Gewijzigd"]
    assert [post.edits for post in teams.visible] == [1]


async def test_an_update_of_a_message_that_is_gone_is_refused(
    teams: StandInTeams, connector: Connector
) -> None:
    attempt = await connector.update(teams.service_url, CHANNEL, "1", CHANGED)
    assert (attempt.result, attempt.status) == (AttemptResult.REFUSED, 404)


async def test_a_delete_may_be_done_twice(teams: StandInTeams, connector: Connector) -> None:
    posted = await connector.send(teams.service_url, CHANNEL, HELLO)
    attempts = [
        await connector.delete(teams.service_url, CHANNEL, posted.remote_id) for _ in range(2)
    ]
    assert [attempt.result for attempt in attempts] == [AttemptResult.SENT, AttemptResult.SENT]
    assert teams.visible == []


async def test_a_personal_chat_is_the_same_one_each_time(
    teams: StandInTeams, connector: Connector
) -> None:
    attempts = [await connector.create_conversation(teams.service_url, WITH_CORA) for _ in range(2)]
    assert {attempt.conversation_id for attempt in attempts} == {personal_chat_of("29:cora")}
    assert {attempt.result for attempt in attempts} == {AttemptResult.SENT}
    assert {attempt.remote_id for attempt in attempts} == {""}


async def test_a_chat_is_opened_when_its_account_has_its_turn_and_not_while_it_has_none(
    teams: StandInTeams, session: ClientSession
) -> None:
    asked: list[str] = []
    too_much = Attempt(result=AttemptResult.NOT_SENT, cause="too_much_at_once")
    turns = [None, None, too_much]

    async def wait_to_open(place: str) -> Attempt | None:
        asked.append(place)
        return turns[len(asked) - 1]

    connector = make_connector(teams, session, wait_to_open=wait_to_open)
    thread = {"isGroup": True, "channelData": {"channel": {"id": CHANNEL}}, "activity": HELLO}
    opened = [
        await connector.create_conversation(teams.service_url, body)
        for body in (WITH_CORA, thread, WITH_CORA)
    ]
    assert [attempt.result for attempt in opened[:2]] == [AttemptResult.SENT] * 2
    assert opened[2] == too_much
    assert asked == ["29:cora", CHANNEL, "29:cora"]
    assert len(teams.calls) == 2


async def test_a_channel_thread_starts_with_a_post(
    teams: StandInTeams, connector: Connector
) -> None:
    body = {"isGroup": True, "channelData": {"channel": {"id": CHANNEL}}, "activity": HELLO}
    attempt = await connector.create_conversation(teams.service_url, body)
    assert attempt.conversation_id == f"{CHANNEL};messageid={attempt.remote_id}"
    assert teams.messages_to(attempt.conversation_id).texts() == [HELLO["text"]]
    assert teams.calls[0].operation is Operation.CREATE


@pytest.mark.parametrize("answer", [b"", b"[]", b"{", b'{"id": 7}', b"[" * 100_000])
async def test_an_accepted_post_whose_answer_is_unreadable_was_sent_all_the_same(
    teams: StandInTeams, connector: Connector, answer: bytes
) -> None:
    teams.fail_next(Fault(status=200, answer=answer), Fault(status=200, answer=answer))
    sent = await connector.send(teams.service_url, CHANNEL, HELLO)
    assert (sent.result, sent.remote_id) == (AttemptResult.SENT, "")
    body = {"isGroup": True, "channelData": {"channel": {"id": CHANNEL}}, "activity": HELLO}
    created = await connector.create_conversation(teams.service_url, body)
    assert (created.result, created.cause) == (AttemptResult.UNKNOWN, AttemptCause.NO_ID)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "message"},
        {"type": "event", "text": "x"},
        {"type": "message", "id": "1", "text": "x"},
        {"type": "message", "text": "x" * 20_001},
        {"type": "message", "text": "x", "attachments": [{"contentType": "image/png"}]},
        {"type": "message", "text": "x", "entities": [{"mentioned": {}, "text": "<at>y</at>"}]},
        {"type": "message", "text": "x", "channelData": "x"},
        {"type": "message", "text": {"x": "y"}},
    ],
)
async def test_the_stand_in_refuses_what_teams_would_refuse(
    session: ClientSession, wrong: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError, match="send"):
        await post_to_a_teams_of_its_own(session, wrong)


async def post_to_a_teams_of_its_own(session: ClientSession, activity: dict[str, Any]) -> None:
    async with StandInTeams() as teams:
        attempt = await make_connector(teams, session).send(teams.service_url, CHANNEL, activity)
        assert attempt.result is AttemptResult.REFUSED
        assert teams.visible == []


async def test_a_body_goes_out_as_json_and_what_was_written_before_to_the_letter(
    session: ClientSession,
) -> None:
    arrived: list[tuple[str, str, bytes]] = []

    async def take(request: web.Request) -> web.Response:
        arrived.append((request.method, request.content_type, await request.read()))
        return web.json_response({"id": "1"})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", take)
    async with TestServer(app) as server:
        url, hosts = str(server.make_url("/")), ServiceHosts.parse(f"127.0.0.1:{server.port}")
        connector = Connector(session=session, tokens=NoTokens(), hosts=hosts)
        await connector.send(url, CHANNEL, '{ "text": "één 🔴"}'.encode())
        await connector.update(url, CHANNEL, "1", {"text": "één", "summary": "🔴"})
        await connector.delete(url, CHANNEL, "1")
    assert arrived == [
        ("POST", "application/json", '{ "text": "één 🔴"}'.encode()),
        ("PUT", "application/json", '{"text":"één","summary":"🔴"}'.encode()),
        ("DELETE", "application/octet-stream", b""),
    ]


CHAT = "19:acuut@thread.v2"


def in_chat(*object_ids: str, key: str = "aadObjectId") -> list[dict[str, Any]]:
    return [{"id": f"29:{one}", "name": one, key: one} for one in object_ids]


async def test_who_is_in_a_chat_is_read_to_its_last_page_without_the_bot(
    teams: StandInTeams, connector: Connector
):
    bot = {"id": "28:bot", "name": "Stoplicht"}
    teams.rosters[CHAT] = [*in_chat("cora"), bot, *in_chat("piet", key="objectId")]
    seen = await connector.list_members(teams.service_url, CHAT)
    assert seen.attempt.result is AttemptResult.SENT
    assert seen.members == ("cora", "piet")


async def test_somebody_without_an_account_is_in_a_chat_all_the_same(
    teams: StandInTeams, connector: Connector
):
    teams.rosters[CHAT] = [*in_chat("cora"), {"id": "29:anonymous", "name": "x"}]
    assert (await connector.list_members(teams.service_url, CHAT)).members == ("cora", "")


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"members": {}}', b'{"members": null}'])
async def test_an_answer_that_does_not_say_who_is_in_a_chat_is_never_read_as_nobody(
    teams: StandInTeams, connector: Connector, answer: bytes
):
    teams.rosters[CHAT] = in_chat("cora")
    teams.fail_next(Fault(status=200, answer=answer))
    seen = await connector.list_members(teams.service_url, CHAT)
    assert seen.attempt.result is AttemptResult.UNKNOWN


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (FORBIDDEN, AttemptResult.REFUSED),
        (NOT_FOUND, AttemptResult.REFUSED),
        (throttled(), AttemptResult.NOT_SENT),
        (BAD_GATEWAY, AttemptResult.UNKNOWN),
        (HANG, AttemptResult.UNKNOWN),
    ],
)
async def test_a_chat_that_cannot_be_looked_into_says_why_also_after_a_first_page(
    teams: StandInTeams, session: ClientSession, fault: Fault, result: AttemptResult
):
    quick = make_connector(teams, session, call_within=SOON)
    teams.rosters[CHAT] = in_chat("cora", "piet")
    teams.fail_next(fault)
    first = await quick.list_members(teams.service_url, CHAT)
    assert (first.attempt.result, first.members) == (result, ())


async def test_a_chat_on_a_host_that_is_not_ours_is_not_looked_into(connector: Connector):
    seen = await connector.list_members("https://evil.example", CHAT)
    assert seen.attempt.cause is AttemptCause.HOST_NOT_ALLOWED
