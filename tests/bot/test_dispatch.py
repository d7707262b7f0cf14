"""Buttons are untrusted, and every command asks the policy before it runs (architecture §3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.activities import REFRESH
from bot.doors.dispatch import Dispatch
from bot.doors.registry import Registry
from bot.turns.feature import Command, Desk, Feature
from bot.turns.replies import Reply
from cards.words import Words
from domain.access import Action
from domain.member import Language
from domain.press import Press
from services.ports.turns import StoredAnswer
from storage.crypto import Seal, make_key
from tests.support.agenda_house import AgendaHouse
from tests.support.turning import HELLO, SEAL, TurningHouse, an_activity, an_invoke

PRESS = Press(verb="case.open", subject="case-1", version=3)
FORGED = {
    "verb": "case.close",
    "subject": "case-2",
    "version": 4,
    "member": "daan",
    "tenant_id": "another",
    "object_id": "object-daan",
    "token": "x",
}


@dataclass
class Doors:
    """One button and one command, and what they were asked."""

    pressed: list[tuple[str, Press, Mapping[str, str]]] = field(default_factory=list)
    typed: list[tuple[str, str]] = field(default_factory=list)

    async def press(self, desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
        self.pressed.append((desk.ctx.actor.id, press, inputs))
        return HELLO

    async def type(self, desk: Desk, arguments: str) -> Reply:
        self.typed.append((desk.ctx.actor.id, arguments))
        return HELLO

    @property
    def feature(self) -> Feature:
        command = Command(
            words=("agenda",),
            action=Action.PREPARE_AGENDA,
            run=self.type,
            help_key="help.line.help",
            reads_more=True,
        )
        urgent = replace(command, words=("acuut", "acute"), action=Action.VIEW_SESSION)
        return Feature(commands=(command, urgent), buttons={"case.open": self.press})


@pytest.fixture
def doors() -> Doors:
    return Doors()


@pytest.fixture
def house(agenda_house: AgendaHouse, doors: Doors) -> TurningHouse:
    dispatch = Dispatch(registry=Registry((doors.feature,)), seals=SEAL)
    return TurningHouse(agenda_house, dispatch)


async def seal_at(house: TurningHouse, ago: timedelta, press: Press = PRESS) -> str:
    return SEAL.seal(press, await house.now() - ago)


def pressed_by(way: str, data: dict[str, Any]) -> dict[str, Any]:
    """The same button as each kind of client sends it."""
    if way == "submit":
        return an_activity(text=None, value=data)
    if way == "execute":
        return an_invoke(data)
    name = {"fetch": "task/fetch", "task": "task/submit"}[way]
    return an_activity(type="invoke", name=name, text=None, value={"data": data})


@pytest.mark.parametrize("way", ["submit", "execute", "fetch", "task"])
async def test_what_a_button_does_is_what_was_sealed_whatever_the_client_sends_beside_it(
    house: TurningHouse, doors: Doors, way: str
) -> None:
    token = await seal_at(house, timedelta(0))
    await house.run(pressed_by(way, {"press": token, **FORGED}))
    [(actor, press, inputs)] = doors.pressed
    assert (actor, press) == ("sanne", PRESS)
    assert "press" not in inputs


@pytest.mark.parametrize("way", ["submit", "execute", "fetch", "task"])
async def test_a_button_without_a_seal_of_this_house_does_nothing(
    house: TurningHouse, doors: Doors, way: str
) -> None:
    own = await seal_at(house, timedelta(0))
    changed = own[:20] + ("A" if own[20] != "A" else "B") + own[21:]
    other_house = Seal(make_key()).seal(PRESS, await house.now())
    for number, token in enumerate([changed, other_house, "", "not-a-seal"]):
        answer = await house.run(
            pressed_by(way, {"press": token, "verb": "case.open", **FORGED}) | {"id": str(number)}
        )
        assert answer.status == 200
    assert doors.pressed == []


@pytest.mark.parametrize(
    ("ago", "is_done"),
    [(timedelta(days=30) - timedelta(hours=1), True), (timedelta(days=30), False)],
)
async def test_a_button_lives_thirty_days(
    house: TurningHouse, doors: Doors, ago: timedelta, is_done: bool
) -> None:
    await house.run(an_activity(text=None, value={"press": await seal_at(house, ago)}))
    assert bool(doors.pressed) is is_done
    (told,) = await house.said()
    assert ("te oud" in told) is not is_done


async def test_a_button_nobody_owns_does_nothing(house: TurningHouse, doors: Doors) -> None:
    token = await seal_at(house, timedelta(0), Press(verb="case.close", subject="case-1"))
    await house.run(an_activity(text=None, value={"press": token}))
    assert doors.pressed == []
    assert await house.said() == [Words(Language.DUTCH)("error.not_for_you")]


async def test_a_command_runs_for_who_may_ever_use_it_and_the_attempt_of_another_is_on_record(
    house: TurningHouse, doors: Doors
) -> None:
    await house.run(an_activity("sanne", text="agenda morgen"))
    await house.run(an_activity("agent", text="agenda morgen"))
    assert doors.typed == [("sanne", "morgen")]
    assert await house.events() == [("refused", "not_your_role")]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("acuut", ""),
        ("<quote>agenda morgen</quote> \u2013 acuut", ""),
        ("Piet Politie acuut", "Piet Politie"),
        ("KX7-Q42 is ACUUT!", "KX7-Q42"),
    ],
)
async def test_who_says_that_it_is_acute_is_heard_wherever_the_word_stands(
    house: TurningHouse, doors: Doors, text: str, arguments: str
) -> None:
    await house.run(an_activity("agent", text=text))
    assert doors.typed == [("agent", arguments)]


async def test_a_refresh_by_itself_answers_in_place_and_says_nothing(house: TurningHouse) -> None:
    token = await seal_at(house, timedelta(0), Press(verb=REFRESH, subject="agenda:weekly"))
    answer = await house.run(an_invoke({"press": token}) | {"replyToId": "1"})
    assert isinstance(answer, StoredAnswer)
    assert answer.body is not None
    assert answer.body["type"].startswith("application/vnd.microsoft.card")
    assert await house.said() == []
