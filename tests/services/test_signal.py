"""A finding without persons: suppliers of the cases may object, a process director hands it over,
and who gets it hears nothing from the bot.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import CaseState
from domain.audit import AuditEvent, AuditReason
from domain.case_page import CaseLeaf
from domain.contribution import DataCategory
from domain.errors import NotFoundError
from domain.notice import NoticeKind
from domain.sight import SeenPart
from domain.signal import (
    NoLawfulnessError,
    NotOnThatDayError,
    NotReadyToHandOverError,
    SignalOverError,
    SignalSays,
    SignalStep,
)
from domain.signal_words import (
    HoldsBirthDateError,
    HoldsCodeError,
    HoldsNameError,
    NamesPersonError,
)
from services.access import NotNowError, RefusedError
from services.case_leaves import WeighingLeaf
from services.case_page import read_case_page
from services.signal import (
    form_signal_said,
    note_signal_said,
    open_signal,
    open_to_signal,
    withdraw_signal,
)
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import LANDLORD, JudgingHouse
from tests.support.signals import (
    FINDING,
    MONDAY,
    TO_HOUSING,
    TO_INSTITUTION,
    UNTIL,
    a_youth,
    asked_view,
    care_knows,
    form,
    hand_over,
    kept,
    rewrite,
    says,
    send,
    step,
    tasks,
    view,
)

OBJECTION = SignalSays.OBJECTION


@pytest.fixture
async def house(judging_house: JudgingHouse) -> JudgingHouse:
    judging_house.now = MONDAY
    return judging_house


async def test_each_supplier_reads_it_in_the_digest_with_the_codes_that_it_knows_only(
    house: JudgingHouse,
):
    one, other = await a_youth(house), await a_youth(house, "KX7-Q42", "deputy")
    await care_knows(house, other)
    signal = await send(house, form("GS8-E24", "kx7 q42"))
    digests = await house.notices(NoticeKind.DIGEST)
    assert {"nurse", "agent"} <= {str(one.member) for one in digests}
    (row,) = (await tasks(house, "nurse")).asked
    assert (row.codes, row.until_on) == (("KX7-Q42",), UNTIL)
    (row,) = (await tasks(house, "agent")).asked
    assert row.codes == ("GS8-E24", "KX7-Q42")
    shown = await asked_view(house, signal.id, "nurse")
    assert (shown.text.finding, shown.codes) == (FINDING, ("KX7-Q42",))
    seen = [entry for entry in await house.on_record(other) if entry.part is SeenPart.SIGNAL]
    assert [str(entry.who) for entry in seen] == ["nurse"]
    assert not [entry for entry in await house.on_record(one) if entry.who == "nurse"]


@pytest.mark.parametrize("who", ["nurse", "bea"])
async def test_who_supplied_nothing_is_not_asked(house: JudgingHouse, who: str):
    await a_youth(house)
    signal = await send(house, form())
    assert not (await tasks(house, who)).asked
    with pytest.raises(RefusedError):
        await says(house, signal.id, who)


@pytest.mark.parametrize("who", ["agent", "bea"])
async def test_who_is_no_coordinator_writes_none_and_reads_none_on_the_page(
    house: JudgingHouse, who: str
):
    case = await a_youth(house)
    signal = await send(house, form())
    async with house.acting(who) as ctx:
        with pytest.raises(RefusedError):
            await open_to_signal(ctx)
        with pytest.raises(RefusedError):
            await open_signal(ctx, signal.id)
    if who == "agent":
        async with house.acting(who) as ctx:
            leaf = (await read_case_page(ctx, case, CaseLeaf.WEIGHING)).leaf
        assert isinstance(leaf, WeighingLeaf)
        assert leaf.signals == ()


async def test_an_information_coordinator_writes_it_and_only_a_process_director_hands_it_over(
    house: JudgingHouse,
):
    await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent")
    with pytest.raises(RefusedError):
        await hand_over(house, signal.id, by="iris")
    assert (await view(house, signal.id, "iris")).may_hand_over is False
    gone = await hand_over(house, signal.id)
    assert gone.handed_over is not None
    assert (gone.handed_over.by, gone.handed_over.to) == ("sanne", "de directeur")


@pytest.mark.parametrize(
    ("finding", "error"),
    [
        (f"{FINDING} Vraag {CANARY.lower()}.", HoldsNameError),
        (f"{FINDING} Geboren 1 maart 2009.", HoldsBirthDateError),
        (f"{FINDING} Zie gs8e24.", HoldsCodeError),
    ],
)
async def test_what_tells_who_somebody_is_is_refused_and_nothing_is_kept(
    house: JudgingHouse, finding: str, error: type[Exception]
):
    await a_youth(house)
    with pytest.raises(error) as refused:
        await send(house, form(text=replace(TO_INSTITUTION, finding=finding)))
    assert CANARY not in str(refused.value)
    assert await kept(house) == []


async def test_each_typed_part_is_read_for_persons_the_addressee_too(house: JudgingHouse):
    await a_youth(house)
    addressee = TO_INSTITUTION.addressee
    for part in ("name", "function", "address"):
        named = replace(addressee, **{part: f"bij {CANARY}"})
        with pytest.raises(HoldsNameError):
            await send(house, form(text=replace(TO_INSTITUTION, addressee=named)))
    signal = await send(house, form())
    with pytest.raises(HoldsNameError):
        await says(house, signal.id, "agent", OBJECTION, f"{CANARY} loopt gevaar")
    await says(house, signal.id, "agent")
    with pytest.raises(HoldsNameError):
        await hand_over(house, signal.id, to=f"de moeder van {CANARY}")


async def test_it_comes_from_cases_that_go_on_and_that_its_writer_may_see(house: JudgingHouse):
    await house.refer("KX7-Q42", CaseState.SUBMITTED)
    with pytest.raises(NotNowError):
        await send(house, form("KX7-Q42"))
    await house.refer("RT6-C13", CaseState.CLOSED)
    with pytest.raises(RefusedError):
        await send(house, form("RT6-C13"))
    with pytest.raises(NotFoundError):
        await send(house, form("ZZ9-Z99"))


async def test_an_objection_stops_it_and_the_reason_is_for_coordinators(house: JudgingHouse):
    case = await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent", OBJECTION, "Er loopt nog iets.")
    assert await step(house) is SignalStep.STOPPED
    shown = await view(house, signal.id, "sanne")
    assert [one.reason for one in shown.signal.suppliers] == ["Er loopt nog iets."]
    digests = await house.notices(NoticeKind.DIGEST)
    assert {"iris", "sanne", "daan"} <= {str(one.member) for one in digests}
    house.now = MONDAY + timedelta(weeks=4)
    with pytest.raises(NotReadyToHandOverError):
        await hand_over(house, signal.id)
    assert AuditEvent.SIGNAL_ANSWERED in await house.events(case)


async def test_who_objected_can_say_otherwise_until_it_is_handed_over(house: JudgingHouse):
    await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent", OBJECTION)
    (row,) = (await tasks(house, "agent")).said
    assert row.says is OBJECTION
    await says(house, signal.id, "agent")
    assert await step(house) is SignalStep.READY
    await hand_over(house, signal.id)
    with pytest.raises(SignalOverError):
        await says(house, signal.id, "agent", OBJECTION)
    assert (await tasks(house, "agent")).said == []


async def test_a_signal_that_is_rewritten_is_asked_anew_without_the_case_that_was_left_out(
    house: JudgingHouse,
):
    await a_youth(house)
    other = await a_youth(house, "KX7-Q42", "agent")
    await care_knows(house, other)
    signal = await send(house, form("GS8-E24", "KX7-Q42"))
    await says(house, signal.id, "nurse", OBJECTION)
    await says(house, signal.id, "agent")
    house.now += timedelta(days=1)
    await rewrite(house, signal.id, form("GS8-E24"))
    (again,) = await kept(house)
    assert (again.asked, again.silent) == ({POLICE}, {POLICE})
    assert again.until_on == UNTIL + timedelta(days=1)
    assert (await view(house, signal.id)).codes == ("GS8-E24",)
    with pytest.raises(RefusedError):
        await says(house, signal.id, "nurse", OBJECTION)


async def test_what_is_withdrawn_is_wiped_and_that_it_was_there_stays_on_record(
    house: JudgingHouse,
):
    case = await a_youth(house)
    signal = await send(house, form())
    async with house.acting("iris") as ctx:
        await withdraw_signal(ctx, await open_signal(ctx, signal.id))
    assert await kept(house) == []
    assert (await house.events(case))[-1] is AuditEvent.SIGNAL_WITHDRAWN
    assert (await tasks(house, "agent")).asked == []


async def test_what_a_supplier_says_by_telephone_is_on_record_as_theirs(house: JudgingHouse):
    case = await a_youth(house)
    signal = await send(house, form())
    async with house.acting("sanne") as ctx:
        opened = await open_signal(ctx, signal.id)
        said = form_signal_said(ctx, SignalSays.NO_OBJECTION, "")
        await note_signal_said(ctx, opened, POLICE, said)
    last = (await house.on_record(case))[-1]
    assert (last.event, last.reason) == (AuditEvent.SIGNAL_ANSWERED, AuditReason.BY_TELEPHONE)
    assert (last.who, last.on_behalf_of) == ("sanne", POLICE)
    assert await step(house) is SignalStep.READY


async def test_what_is_said_by_telephone_names_nobody_of_the_other_cases_either(
    house: JudgingHouse,
):
    await a_youth(house)
    other = await a_youth(house, "KX7-Q42", "deputy")
    await care_knows(house, other)
    signal = await send(house, form("GS8-E24", "KX7-Q42"))
    async with house.acting("sanne") as ctx:
        opened = await open_signal(ctx, signal.id)
        said = form_signal_said(ctx, OBJECTION, "Zie GS8-E24.")
        with pytest.raises(NamesPersonError):
            await note_signal_said(ctx, opened, CARE, said)
    assert await step(house) is SignalStep.ASKING


async def test_to_a_participant_no_lawfulness_test_is_asked_and_to_a_third_party_it_is(
    house: JudgingHouse,
):
    await a_youth(house)
    await send(house, form(text=TO_HOUSING))
    (one,) = await kept(house)
    assert one.text.addressee.name == "Woonstichting"
    assert one.text.addressee.is_third_party is False
    with pytest.raises(NoLawfulnessError):
        await send(house, form(text=replace(TO_INSTITUTION, lawfulness=None)))


async def test_who_only_attends_is_a_third_party_whatever_the_page_said(house: JudgingHouse):
    await a_youth(house)
    addressee = replace(TO_HOUSING.addressee, organisation=LANDLORD, is_third_party=False)
    with pytest.raises(NoLawfulnessError):
        await send(house, form(text=replace(TO_HOUSING, addressee=addressee)))


async def test_data_of_health_goes_to_a_third_party_only_when_its_supplier_agrees(
    house: JudgingHouse,
):
    case = await a_youth(house)
    await care_knows(house, case, DataCategory.HEALTH)
    signal = await send(house, form())
    await says(house, signal.id, "agent")
    house.now = MONDAY + timedelta(weeks=3)
    assert await step(house) is SignalStep.UNAGREED
    with pytest.raises(NotReadyToHandOverError):
        await hand_over(house, signal.id)
    assert (await asked_view(house, signal.id, "nurse")).must_agree is True
    await says(house, signal.id, "nurse")
    await hand_over(house, signal.id)


async def test_the_case_page_shows_coordinators_which_signals_came_from_it(house: JudgingHouse):
    case = await a_youth(house)
    await send(house, form())
    async with house.acting("sanne") as ctx:
        leaf = (await read_case_page(ctx, case, CaseLeaf.WEIGHING)).leaf
    assert isinstance(leaf, WeighingLeaf)
    assert [one.signal.text.finding for one in leaf.signals] == [FINDING]
    parts = {entry.part for entry in await house.on_record(case) if entry.who == "sanne"}
    assert SeenPart.SIGNAL in parts


async def test_of_a_case_without_signals_no_signal_is_on_record(house: JudgingHouse):
    case = await a_youth(house)
    async with house.acting("sanne") as ctx:
        await read_case_page(ctx, case, CaseLeaf.WEIGHING)
    parts = {entry.part for entry in await house.on_record(case) if entry.who == "sanne"}
    assert SeenPart.SIGNAL not in parts


async def test_it_is_handed_over_on_a_day_since_it_was_asked(house: JudgingHouse):
    await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent")
    with pytest.raises(NotOnThatDayError):
        await hand_over(house, signal.id, on=date(2026, 2, 8))
