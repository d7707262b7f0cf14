"""Who judges reads which other cases may be about the same person, in both languages."""

from dataclasses import replace

import pytest

from cards.case_page import read_leaf
from cards.merging import read_merge
from dialogs.about import AboutSession
from dialogs.acute_circle import ACUTE_JUDGEMENT
from dialogs.screening import SCREENING
from domain.access import CaseState
from domain.member import Language
from services.acute.report import NewSubject
from services.seen_case import SeenCase
from tests.support.acute_house import CODE, IDENTITY, IN_DUTY, REPORT, AcuteFiles
from tests.support.canaries import CANARY
from tests.support.cards import buttons, walk
from tests.support.case_talk import happened
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse
from tests.support.permits import report_now

TITLES = {Language.DUTCH: "Misschien bekend", Language.ENGLISH: "Perhaps known"}


async def two_of_one(house: JudgingHouse) -> SeenCase:
    await house.refer("BD4-R77")
    return await house.refer()


async def alone(house: JudgingHouse) -> SeenCase:
    return await house.refer()


@pytest.mark.parametrize("language", list(Language))
async def test_who_screens_reads_the_code_and_the_phase_of_the_other(
    talk: Conversation, language: Language
):
    talk = replace(talk, dialogs=(SCREENING,), member="iris", language=language)
    page = await talk.begins(SCREENING, await happened(talk, two_of_one))
    assert TITLES[language] in page
    assert "BD4-R77" in page
    assert f"Jan {CANARY}" not in page


@pytest.mark.parametrize(
    ("member", "state", "offered"),
    [
        ("sanne", CaseState.SUBMITTED, {"Bekijken", "Samenvoegen"}),
        ("sanne", CaseState.NOT_TAKEN_UP, {"Bekijken"}),
        ("sanne", CaseState.CLOSED, set()),
        ("iris", CaseState.SUBMITTED, {"Bekijken"}),
    ],
)
async def test_beside_each_stands_what_who_screens_may_do_with_it(
    talk: Conversation, member: str, state: CaseState, offered: set[str]
):
    async def two(house: JudgingHouse) -> SeenCase:
        await house.refer("BD4-R77", state=state)
        return await house.refer()

    talk = replace(talk, dialogs=(SCREENING,), member=member)
    seen = await happened(talk, two)
    await talk.begins(SCREENING, seen)
    found = buttons(talk.card)
    assert set(found) & {"Bekijken", "Samenvoegen"} == offered
    if "Samenvoegen" in offered:
        one, other = read_merge(found["Samenvoegen"])
        assert (one, other) == (seen.id, read_leaf(found["Bekijken"])[0])
        assert one != other
    # a screen reader hears of which case each button is
    told = [part["tooltip"] for part in walk(talk.card) if "tooltip" in part]
    assert len([one for one in told if "BD4-R77" in one]) == len(offered)


async def test_of_somebody_new_nothing_is_said(talk: Conversation):
    talk = replace(talk, dialogs=(SCREENING,), member="iris")
    assert "Misschien bekend" not in await talk.begins(SCREENING, await happened(talk, alone))


async def test_the_director_who_judges_an_acute_report_reads_it_too(
    acute_files: AcuteFiles, socket_enabled: None
):
    await acute_files.put_back()
    talk = Conversation(acute_files, (ACUTE_JUDGEMENT,), member="cora", now=IN_DUTY)
    async with talk.house() as house:
        await house.add_case()
        undated = replace(IDENTITY, born_on=None, name=f"{CANARY.upper()}, Jan")
        async with house.acting("wim") as ctx:
            reported = await report_now(ctx, REPORT, NewSubject(identity=undated))
    page = await talk.begins(ACUTE_JUDGEMENT, AboutSession(session=reported.session.id))
    assert "Misschien bekend" in page
    assert f"Casus {CODE}. Fase: Procesregie loopt" in page
