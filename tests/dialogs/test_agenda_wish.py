from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.agenda_wish import AGENDA_WISH
from domain.agenda_wish import AgendaWish, LeaveReason, WishKind, list_standing
from domain.identifiers import CaseCode
from domain.member import Language
from domain.stoplight import Colour
from services.agenda_wish import SeenDraft, keep_wish, open_workbench
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, AgendaHouse, SeededFiles
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

FRAMES = pytest.mark.parametrize("frame", list(Frame))
RED, ORANGE, LONG, GREEN = "KX7-Q42", "MV3-T81", "ZB4-A10", "BD9-L06"


@pytest.fixture
async def talk(seeded_files: SeededFiles, socket_enabled: None) -> Conversation:
    async with seeded_files.fresh() as house:
        await house.is_led(_drafted)
    return Conversation(seeded_files, (AGENDA_WISH,), member="iris", now=CUT_OFF_AT)


async def _drafted(house: AgendaHouse) -> None:
    await house.add_case(RED, Colour.RED, 30, (POLICE, CARE))
    await house.add_case(ORANGE, Colour.ORANGE, 15, (POLICE,))
    await house.add_case(LONG, Colour.ORANGE, 90, (CITY,))
    await house.add_case(GREEN, Colour.GREEN, 0)
    await house.tick(CUT_OFF_AT)


async def opens(talk: Conversation, code: str) -> str:
    async with talk.at_desk() as (_, ctx):
        case = await ctx.uow.cases.by_code(CaseCode(code))
    return await talk.begins(AGENDA_WISH, SeenDraft(meeting=THE_MEETING, case=case.id))


async def wishes(talk: Conversation) -> list[AgendaWish]:
    async with talk.at_desk() as (_, ctx):
        kept = await ctx.uow.agenda_wishes.of_meeting(THE_MEETING)
    return [one.wish for one in list_standing(kept)]


@FRAMES
@pytest.mark.parametrize(
    ("code", "doing", "answers", "wish", "said"),
    [
        (
            ORANGE,
            "pin",
            {"at": "10.15"},
            AgendaWish(kind=WishKind.PIN, at_minute=75),
            "MV3-T81: vastgezet op 10:15 door Iris",
        ),
        (
            ORANGE,
            "minutes",
            {"minutes": "25"},
            AgendaWish(kind=WishKind.MINUTES, minutes=25),
            "MV3-T81: 25 min, door Iris",
        ),
        (
            ORANGE,
            "add_partner",
            {"added": HOUSING},
            AgendaWish(kind=WishKind.ADD_PARTNER, organisation=HOUSING),
            "MV3-T81: Woonstichting erbij, door Iris",
        ),
        (
            RED,
            "do_without",
            {"without": CARE, "why": f"{CANARY} is ziek."},
            AgendaWish(kind=WishKind.DO_WITHOUT, organisation=CARE),
            "KX7-Q42: zonder GGZ Rivierstad, door Iris",
        ),
        (
            ORANGE,
            "leave_out",
            {"leave_reason": "settled"},
            AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED),
            "MV3-T81: van de agenda gehaald door Iris (buiten het overleg geregeld)",
        ),
        (GREEN, "take_in", {}, AgendaWish(kind=WishKind.TAKE_IN), "op de agenda gezet door Iris"),
    ],
)
async def test_a_coordinator_changes_a_case_in_two_pages(
    talk: Conversation,
    frame: Frame,
    code: str,
    doing: str,
    answers: dict[str, str],
    wish: AgendaWish,
    said: str,
):
    talk.frame = frame
    await opens(talk, code)
    await talk.goes_through({"doing": doing}, *([answers] if answers else []))
    receipt = await talk.presses("Aanpassen")
    assert said in receipt
    assert "Er wordt nu een nieuw concept gemaakt." in receipt
    assert CANARY not in receipt
    assert await wishes(talk) == [wish]


@pytest.mark.parametrize(
    ("code", "doing", "other", "minute"),
    [
        (LONG, "move_before", ORANGE, 30),
        (LONG, "move_after", ORANGE, 45),
        (ORANGE, "move_before", LONG, 30),
        (ORANGE, "move_after", LONG, 120),
    ],
)
async def test_a_case_is_moved_before_or_after_another(
    talk: Conversation, code: str, doing: str, other: str, minute: int
):
    await opens(talk, code)
    await talk.goes_through({"doing": doing}, {"other": other})
    await talk.presses("Aanpassen")
    assert await wishes(talk) == [AgendaWish(kind=WishKind.PIN, at_minute=minute)]


async def test_only_what_can_be_done_is_offered(talk: Conversation):
    on = await opens(talk, ORANGE)
    assert "Op de agenda van donderdag 12 februari 2026 om 09:" in on
    assert "Van de agenda halen" in on
    assert "Op de agenda zetten" not in on
    assert "terugdraaien" not in on
    off = await opens(talk, GREEN)
    assert "Niet op de agenda van donderdag 12 februari 2026. Nodig: 0 min" in off
    assert "Op de agenda zetten" in off
    assert "Van de agenda halen" not in off


async def test_what_was_changed_before_is_read_with_its_reason_and_taken_back(talk: Conversation):
    await opens(talk, RED)
    await talk.goes_through({"doing": "do_without"}, {"without": CARE, "why": f"{CANARY} is ziek."})
    await talk.presses("Aanpassen")
    read = await opens(talk, RED)
    assert "KX7-Q42: zonder GGZ Rivierstad, door Iris" in read
    assert f"{CANARY} is ziek." in read
    await talk.goes_through({"doing": "take_back"})
    assert "De aanpassingen van KX7-Q42 zijn teruggedraaid" in await talk.presses("Aanpassen")
    assert await wishes(talk) == []


@pytest.mark.parametrize(
    ("doing", "answers", "problem"),
    [
        ("pin", {"at": "kwart over tien"}, "Dit is geen tijd."),
        ("pin", {"at": "25:10"}, "Dit is geen tijd."),
        ("pin", {"at": ""}, "Vul dit nog in."),
        ("minutes", {"minutes": "12"}, "stappen van vijf"),
        ("minutes", {"minutes": "500"}, "120"),
        ("do_without", {"without": POLICE, "why": ""}, "Vul dit nog in."),
    ],
)
async def test_what_is_filled_in_wrongly_is_said_beside_the_question(
    talk: Conversation, doing: str, answers: dict[str, str], problem: str
):
    await opens(talk, ORANGE)
    assert problem in await talk.goes_through({"doing": doing}, answers)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("10:13", "Kies minuten in stappen van vijf"),
        ("08:00", "moet helemaal binnen het overleg van 180 minuten vallen"),
        ("09:10", "Rood komt eerst. De rode casussen duren samen 30 minuten."),
        ("11:45", "de andere casussen duren samen maar 120 minuten"),
    ],
)
async def test_a_pin_that_does_not_fit_is_refused_in_words_and_can_be_changed(
    talk: Conversation, at: str, said: str
):
    await opens(talk, ORANGE)
    await talk.goes_through({"doing": "pin"}, {"at": at})
    refused = await talk.presses("Aanpassen")
    assert said in refused
    assert await wishes(talk) == []
    await talk.changes("time")
    await talk.goes_through({"at": "09:45"})
    assert "vastgezet op 09:45" in await talk.presses("Aanpassen")


async def test_the_second_hears_what_the_first_changed_in_another_case(talk: Conversation):
    await opens(talk, ORANGE)
    await _another_changes(talk, LONG)
    await talk.goes_through({"doing": "minutes"}, {"minutes": "20"})
    receipt = await talk.presses("Aanpassen")
    assert "Intussen ook aangepast: ZB4-A10: 60 min, door Sanne." in receipt
    assert len(await wishes(talk)) == 2


async def test_the_second_on_the_same_case_hears_that_nothing_was_done(talk: Conversation):
    await opens(talk, LONG)
    await talk.goes_through({"doing": "minutes"}, {"minutes": "20"})
    await _another_changes(talk, LONG)
    said = await talk.presses("Aanpassen")
    assert "Sanne paste ZB4-A10 aan op 10-02-2026 12:00" in said
    assert [one.minutes for one in await wishes(talk)] == [60]


async def _another_changes(talk: Conversation, code: str) -> None:
    other = replace(talk, member="sanne")
    async with other.at_desk() as (_, ctx):
        case = await ctx.uow.cases.by_code(CaseCode(code))
        workbench = await open_workbench(ctx, SeenDraft(meeting=THE_MEETING, case=case.id))
        await keep_wish(ctx, workbench, AgendaWish(kind=WishKind.MINUTES, minutes=60))


async def test_the_dialog_speaks_english(talk: Conversation):
    talk.language = Language.ENGLISH
    await opens(talk, ORANGE)
    await talk.goes_through({"doing": "pin"}, {"at": "9:45"})
    assert "MV3-T81: fixed at 09:45 by Iris" in await talk.presses("Change")
