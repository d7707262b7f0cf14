"""The small Graph client: what it reads in an answer, and where it never goes."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.sending.connector import open_http_session
from bot.sending.graph import Graph
from bot.sending.tokens import NoTokens, TokenUnavailableError
from domain.delivery import AttemptResult
from domain.identifiers import CaseCode
from services.ports.rooms import ChatMember, ChatSeat
from tests.support.graph import TEAMS_APP, GraphCall, StandInGraph
from tests.support.teams import UNAUTHORISED, Fault

CODE, CHAT = CaseCode("ZP2-H55"), "19:acuut@thread.v2"
PEOPLE = [ChatMember(object_id=one, tenant_id="home", is_guest=False) for one in ("cora", "piet")]
SENT, UNKNOWN = AttemptResult.SENT, AttemptResult.UNKNOWN


class CountedTokens:
    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)

    async def token(self) -> str:
        if not self.tokens:
            raise TokenUnavailableError
        return self.tokens[0]

    def forget(self) -> None:
        self.tokens = self.tokens[1:]


@pytest.fixture
async def graph(socket_enabled: None) -> AsyncIterator[StandInGraph]:
    async with StandInGraph() as opened:
        yield opened


@pytest.fixture
async def client(graph: StandInGraph) -> AsyncIterator[Graph]:
    async with open_http_session() as http:
        yield Graph(
            session=http,
            tokens=NoTokens(),
            url=graph.url,
            teams_app=TEAMS_APP,
            home_tenant="HOME",
        )


@pytest.mark.parametrize(
    "place",
    [
        "/chats('19:acuut@thread.v2')/operations('one')",
        "/v1.0/chats('19:acuut@thread.v2')/operations('one')",
        "{url}/v1.0/chats/19:acuut@thread.v2/operations/one",
    ],
)
async def test_a_chat_that_is_being_made_is_known_by_where_it_is_followed(
    graph: StandInGraph, client: Graph, place: str
):
    location = place.format(url=graph.url)
    graph.fail_next(GraphCall.CREATE, Fault(status=202, location=location, answer=b""))
    made = await client.create(CODE, PEOPLE)
    assert (made.result, made.conversation_id) == (SENT, CHAT)
    assert made.remote_id == "/chats/19%3Aacuut%40thread.v2/operations/one"


@pytest.mark.parametrize(
    "location",
    [
        "",
        "https://evil.example/v1.0/chats('19:acuut@thread.v2')/operations('one')",
        "//evil.example/chats('19:acuut@thread.v2')/operations('one')",
        "/users('x')/operations('one')",
        "/chats('a/../../users')/operations('one')",
    ],
)
async def test_another_place_is_followed_by_nobody(
    graph: StandInGraph, client: Graph, location: str
):
    graph.fail_next(GraphCall.CREATE, Fault(status=202, location=location))
    made = await client.create(CODE, PEOPLE)
    assert (made.conversation_id, made.remote_id) == ("", "")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ({"status": "succeeded"}, SENT),
        ({"status": "failed"}, AttemptResult.REFUSED),
        ({"status": "inProgress"}, AttemptResult.NOT_SENT),
        ({"status": "notStarted"}, AttemptResult.NOT_SENT),
        ({}, AttemptResult.NOT_SENT),
        ({"status": 3}, AttemptResult.NOT_SENT),
    ],
)
async def test_only_what_says_that_it_is_done_is_done(
    graph: StandInGraph, client: Graph, answer: dict[str, object], result: AttemptResult
):
    said = Fault(status=200, answer=json.dumps(answer).encode())
    graph.fail_next(GraphCall.FOLLOW, said)
    assert (await client.follow(f"/chats/{CHAT}/operations/one")).result is result


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b'{"value": {}}',
        b'{"value": [{}]}',
        b'{"value": ["x"]}',
        b'{"value": [{"id": 3, "userId": "cora"}]}',
        b'{"value": [], "@odata.nextLink": "https://evil.example/v1.0/chats/x/members"}',
    ],
)
async def test_an_answer_that_does_not_say_who_is_there_is_never_read_as_nobody(
    graph: StandInGraph, client: Graph, answer: bytes
):
    graph.fail_next(GraphCall.LIST, Fault(status=200, answer=answer))
    seating = await client.list_seats(CHAT)
    assert (seating.attempt.result, seating.seats) == (UNKNOWN, ())


async def test_somebody_without_an_account_has_a_place_all_the_same(
    graph: StandInGraph, client: Graph
):
    graph.fail_next(GraphCall.LIST, Fault(status=200, answer=b'{"value": [{"id": "seat-1"}]}'))
    seating = await client.list_seats(CHAT)
    assert seating.seats == (ChatSeat(id="seat-1", object_id=""),)


async def test_a_redirect_is_not_followed(graph: StandInGraph, client: Graph):
    graph.fail_next(GraphCall.LIST, Fault(status=302, location=f"{graph.url}/v1.0/elsewhere"))
    assert (await client.list_seats(CHAT)).attempt.status == 302
    assert len(graph.calls) == 1


async def test_a_ticket_that_is_not_accepted_is_renewed_once(graph: StandInGraph):
    async with open_http_session() as http:
        tokens = CountedTokens("old", "new", "newer")
        client = Graph(
            session=http, tokens=tokens, url=graph.url, teams_app=TEAMS_APP, home_tenant="home"
        )
        graph.fail_next(GraphCall.CREATE, UNAUTHORISED)
        assert (await client.create(CODE, PEOPLE)).result is SENT
        assert tokens.tokens == ["new", "newer"]
        graph.fail_next(GraphCall.CREATE, UNAUTHORISED, UNAUTHORISED)
        assert (await client.create(CODE, PEOPLE)).status == 401
        tokens.tokens = []
        assert (await client.create(CODE, PEOPLE)).result is AttemptResult.NOT_SENT


async def test_a_graph_that_cannot_be_reached_surely_did_nothing():
    async with open_http_session() as http:
        client = Graph(
            session=http,
            tokens=NoTokens(),
            url="http://127.0.0.1:1",
            teams_app=TEAMS_APP,
            home_tenant="home",
        )
        assert (await client.create(CODE, PEOPLE)).result is AttemptResult.NOT_SENT


@pytest.mark.parametrize("url", ["https://evil.example", "http://graph.microsoft.com", ""])
async def test_there_is_no_client_for_another_place(url: str):
    async with open_http_session() as http:
        with pytest.raises(ValueError, match="no address of Graph"):
            Graph(session=http, tokens=NoTokens(), url=url, teams_app=TEAMS_APP, home_tenant="home")
