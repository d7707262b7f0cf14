import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.running.printing import (
    PrintOrder,
    Sheet,
    check_place,
    draw_agenda_for,
    draw_case_for,
    draw_signal_for,
    keep_sheet,
)
from domain.audit import AuditEvent, Operator
from domain.errors import StoplichtError
from domain.member import Language
from domain.signal import SignalSays
from domain.stoplight import Colour
from services.access import RefusedError
from services.agenda.clock import hold_meetings
from services.signal_printing import NoSignalToPrintError
from tests.support.agenda_house import POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import JudgingHouse
from tests.support.meetings import CUT_OFF_AT, THE_MEETING
from tests.support.signals import FINDING, a_youth, form, says, send

ROOT = Operator("root")
SHEET = Sheet(name="KX7-Q42.html", html="<p>Één</p>", language=Language.DUTCH)


async def draw_case(house: JudgingHouse, reader: str, code: str = "KX7-Q42") -> Sheet:
    order = PrintOrder(of=code, reader=reader)
    return await draw_case_for(house.database, house.house, order, ROOT)


async def draw_agenda(house: JudgingHouse, **changes: object) -> Sheet:
    order = PrintOrder(**({"of": THE_MEETING, "reader": "sanne"} | changes))
    return await draw_agenda_for(house.database, house.house, order, ROOT)


@pytest.mark.parametrize("reader", ["sanne", "object-sanne"])
async def test_a_case_is_drawn_for_a_member_by_either_id(judging_house: JudgingHouse, reader: str):
    seen = await judging_house.take_up()
    sheet = await draw_case(judging_house, reader)
    assert sheet.name.startswith("KX7-Q42-2026-")
    assert "Casus KX7-Q42" in sheet.html
    assert AuditEvent.PRINTED in await judging_house.events(seen.id)


async def test_the_agenda_is_drawn_in_the_language_of_the_member_or_the_one_asked(
    judging_house: JudgingHouse,
):
    await judging_house.add_case("AB1-C23", Colour.RED, 30, (POLICE,))
    await judging_house.tick(CUT_OFF_AT)
    dutch, english = [
        await draw_agenda(judging_house, language=one) for one in (None, Language.ENGLISH)
    ]
    assert dutch.name == "agenda-2026-02-12.html"
    assert "Agenda van" in dutch.html
    assert "Agenda of" in english.html


async def test_a_signal_that_may_go_is_drawn_as_a_letter_without_a_code_or_a_name(
    judging_house: JudgingHouse,
):
    case = await a_youth(judging_house)
    signal = await send(judging_house, form())
    order = PrintOrder(of="GS8-E24", reader="sanne")

    async def draw(order: PrintOrder = order) -> Sheet:
        return await draw_signal_for(judging_house.database, judging_house.house, order, ROOT)

    await says(judging_house, signal.id, "agent", SignalSays.OBJECTION)
    with pytest.raises(NoSignalToPrintError):
        await draw()
    await says(judging_house, signal.id, "agent")
    for reader in ("iris", "agent"):
        with pytest.raises(RefusedError):
            await draw(replace(order, reader=reader))
    sheet = await draw()
    assert FINDING in sheet.html
    assert "Aan Woonvoorziening Oeverdal, ter attentie van de directeur" in sheet.html
    assert not [one for one in (CANARY, "Youri", "GS8", "2009-") if one in sheet.html]
    assert sheet.name.startswith("signal-2026-")
    assert AuditEvent.PRINTED in await judging_house.events(case)


@pytest.mark.parametrize("reader", ["", "nobody", "Sanne", "tenant"])
async def test_a_reader_who_is_no_member_is_told_in_words(judging_house: JudgingHouse, reader: str):
    await judging_house.take_up()
    with pytest.raises(StoplichtError, match="No member of this house is"):
        await draw_case(judging_house, reader)


async def test_a_refusal_is_told_and_on_record_and_nothing_else_is(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    before = await judging_house.events(seen.id)
    with pytest.raises(RefusedError):
        await draw_case(judging_house, "iris")
    assert (await judging_house.events(seen.id))[len(before) :] == [AuditEvent.REFUSED]


async def test_a_sheet_that_cannot_be_drawn_leaves_nothing_on_record(
    judging_house: JudgingHouse,
):
    async with judging_house.work() as moment:
        await hold_meetings(moment)
    for meeting, told in ((THE_MEETING, "no agenda yet"), ("nothing", "Er is geen overleg")):
        with pytest.raises(StoplichtError, match=told):
            await draw_agenda(judging_house, of=meeting)
    async with judging_house.reading() as moment:
        assert await moment.uow.audit.chain(None) == []


def test_a_sheet_is_kept_whole_and_for_its_owner_alone(tmp_path: Path):
    os.umask(os.umask(0))
    place = keep_sheet(SHEET, tmp_path / "sheet.html")
    assert place.read_text(encoding="utf-8") == "<p>Één</p>"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["sheet.html"]


def test_a_sheet_takes_the_place_of_an_older_one_that_others_could_read(tmp_path: Path):
    place = tmp_path / "sheet.html"
    place.write_text("old", encoding="utf-8")
    place.chmod(0o644)
    assert stat.S_IMODE(keep_sheet(SHEET, place).stat().st_mode) == 0o600


def test_without_a_place_a_sheet_is_named_for_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert keep_sheet(SHEET, None) == Path("KX7-Q42.html")
    assert (tmp_path / "KX7-Q42.html").exists()


def test_where_no_file_can_be_made_is_told_before_anything_is_read(tmp_path: Path):
    check_place(None)
    check_place(tmp_path / "sheet.html")
    for wrong in (tmp_path, tmp_path / "none" / "sheet.html"):
        with pytest.raises(StoplichtError, match="is no place for a file"):
            check_place(wrong)
