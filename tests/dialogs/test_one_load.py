"""One load and one decision: what a turn of a dialog asks of the case it is about."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogs.colour import COLOUR, CaseToColour, ColourAsked
from dialogs.pages import Dialog
from dialogs.screening import SCREENING
from dialogs.weighing import WEIGHING
from domain.access import Access, Action, CaseState, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.member import Actor
from domain.sitting import Sitting
from services import access
from services.access import find_case
from services.moment import Context
from services.seen_case import SeenCase
from storage.cases import CaseRows
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.judging_house import open_for_judging

DIALOGS = Path(__file__).parents[2] / "dialogs"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often a case is loaded, and the policy is asked."""
    found: Counter[str] = Counter()
    get, by_code, decide = CaseRows.get, CaseRows.by_code, access.decide_access

    async def counted_get(self: CaseRows, case_id: CaseId) -> Case:
        found["loads"] += 1
        return await get(self, case_id)

    async def counted_by_code(self: CaseRows, code: CaseCode) -> Case:
        found["loads"] += 1
        return await by_code(self, code)

    def counted_decide(
        action: Action,
        actor: Actor | None,
        standing: Standing | None,
        sitting: Sitting | None = None,
    ) -> Access:
        found["decisions"] += 1
        return decide(action, actor, standing, sitting)

    monkeypatch.setattr(CaseRows, "get", counted_get)
    monkeypatch.setattr(CaseRows, "by_code", counted_by_code)
    monkeypatch.setattr(access, "decide_access", counted_decide)
    return found


async def colour_asked(ctx: Context) -> CaseToColour:
    return CaseToColour(permit=await find_case(ctx, Action.SET_COLOUR, "KX7-Q42"))


async def test_every_turn_about_a_case_loads_it_once_and_decides_once(
    talk: Conversation, asked: Counter[str]
):
    async with talk.house() as house:
        seen = await (await open_for_judging(house)).take_up()
    talk.dialogs, talk.member = (COLOUR,), "sanne"
    once = {"loads": 1, "decisions": 1}

    asked.clear()
    await talk.begins_with(COLOUR, colour_asked)
    assert asked == once
    asked.clear()
    await talk.begins(COLOUR, ColourAsked(case=seen.id, version=seen.version))
    assert asked == once
    asked.clear()
    await talk.goes_through({"colour_reason": f"{CANARY} dreigt."})
    assert asked == once
    asked.clear()
    assert "KX7-Q42 is nu" in await talk.presses("Kleur vastleggen")
    assert asked == once


@pytest.mark.parametrize(
    ("dialog", "state"),
    [(SCREENING, CaseState.SUBMITTED), (WEIGHING, CaseState.PURPOSE_TESTED)],
    ids=["screening", "weighing"],
)
async def test_a_referral_is_read_with_the_permit_it_was_opened_with(
    talk: Conversation, asked: Counter[str], dialog: Dialog[Any, Any], state: CaseState
):
    async with talk.house() as house:
        seen = await (await open_for_judging(house)).refer(state=state)
    talk.dialogs, talk.member = (dialog,), "sanne"
    asked.clear()
    assert "dreigt sinds maandag" in await talk.begins(dialog, SeenCase(id=seen.id))
    assert asked == {"loads": 1, "decisions": 1}


def test_dialogs_ask_services_and_never_the_unit_of_work():
    reaches = {
        path.name for path in DIALOGS.glob("*.py") if re.search(r"\buow\b", path.read_text())
    }
    assert not reaches
