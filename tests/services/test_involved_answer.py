"""A referrer asked which organisations are involved: each is asked whether it may be named, and
only who says yes is. Weeks go by: nobody answers, one would rather not, somebody else comes.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.weighing import lay_out_outcome
from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.enquiry import DisclosureGround, EnquiryAnswer
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from domain.involved_answer import (
    CannotBeNamedError,
    NamingAnswer,
    NoGroundToBeNamedError,
    NotAskedToBeNamedError,
    TooLateNotToBeNamedError,
)
from domain.notice import NoticeKind, PrivateNotice
from domain.retention import RetentionGround
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from domain.timer import TimerKind
from files.case_export import write_case_json
from services.access import RefusedError
from services.case_export import copy_case
from services.case_leaves import WeighingLeaf
from services.contribution import contribute, open_to_contribute
from services.involved_answer import (
    NamingStep,
    open_naming,
    read_namings,
    take_back_naming_answer,
    view_naming,
)
from services.involved_asking import list_to_be_named
from services.retention import find_case_end
from services.second_member import ask_second_member, confirm_weighing, open_to_confirm
from services.seen_case import SeenCase, take_case
from services.weighing import read_outcome
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE
from tests.support.canaries import CANARY
from tests.support.contributions import TOLD
from tests.support.enquiries import MONDAY, a_tested_case, ask, be_away, bind, say
from tests.support.involved_answers import (
    ANSWERED_BY_ON,
    GIVEN_AT,
    REMINDED_AT,
    answering,
    asked_to_be_named,
    enquired,
    look,
    naming_of,
    naming_rows,
    naming_steps,
    read_by,
    says,
    weigh_to_answer,
)
from tests.support.judging_house import ADVISE, AGREED, LANDLORD, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen
from tests.support.reactions import answer_reaction, react_to

YES, NO = NamingAnswer.MAY_BE_NAMED, NamingAnswer.RATHER_NOT
DURING = MONDAY + timedelta(days=1)


async def digests(house: JudgingHouse, on: date) -> set[str]:
    notices = await house.notices(NoticeKind.DIGEST)
    return {one.member for one in notices if one.business_key.endswith(str(on))}


async def messages(house: JudgingHouse) -> list[PrivateNotice]:
    """What the referrer is sent."""
    found = await house.notices(NoticeKind.REFERRAL_WEIGHED)
    return [one for one in found if isinstance(one, PrivateNotice)]


async def take_back(house: JudgingHouse, seen: SeenCase, who: str = "agent") -> None:
    naming = await naming_of(house, seen)
    async with house.acting(who) as ctx:
        await take_back_naming_answer(ctx, naming.id, naming.version)


async def test_the_case_is_in_outcome_b_at_once_and_the_referrer_hears_when_they_get_an_answer(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    case = await judging_house.case(seen)
    assert case.state is CaseState.ADVICE_OR_SIGNAL
    assert [one.member for one in await messages(judging_house)] == ["nurse"]
    async with judging_house.sending_to("nurse") as reading:
        told = await read_outcome(reading, seen.id)
    assert told is not None
    assert told.involved is not None
    assert (told.involved.due_on, told.involved.is_given) == (ANSWERED_BY_ON, False)
    async with judging_house.reading() as moment:
        end = await find_case_end(moment, case)
    assert end.ground is RetentionGround.ADVICE_GIVEN
    assert end.goes_on == date(2026, 5, 11)


async def test_each_organisation_reads_in_the_digest_that_it_is_asked(judging_house: JudgingHouse):
    await asked_to_be_named(judging_house)
    assert {"agent", "huib"} <= await digests(judging_house, date(2026, 2, 10))
    (row,) = await naming_rows(judging_house, "agent")
    assert (row.step, row.until_on) == (NamingStep.TO_ANSWER, ANSWERED_BY_ON)
    async with judging_house.sending_to("huib") as reading:
        assert [one.step for one in await read_namings(reading)] == [NamingStep.TO_ANSWER]


async def test_only_who_said_yes_is_named_and_not_before_the_last_day_is_over(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, YES)
    await says(judging_house, seen, NO, "huib", HOUSING)
    view = await read_by(judging_house, seen)
    assert view.involved is not None
    assert (view.involved.named, view.involved.said) == ((), ())
    await look(judging_house, seen, GIVEN_AT)
    view = await read_by(judging_house, seen)
    assert view.involved is not None
    assert (view.involved.named, view.involved.said) == ((POLICE,), ())
    assert [one.member for one in await messages(judging_house)] == ["nurse", "nurse"]
    last = (await judging_house.on_record(seen.id))[-1]
    assert (last.who, last.part) == ("nurse", SeenPart.INVOLVED_ANSWER)


async def test_to_the_referrer_an_objection_is_like_silence_and_like_nobody_involved(
    judging_house: JudgingHouse,
):
    objected = await asked_to_be_named(judging_house, POLICE, code="KX7-Q42")
    silent = await asked_to_be_named(judging_house, POLICE, code="BB2-H55")
    nobody = await enquired(judging_house, "CC3-K66")
    await weigh_to_answer(judging_house, nobody)
    await says(judging_house, objected, NO)
    told, pages = set[tuple[str, ...]](), set[str]()
    for seen in (objected, silent, nobody):
        await look(judging_house, seen, REMINDED_AT)
        await look(judging_house, seen, GIVEN_AT)
        view = await read_by(judging_house, seen)
        pages.add(repr(lay_out_outcome(view)).replace(seen.id, "").replace(view.code, ""))
        keys = [one.business_key for one in await messages(judging_house) if one.subject == seen.id]
        told.add(tuple(one.replace(seen.id, "") for one in keys))
    assert (len(pages), len(told)) == (1, 1)
    (page,) = pages
    assert "involved_answer.nothing_to_say" in page
    assert "Politie" not in page


async def test_weeks_go_by_nobody_answers_and_who_weighed_reads_whom_to_call(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    judging_house.now = DURING
    async with judging_house.sending_to("sanne") as reading:
        assert await read_namings(reading) == []
    due = await judging_house.timers(TimerKind.INVOLVED_ANSWER)
    assert due[seen.id].date() == REMINDED_AT.date()
    await look(judging_house, seen, REMINDED_AT)
    assert await digests(judging_house, REMINDED_AT.date()) == {"agent", "huib", "sanne"}
    async with judging_house.sending_to("sanne") as reading:
        assert [one.step for one in await read_namings(reading)] == [NamingStep.TO_CALL] * 2
    due = await judging_house.timers(TimerKind.INVOLVED_ANSWER)
    assert due[seen.id].date() == GIVEN_AT.date()
    await look(judging_house, seen, GIVEN_AT)
    assert await digests(judging_house, GIVEN_AT.date()) == set()
    assert await naming_steps(judging_house, "agent") == []
    assert await naming_steps(judging_house, "sanne") == []
    with pytest.raises(NotAskedToBeNamedError):
        await says(judging_house, seen, YES)
    judging_house.now = GIVEN_AT + timedelta(weeks=8)
    view = await read_by(judging_house, seen)
    assert view.involved is not None
    assert view.involved.named == ()


async def test_who_answered_is_not_reminded(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, NO)
    await says(judging_house, seen, YES, "huib", HOUSING)
    await look(judging_house, seen, REMINDED_AT)
    assert await digests(judging_house, REMINDED_AT.date()) == set()


async def test_a_new_colleague_is_asked_when_who_spoke_for_the_organisation_left(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    async with judging_house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(agent.leave(DURING.date()))
    await look(judging_house, seen, REMINDED_AT)
    assert "deputy" in await digests(judging_house, REMINDED_AT.date())
    await says(judging_house, seen, YES, "deputy")
    await look(judging_house, seen, GIVEN_AT)
    view = await read_by(judging_house, seen)
    assert view.involved is not None
    assert view.involved.named == (POLICE,)


async def test_who_stands_in_for_who_is_asked_answers(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    assert await naming_rows(judging_house, "deputy") == []
    await be_away(judging_house)
    assert await naming_steps(judging_house, "deputy") == [NamingStep.TO_ANSWER]
    await says(judging_house, seen, YES, "deputy")


async def test_all_directors_can_call_when_who_weighed_is_none_any_more(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    assert await naming_steps(judging_house, "daan") == []
    async with judging_house.work() as moment:
        sanne = await moment.uow.people.member(MemberId("sanne"))
        await moment.uow.people.save_member(sanne.leave(DURING.date()))
    judging_house.now = REMINDED_AT
    assert await naming_steps(judging_house, "daan") == [NamingStep.TO_CALL] * 2
    await look(judging_house, seen, REMINDED_AT)
    assert "daan" in await digests(judging_house, REMINDED_AT.date())


async def test_all_directors_can_call_while_who_weighed_is_away(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    judging_house.now = DURING
    await be_away(judging_house, "sanne", None)
    await look(judging_house, seen, REMINDED_AT)
    assert "daan" in await digests(judging_house, REMINDED_AT.date())
    async with judging_house.sending_to("daan") as reading:
        assert [one.step for one in await read_namings(reading)] == [NamingStep.TO_CALL] * 2
    assert await naming_steps(judging_house, "iris") == []


async def test_who_is_asked_reads_whom_it_is_about_until_they_answer(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    naming = await naming_of(judging_house, seen)
    async with judging_house.acting("agent") as ctx:
        view = await view_naming(ctx, await open_naming(ctx, naming.id))
    assert CANARY in view.name
    last = (await judging_house.on_record(seen.id))[-1]
    assert (last.who, last.part) == ("agent", SeenPart.IDENTITY)
    await says(judging_house, seen, YES)
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(NotAskedToBeNamedError):
            await open_naming(ctx, naming.id)


@pytest.mark.parametrize("who", ["nurse", "deputy", "huib", "bea"])
async def test_nobody_else_reads_or_answers_it(judging_house: JudgingHouse, who: str):
    seen = await asked_to_be_named(judging_house, POLICE)
    assert await naming_rows(judging_house, who) == []
    with pytest.raises(RefusedError):
        await says(judging_house, seen, YES, who)


async def test_an_answer_can_be_taken_back_for_a_quarter_of_an_hour(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, NO)
    assert await naming_steps(judging_house, "agent") == [NamingStep.ANSWERED]
    judging_house.now += timedelta(minutes=14)
    await take_back(judging_house, seen)
    assert await naming_steps(judging_house, "agent") == [NamingStep.TO_ANSWER]
    await says(judging_house, seen, NO)
    judging_house.now += timedelta(minutes=15)
    assert await naming_steps(judging_house, "agent") == []
    with pytest.raises(TooLateNotToBeNamedError):
        await take_back(judging_house, seen)


async def test_a_yes_can_be_taken_back_until_the_referrer_reads_it(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, YES)
    judging_house.now = REMINDED_AT
    await take_back(judging_house, seen)
    await says(judging_house, seen, YES)
    judging_house.now = GIVEN_AT
    with pytest.raises(NotAskedToBeNamedError):
        await take_back(judging_house, seen)


async def test_only_who_is_asked_takes_back_and_an_old_card_changes_nothing(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    old = await naming_of(judging_house, seen)
    await says(judging_house, seen, YES)
    with pytest.raises(RefusedError):
        await take_back(judging_house, seen, "iris")
    async with judging_house.acting("agent") as ctx:
        await take_back_naming_answer(ctx, old.id, old.version)
    assert (await naming_of(judging_house, seen)).answer is YES


async def test_a_coordinator_records_what_was_said_by_telephone(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, YES, "iris")
    (entry,) = [
        one
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.NAMING_ANSWERED
    ]
    assert (entry.who, entry.on_behalf_of) == ("iris", "agent")
    assert entry.reason is AuditReason.BY_TELEPHONE
    with pytest.raises(NotAskedToBeNamedError):
        await says(judging_house, seen, NO, "iris")


async def test_where_secrecy_applies_a_yes_has_a_ground_and_a_no_has_none(
    judging_house: JudgingHouse,
):
    await bind(judging_house)
    judging_house.now = MONDAY
    seen = await a_tested_case(judging_house, referrer="agent")
    (care,) = await ask(judging_house, seen, CARE)
    consent = DisclosureGround.CONSENT
    await say(judging_house, care.id, EnquiryAnswer.KNOWN, consent, who="nurse")
    await weigh_to_answer(judging_house, seen, CARE)
    with pytest.raises(NoGroundToBeNamedError):
        await says(judging_house, seen, YES, "nurse", CARE)
    await says(judging_house, seen, YES, "nurse", CARE, consent)
    assert (await naming_of(judging_house, seen, CARE)).ground is consent
    naming = await naming_of(judging_house, seen, CARE)
    async with judging_house.acting("nurse") as ctx:
        await take_back_naming_answer(ctx, naming.id, naming.version)
    await says(judging_house, seen, NO, "nurse", CARE, consent)
    assert (await naming_of(judging_house, seen, CARE)).ground is None


async def test_the_log_does_not_tell_what_was_said(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, YES)
    await says(judging_house, seen, NO, "huib", HOUSING)
    answers = [
        (one.event, one.reason, one.outcome)
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.NAMING_ANSWERED
    ]
    assert len(answers) == 2
    assert len(set(answers)) == 1


async def test_only_who_knows_the_subject_or_has_a_place_can_be_asked(judging_house: JudgingHouse):
    judging_house.now = MONDAY
    seen = await a_tested_case(judging_house, referrer="nurse")
    (police,) = await ask(judging_house, seen, POLICE)
    await say(judging_house, police.id, EnquiryAnswer.CANNOT_SHARE)
    for organisation in (POLICE, HOUSING, CARE, CITY, LANDLORD):
        with pytest.raises(CannotBeNamedError):
            await weigh_to_answer(judging_house, seen, organisation)
    for seated in ("deputy", "nurse"):
        await judging_house.seat_member(seen.id, seated)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id))
        options = [(one.organisation, one.known_as) for one in await list_to_be_named(ctx, permit)]
    assert options == [(POLICE, "seated")]
    await weigh_to_answer(judging_house, seen, POLICE)


async def test_who_has_nobody_to_speak_for_it_any_more_is_not_asked(judging_house: JudgingHouse):
    seen = await enquired(judging_house)
    async with judging_house.work() as moment:
        huib = await moment.uow.people.member(MemberId("huib"))
        await moment.uow.people.save_member(huib.leave(MONDAY.date()))
    with pytest.raises(CannotBeNamedError):
        await weigh_to_answer(judging_house, seen, HOUSING)


async def test_all_ends_when_the_referrer_withdraws_the_case(judging_house: JudgingHouse):
    seen = await asked_to_be_named(judging_house)
    naming = await naming_of(judging_house, seen)
    await says(judging_house, seen, YES, "huib", HOUSING)
    async with judging_house.acting("nurse") as ctx:
        await react_to(ctx, seen.id)
    async with judging_house.acting("sanne") as ctx:
        await answer_reaction(ctx, seen.id, ends=True)
    assert (await judging_house.case(seen)).state is CaseState.WITHDRAWN
    assert await naming_rows(judging_house, "agent") == []
    assert await judging_house.timers(TimerKind.INVOLVED_ANSWER) == {}
    judging_house.now = GIVEN_AT
    assert (await read_by(judging_house, seen)).involved is None
    async with judging_house.reading() as moment:
        assert await moment.uow.involved_answers.find(seen.id) is None
        with pytest.raises(NotFoundError):
            await moment.uow.involved_answers.get_naming(naming.id)


async def test_organisations_are_asked_only_after_a_second_member_confirmed(
    judging_house: JudgingHouse,
):
    judging_house.now = MONDAY
    seen = await judging_house.refer(referrer="sanne")
    async with judging_house.acting("sanne") as ctx:
        case = await judge_fit(ctx, seen, PurposeJudgement.FITS, f"{CANARY} past.", AGREED)
    (police,) = await ask(judging_house, seen, POLICE)
    await say(judging_house, police.id, EnquiryAnswer.INVOLVED)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=case.id))
        with pytest.raises(CannotBeNamedError):
            await ask_second_member(ctx, permit, answering(HOUSING))
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=case.id))
        await ask_second_member(ctx, permit, answering(POLICE))
    assert await naming_rows(judging_house, "agent") == []
    async with judging_house.acting("daan") as ctx:
        await confirm_weighing(ctx, await open_to_confirm(ctx, SeenCase(id=seen.id)))
    assert await naming_steps(judging_house, "agent") == [NamingStep.TO_ANSWER]
    assert await naming_steps(judging_house, "sanne") == [NamingStep.TO_CALL]


async def test_an_organisation_that_said_yes_and_left_the_house_is_still_named(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    await says(judging_house, seen, YES, "huib", HOUSING)
    async with judging_house.work() as moment:
        await moment.uow.people.end_organisation(HOUSING, DURING.date())
    await look(judging_house, seen, GIVEN_AT)
    view = await read_by(judging_house, seen)
    assert view.name_organisation(HOUSING) == "Woonstichting"


async def test_an_advice_asks_nobody(judging_house: JudgingHouse):
    seen = await enquired(judging_house)
    form = replace(ADVISE, follow_up=replace(ADVISE.follow_up, to_be_named=frozenset({POLICE})))
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, form)
    assert await naming_rows(judging_house, "agent") == []
    assert (await read_by(judging_house, seen)).involved is None


@pytest.mark.parametrize("answer", [YES, NO])
async def test_the_referrer_reads_from_no_contribution_who_is_involved_whatever_was_said(
    judging_house: JudgingHouse, answer: NamingAnswer
):
    seen = await enquired(judging_house)
    async with judging_house.acting("agent") as ctx:
        await contribute(ctx, await open_to_contribute(ctx, seen.id), TOLD)
    await weigh_to_answer(judging_house, seen, POLICE)
    await says(judging_house, seen, answer)
    told = {}
    for who in ("nurse", "iris"):
        async with judging_house.acting(who) as ctx:
            told[who] = "Politie" in write_case_json(await copy_case(ctx, seen.id))
    assert told == {"nurse": False, "iris": True}


async def test_coordinators_read_on_the_page_what_each_said_and_the_referrer_the_answer_alone(
    judging_house: JudgingHouse,
):
    seen = await asked_to_be_named(judging_house)
    await judging_house.seat_member(seen.id, "deputy")
    await says(judging_house, seen, NO)
    await says(judging_house, seen, YES, "huib", HOUSING)
    judging_house.now = GIVEN_AT
    found = {}
    for who in ("iris", "nurse", "deputy"):
        async with judging_house.acting(who) as ctx:
            whole = await copy_case(ctx, seen.id)
        leaf = next(one.leaf for one in whole.pages if isinstance(one.leaf, WeighingLeaf))
        found[who] = leaf.involved
        assert ('"rather_not"' in write_case_json(whole)) == (who == "iris")
        assert ('"involved_answer": null' in write_case_json(whole)) == (who == "deputy")
    assert found["deputy"] is None
    assert found["nurse"] is not None
    assert (found["nurse"].named, found["nurse"].said) == ((HOUSING,), ())
    assert found["iris"] is not None
    assert dict(found["iris"].said) == {POLICE: NO, HOUSING: YES}
