"""A case leaves for another system as its member may read it, and each part is on record."""

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.running.case_exporting import (
    ExportedCase,
    ExportOrder,
    check_free,
    export_for,
    keep_export,
)
from bot.running.telling import NoSuchMemberError
from domain.access import CaseState
from domain.audit import AuditEvent, Operator
from domain.enquiry import EnquiryAnswer
from domain.errors import StoplichtError
from domain.identifiers import MarkId, MemberId
from domain.incorrect import IncorrectMark, MarkWords, StatementPart
from domain.member import Language
from services.access import RefusedError
from services.case_export import NoExportReasonError
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.enquiries import asked, say
from tests.support.judging_house import REFERRAL, TAKE_UP, JudgingHouse
from tests.support.permits import weigh_seen

ROOT = Operator("root")
CODE = "KX7-Q42"
NL = Language.DUTCH
MADE = ExportedCase(name="KX7-Q42-2026-11-28", open_json="{}", page="<p>Één</p>", language=NL)


async def export(house: JudgingHouse, folder: Path, by: str, reason: str = "PGAx") -> ExportedCase:
    order = ExportOrder(code=CODE, by=by, reason=reason, folder=folder)
    return await export_for(house.database, house.house, order, ROOT)


async def parts_on_record(house: JudgingHouse, seen: SeenCase) -> list[str]:
    entries = await house.on_record(seen.id)
    return [one.part for one in entries if one.event is AuditEvent.EXPORTED]


async def test_a_director_takes_the_whole_case_along_and_each_part_is_on_record(
    judging_house: JudgingHouse, tmp_path: Path
):
    seen = await judging_house.take_up()
    async with judging_house.work() as moment:
        mark = IncorrectMark(
            id=MarkId("mark-1"),
            case=seen.id,
            part=StatementPart.WHY_NOW,
            subject="",
            marked_by=MemberId("nurse"),
            organisation=CARE,
            marked_at=judging_house.now + timedelta(hours=1),
        )
        await moment.uow.incorrect_marks.add(mark, MarkWords(what="Het was dinsdag."))
    exported = await export(judging_house, tmp_path, "sanne")
    told: dict[str, Any] = json.loads(exported.open_json)
    assert (told["format"], told["version"]) == ("stoplicht.case", 1)
    assert told["exported"]["reason"] == "PGAx"
    assert told["identity"]["name"] == REFERRAL.identity.name
    assert told["story"]["supplied"]["by"] == "Agent"
    assert told["story"]["supplied"]["organisation"] == "Politie"
    assert told["weighing"]["weighed_by"] == "Sanne"
    assert told["colours"][0]["set_by"] == "Sanne"
    assert {one["organisation"] for one in told["circle"]} == {"Politie", "GGZ Rivierstad"}
    assert [(one["part"], one["what"]) for one in told["incorrect"]] == [
        ("why_now", "Het was dinsdag.")
    ]
    assert (told["plan"], told["actions"]) == (None, [])
    for content in (exported.open_json, exported.page):
        assert REFERRAL.identity.address not in content
        assert f"{CANARY} dreigt sinds maandag." in content
        assert "Het was dinsdag." in content
    assert "Meegenomen voor Sanne van Gemeente Rivierstad" in exported.page
    parts = await parts_on_record(judging_house, seen)
    expected = {"identity", "story", "weighing", "colour", "circle", "plan", "actions"}
    assert set(parts) == expected | {
        "discussion",
        "incorrect",
        "contributions",
        "intake",
        "known_check",
    }
    (entry, *_) = [
        one for one in await judging_house.on_record(seen.id) if one.event is AuditEvent.EXPORTED
    ]
    assert (entry.who, entry.operator) == ("sanne", ROOT)


async def test_a_partner_takes_along_what_the_policy_lets_them_read_and_no_more(
    judging_house: JudgingHouse, tmp_path: Path
):
    seen = await judging_house.take_up()
    told = json.loads((await export(judging_house, tmp_path, "nurse")).open_json)
    assert "weighed_by" not in told["weighing"]
    assert told["story"]["criteria"][0]["judged_met"] is None
    referred = json.loads((await export(judging_house, tmp_path, "agent")).open_json)
    assert {"colours", "circle"} <= told.keys()
    assert set(await parts_on_record(judging_house, seen)) >= {"story", "circle"}
    assert referred["story"]["why_now"] == REFERRAL.why_now


async def test_who_may_not_read_a_case_or_gives_no_reason_takes_nothing_along(
    judging_house: JudgingHouse, tmp_path: Path
):
    seen = await judging_house.take_up()
    with pytest.raises(RefusedError):
        await export(judging_house, tmp_path, "deputy")
    with pytest.raises(NoExportReasonError):
        await export(judging_house, tmp_path, "sanne", reason=" ")
    async with judging_house.database.work() as uow:
        case = await uow.cases.get(seen.id)
        await uow.cases.save(replace(case, state=CaseState.CLOSED))
    with pytest.raises(RefusedError):
        await export(judging_house, tmp_path, "sanne")
    assert await parts_on_record(judging_house, seen) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [(None, "niet voor u"), (NL, "niet voor u"), (Language.ENGLISH, "not for you")],
)
async def test_a_refusal_is_explained_in_the_language_asked_for_else_the_members(
    judging_house: JudgingHouse, tmp_path: Path, language: Language | None, told: str
):
    await judging_house.take_up()
    order = ExportOrder(code=CODE, by="deputy", reason="x", folder=tmp_path, language=language)
    with pytest.raises(RefusedError) as refused:
        await export_for(judging_house.database, judging_house.house, order, ROOT)
    (explained,) = refused.value.__notes__
    assert told in explained
    unknown = replace(order, by="nobody")
    with pytest.raises(NoSuchMemberError) as missed:
        await export_for(judging_house.database, judging_house.house, unknown, ROOT)
    assert bool(getattr(missed.value, "__notes__", ())) is bool(language)


async def test_files_that_are_there_already_are_refused_before_anything_is_on_record(
    judging_house: JudgingHouse, tmp_path: Path
):
    seen = await judging_house.take_up()
    exported = await export(judging_house, tmp_path, "sanne")
    before = await judging_house.on_record(seen.id)
    keep_export(exported, tmp_path)
    with pytest.raises(StoplichtError, match="is there already"):
        await export(judging_house, tmp_path, "sanne")
    assert await judging_house.on_record(seen.id) == before


def test_both_files_are_for_their_owner_alone(tmp_path: Path):
    check_free(MADE, tmp_path)
    open_json, page = keep_export(MADE, tmp_path)
    assert (open_json.read_text("utf-8"), page.read_text("utf-8")) == ("{}", "<p>Één</p>")
    assert {stat.S_IMODE(one.stat().st_mode) for one in (open_json, page)} == {0o600}


def test_when_one_file_cannot_be_written_there_is_none_of_them(tmp_path: Path):
    (tmp_path / f"{MADE.name}.html").write_text("old", encoding="utf-8")
    with pytest.raises(StoplichtError, match="is there already"):
        check_free(MADE, tmp_path)
    with pytest.raises(FileExistsError):
        keep_export(MADE, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [f"{MADE.name}.html"]
    with pytest.raises(StoplichtError, match="no folder"):
        check_free(MADE, tmp_path / "none")


async def test_what_partners_were_asked_and_said_goes_along_for_coordinators_only(
    judging_house: JudgingHouse, tmp_path: Path
):
    asked_about, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.INVOLVED)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=asked_about.id), TAKE_UP)
    told = json.loads((await export(judging_house, tmp_path, "iris")).open_json)
    assert [(one["organisation"], one["answer"]) for one in told["enquiries"]] == [
        ("Politie", "involved")
    ]
    assert "woont daar" not in json.dumps(told)
    partner = json.loads((await export(judging_house, tmp_path, "agent")).open_json)
    assert "enquiries" not in partner
