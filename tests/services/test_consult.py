"""A professional asks a coordinator for advice before a referral; only the two read it, and it is
wiped.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.consult import (
    ConsultAnsweredError,
    ConsultId,
    ConsultReply,
    ConsultTakenError,
    NamesSomebodyError,
    NoConsultWordsError,
    SaidAs,
)
from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import RefusedError
from services.consult import (
    answer_consult,
    ask_consult,
    ask_on_consult,
    close_consult,
    list_consults_to_answer,
    list_own_consults,
    look_at_consult,
    open_consult_to_answer,
    open_own_consult,
    read_consult,
    refer_from_consult,
    take_on_consult,
)
from services.inbox import view_inbox
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY

QUESTION = f"{CANARY}: kan dit bij u?"


async def asked(house: AgendaHouse, reply: ConsultReply = ConsultReply.WRITTEN) -> ConsultId:
    async with house.acting("agent") as ctx:
        await ask_consult(ctx, reply, QUESTION)
        return (await list_own_consults(ctx))[-1].id


async def answer(house: AgendaHouse, consult: ConsultId, said_as: SaidAs = SaidAs.ANSWERED) -> None:
    async with house.acting("iris") as ctx:
        opened = await open_consult_to_answer(ctx, consult)
        await answer_consult(ctx, opened, said_as, f"{CANARY}: ja.")


async def ask_more(house: AgendaHouse, consult: ConsultId) -> None:
    async with house.acting("agent") as ctx:
        await ask_on_consult(ctx, await open_own_consult(ctx, consult), "En dan?")


async def to_answer(house: AgendaHouse, name: str) -> list[ConsultId]:
    async with house.acting(name) as ctx:
        return [one.id for one in await list_consults_to_answer(ctx)]


async def look(house: AgendaHouse, consult: ConsultId, after: timedelta) -> None:
    house.now += after
    async with house.work() as moment:
        await look_at_consult(moment, consult)


async def is_there(house: AgendaHouse, consult: ConsultId) -> bool:
    async with house.reading() as moment:
        try:
            await moment.uow.consults.get(consult)
        except NotFoundError:
            return False
    return True


async def test_all_coordinators_hear_of_a_question(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    assert await agenda_house.told(NoticeKind.DIGEST) == ["daan", "iris", "sanne"]
    assert await to_answer(agenda_house, "iris") == [consult]
    assert await to_answer(agenda_house, "nurse") == []


async def test_whoever_asked_is_told_of_the_answer_and_reads_both_on_record(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    await answer(agenda_house, consult)
    assert await agenda_house.told(NoticeKind.CONSULT) == ["agent"]
    async with agenda_house.acting("agent") as ctx:
        said = await read_consult(ctx, await open_own_consult(ctx, consult))
        assert [(one.name, one.line.said_as) for one in said] == [
            ("Agent", SaidAs.ASKED),
            ("Iris", SaidAs.ANSWERED),
        ]
        assert [(one.part, one.subject) for one in ctx.seen] == [(SeenPart.CONSULT, consult)]


async def test_an_answer_in_the_evening_comes_when_the_office_opens(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    agenda_house.now = agenda_house.now.replace(hour=20)
    await answer(agenda_house, consult)
    (told,) = await agenda_house.notices(NoticeKind.CONSULT)
    assert told.due_at is not None
    assert (told.due_at - agenda_house.now) > timedelta(hours=8)


async def test_of_an_answer_by_telephone_nothing_is_kept(agenda_house: AgendaHouse):
    consult = await asked(agenda_house, ConsultReply.TELEPHONE)
    await answer(agenda_house, consult, SaidAs.CALLED)
    async with agenda_house.reading() as moment:
        kept = await moment.uow.consults.get(consult)
    assert (kept.lines[-1].said_as, kept.lines[-1].text) == (SaidAs.CALLED, "")


@pytest.mark.parametrize("name", ["deputy", "nurse"])
async def test_nobody_else_reads_it(agenda_house: AgendaHouse, name: str):
    consult = await asked(agenda_house)
    async with agenda_house.acting(name) as ctx:
        with pytest.raises(RefusedError):
            await open_own_consult(ctx, consult)
        with pytest.raises(RefusedError):
            await open_consult_to_answer(ctx, consult)


@pytest.mark.parametrize(
    "text",
    [
        "Geboren op 12-03-1990",
        "Geboren op 12 maart 1990",
        "Geboren op 3 Mei 1990",
        "Geboren op 12-03-90",
        "Geboren 1990-03-12",
        "Bel 06-12345678",
        "BSN 111222333",
        "j@x.nl",
        "Woont op 1234 AB",
    ],
)
async def test_what_tells_about_whom_it_is_is_refused(agenda_house: AgendaHouse, text: str):
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(NamesSomebodyError):
            await ask_consult(ctx, ConsultReply.WRITTEN, text)
        with pytest.raises(NoConsultWordsError):
            await ask_consult(ctx, ConsultReply.WRITTEN, "  ")
        assert await list_own_consults(ctx) == []


async def test_what_a_colleague_took_on_is_theirs_until_the_directors_were_told(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    async with agenda_house.acting("iris") as ctx:
        await take_on_consult(ctx, await open_consult_to_answer(ctx, consult))
    assert await to_answer(agenda_house, "iris") == [consult]
    assert await to_answer(agenda_house, "sanne") == []
    async with agenda_house.acting("sanne") as ctx:
        with pytest.raises(ConsultTakenError):
            await open_consult_to_answer(ctx, consult)
    await look(agenda_house, consult, timedelta(days=3))
    assert await to_answer(agenda_house, "sanne") == [consult]
    async with agenda_house.acting("sanne") as ctx:
        await take_on_consult(ctx, await open_consult_to_answer(ctx, consult))


async def leave(house: AgendaHouse, name: str) -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(name))
        await moment.uow.people.save_member(replace(member, appointments=()))


async def test_what_a_colleague_took_on_who_left_waits_for_every_coordinator_again(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    async with agenda_house.acting("iris") as ctx:
        await take_on_consult(ctx, await open_consult_to_answer(ctx, consult))
    await leave(agenda_house, "iris")
    assert await to_answer(agenda_house, "sanne") == [consult]
    async with agenda_house.acting("agent") as ctx:
        assert [one.taken_by for one in await list_own_consults(ctx)] == [""]
    async with agenda_house.acting("sanne") as ctx:
        opened = await open_consult_to_answer(ctx, consult)
        await answer_consult(ctx, opened, SaidAs.ANSWERED, "Ja.")
    assert await agenda_house.told(NoticeKind.CONSULT) == ["agent"]


async def test_a_question_waits_in_the_inbox_of_every_coordinator_until_it_is_answered(
    agenda_house: AgendaHouse,
):
    async def in_inbox(name: str) -> list[ConsultId]:
        async with agenda_house.acting(name) as ctx:
            return [one.id for one in (await view_inbox(ctx)).consults]

    consult = await asked(agenda_house)
    assert (await in_inbox("iris"), await in_inbox("sanne")) == ([consult], [consult])
    await answer(agenda_house, consult)
    assert await in_inbox("iris") == []


async def test_who_answers_second_hears_that_it_was_answered(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    await answer(agenda_house, consult)
    with pytest.raises(ConsultAnsweredError):
        await answer(agenda_house, consult)


async def test_the_house_is_reminded_once_and_then_the_directors_are_told_once(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    reminders = []
    for _ in range(5):
        await look(agenda_house, consult, timedelta(days=1))
        async with agenda_house.reading() as moment:
            reminders.append((await moment.uow.consults.get(consult)).reminders)
    assert reminders == [0, 1, 2, 2, 2]
    days = [one.business_key for one in await agenda_house.notices(NoticeKind.DIGEST)]
    assert len([one for one in days if ":iris:" in one]) == 2
    assert len([one for one in days if ":sanne:" in one]) == 3


async def test_a_further_question_goes_to_who_answered_and_waits_anew(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    await answer(agenda_house, consult)
    await ask_more(agenda_house, consult)
    assert await to_answer(agenda_house, "iris") == [consult]
    assert await to_answer(agenda_house, "sanne") == []


async def test_a_question_that_came_while_another_was_answered_waits_still(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    agenda_house.now += timedelta(hours=1)
    await ask_more(agenda_house, consult)
    asked_on_at = agenda_house.now
    agenda_house.now += timedelta(hours=1)
    async with agenda_house.acting("iris") as ctx:
        opened = await open_consult_to_answer(ctx, consult, seen=1)
        assert (await answer_consult(ctx, opened, SaidAs.ANSWERED, "Ja.")).waits
    assert await agenda_house.told(NoticeKind.CONSULT) == ["agent"]
    async with agenda_house.acting("iris") as ctx:
        (row,) = await list_consults_to_answer(ctx)
        assert (row.id, row.said_at, row.taken_by) == (consult, asked_on_at, "Iris")
    async with agenda_house.acting("iris") as ctx:
        opened = await open_consult_to_answer(ctx, consult, seen=3)
        assert not (await answer_consult(ctx, opened, SaidAs.ANSWERED, "Ook.")).waits


async def test_it_is_wiped_two_weeks_after_the_answer(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    await answer(agenda_house, consult)
    await look(agenda_house, consult, timedelta(days=13))
    assert await is_there(agenda_house, consult)
    await look(agenda_house, consult, timedelta(days=1))
    assert not await is_there(agenda_house, consult)
    await look(agenda_house, consult, timedelta(days=1))


async def test_without_an_answer_it_is_wiped_four_weeks_after_the_oldest_question(
    agenda_house: AgendaHouse,
):
    consult = await asked(agenda_house)
    await look(agenda_house, consult, timedelta(days=27))
    await ask_more(agenda_house, consult)
    await look(agenda_house, consult, timedelta(days=1))
    assert not await is_there(agenda_house, consult)


async def test_whoever_asked_closes_it_and_all_is_gone(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        await close_consult(ctx, await open_own_consult(ctx, consult))
    assert not await is_there(agenda_house, consult)
    assert await to_answer(agenda_house, "iris") == []


async def test_it_becomes_a_referral_with_its_question_once(agenda_house: AgendaHouse):
    consult = await asked(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        assert (await refer_from_consult(ctx, consult)).question == QUESTION
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(NotFoundError):
            await refer_from_consult(ctx, consult)


@pytest.mark.parametrize("way", ["leaves", "moves"])
async def test_it_ends_when_whoever_asked_loses_their_place(agenda_house: AgendaHouse, way: str):
    consult = await asked(agenda_house)
    async with agenda_house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        left = replace(agent, appointments=())
        moved = replace(agent, organisation=OrganisationId("housing"))
        await moment.uow.people.save_member(left if way == "leaves" else moved)
    assert await to_answer(agenda_house, "iris") == []
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await open_own_consult(ctx, consult)
    await look(agenda_house, consult, timedelta(hours=1))
    assert not await is_there(agenda_house, consult)
