"""The twelve example cases of the trade on one sitting of three hours: more is asked than
there is, and one orange case waits, with the reason. And where what becomes of some of them is
shown: what happens between referral and end walks in tests of its own.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest

from cards.agenda import draw_agenda
from domain.identifiers import OrganisationId
from domain.member import Organisation, OrganisationType
from domain.planning import Reason
from domain.stoplight import Colour
from services.agenda.approval import view_agenda
from tests.support.agenda_house import AgendaHouse
from tests.support.cards import a_kit, card_of, texts
from tests.support.meetings import CUT_OFF_AT, THE_MEETING
from tests.support.named_tests import is_there

RED, ORANGE, GREEN = Colour.RED, Colour.ORANGE, Colour.GREEN
# by code: colour, minutes and required participants (a third party comes to no agenda)
CASES: Final[Mapping[str, tuple[Colour, int, str]]] = {
    "KX7-Q42": (RED, 30, "police prosecution city ggz probation"),
    "MV3-T81": (ORANGE, 15, "safe-home child-protection city police guardians"),
    "BD9-L06": (GREEN, 0, "probation addiction city"),
    "ZP2-H55": (RED, 30, "prisons police prosecution safe-home probation city"),
    "RT6-C13": (ORANGE, 15, "police probation city lvb"),
    "HJ1-A38": (RED, 45, "prosecution prisons probation forensic city mayor"),
    "QE3-W61": (GREEN, 5, "ggz police city"),
    "VC7-N19": (ORANGE, 20, "police prosecution probation city safe-home"),
    "DU2-K47": (ORANGE, 15, "police guardians child-protection truancy"),
    "FL5-Y90": (ORANGE, 15, "ggd city ggz"),
}
WITHOUT_COLOUR: Final = ("WN4-J77", "GS8-E24")

# how an example goes on, and the test that walks it
WALKS: Final[Mapping[str, Mapping[str, str]]] = {
    "BD9-L06": {
        "silence is agreement to go on with the plan": (
            "tests/services/test_written_round_clock.py"
            "::test_after_five_working_days_of_silence_the_plan_continues"
        ),
        "whether it may leave the list is asked, and a person decides": (
            "tests/journeys/test_written_round.py"
            "::test_silence_continues_the_plan_an_objection_brings_it_to_the_table_red_ends_it"
        ),
    },
    "RT6-C13": {
        "a second member confirms that it is reopened, with a reason": (
            "tests/services/test_reopening.py"
            "::test_before_a_second_member_confirms_it_the_case_stays_shielded"
        ),
        "its clock runs on from the first day": (
            "tests/services/test_reopening.py::"
            "test_confirmed_by_another_coordinator_it_is_on_the_list_and_its_clock_runs_on"
        ),
    },
    "WN4-J77": {
        "without the criteria it is not taken up": (
            "tests/domain/test_weighing.py::test_no_case_is_taken_up_with_one_criterion_not_met"
        ),
        "the referrer reads the advice": (
            "tests/services/test_weighing.py"
            "::test_the_referrer_reads_criteria_and_what_to_go_on_with"
        ),
        "a count remains of it": (
            "tests/journeys/test_destruction.py"
            "::test_what_was_not_taken_up_leaves_a_count_and_a_proof_whatever_kills_the_bot"
        ),
    },
    "QE3-W61": {
        "it is closed and reads as one that never was": (
            "tests/journeys/test_closing.py"
            "::test_a_case_leaves_and_reads_as_one_that_never_was_until_it_is_reopened"
        ),
        "who had a place reads that it is closed, once": (
            "tests/services/test_closing.py"
            "::test_who_had_a_place_and_the_referrer_read_the_code_once_in_the_next_digest"
        ),
    },
    "FL5-Y90": {
        "to refuse is a valid answer that nobody reminds of": (
            "tests/services/test_case_eight.py::"
            "test_to_refuse_is_a_valid_answer_that_nobody_asks_anew_and_nobody_reminds_of"
        ),
        "nobody but the coordinators learns of it": (
            "tests/services/test_case_eight.py"
            "::test_it_is_read_by_coordinators_and_by_nobody_else_also_once_it_is_orange"
        ),
        "to others it is like not known, to the byte": (
            "tests/services/test_refusal_unseen.py::"
            "test_from_the_answer_to_the_weighing_others_read_the_same_in_the_same_number_of_steps"
        ),
    },
    "HJ1-A38": {
        "it gets longer than the usual half hour": (
            "tests/services/test_case_nine.py::test_it_gets_longer_than_is_usual_for_red"
        ),
        "what the prosecution told goes no further": (
            "tests/services/test_case_nine.py"
            "::test_what_the_prosecution_tells_goes_no_further_than_who_is_involved"
        ),
        "another house hears it only when the prosecution agrees": (
            "tests/services/test_case_nine.py"
            "::test_no_other_house_hears_of_it_before_the_prosecution_agrees"
        ),
        "what is not done comes to the manager": (
            "tests/services/test_case_nine.py"
            "::test_what_is_not_done_in_a_fortnight_comes_to_the_manager_by_code_and_date"
        ),
    },
    "VC7-N19": {
        "the RIEC that knows one brother hears nothing of care": (
            "tests/services/test_known_check.py"
            "::test_a_partnership_hears_nothing_of_health_and_no_organisation_with_secrecy"
        ),
        "the brothers stand on one draft as linked": (
            "tests/services/test_case_eleven.py"
            "::test_both_stand_on_one_draft_and_it_says_that_they_are_linked_and_not_why"
        ),
        "each is kept longer by itself, when who referred it agrees": (
            "tests/services/test_case_eleven.py"
            "::test_each_is_kept_longer_by_itself_and_only_when_who_referred_it_agrees"
        ),
        "who is involved in one brother learns nothing of the other": (
            "tests/services/test_linked_case.py"
            "::test_to_who_is_involved_in_one_of_them_it_is_as_if_there_were_none"
        ),
    },
}


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    names = {name for _, _, required in CASES.values() for name in required.split()}
    async with agenda_house.database.work() as uow:
        for name in sorted(names - {"police", "city"}):
            await uow.people.save_organisation(
                Organisation(
                    id=OrganisationId(name), name=name, type=OrganisationType.PUBLIC_PARTICIPANT
                )
            )
    for code, (colour, minutes, required) in CASES.items():
        agenda_house.now += timedelta(minutes=1)
        partners = tuple(OrganisationId(one) for one in required.split())
        await agenda_house.add_case(code, colour, minutes, partners)
    for code in WITHOUT_COLOUR:
        await agenda_house.add_case(code, None)
    await agenda_house.tick(CUT_OFF_AT)
    return agenda_house


async def test_of_190_minutes_180_are_planned_and_one_orange_case_waits(house: AgendaHouse):
    assert sum(minutes for _, minutes, _ in CASES.values()) == 190
    agenda = await house.agenda()
    misfits = {one.code: one.reason for one in agenda.left_out if one.reason is Reason.CAPACITY}
    assert misfits == {"FL5-Y90": Reason.CAPACITY}
    assert sum(one.minutes for one in agenda.items) == 175
    assert [one.colour for one in sorted(agenda.items, key=lambda one: one.starts_at)[:3]] == [
        RED
    ] * 3
    assert {one.code for one in agenda.left_out} - set(misfits) == {"BD9-L06", *WITHOUT_COLOUR}
    assert agenda.attendance.is_proven_best


async def test_the_card_says_how_many_minutes_too_many(house: AgendaHouse):
    async with house.acting("iris") as ctx:
        shown = texts(card_of(draw_agenda(a_kit(), await view_agenda(ctx, THE_MEETING))))
    assert (
        "🟠 ORANJE FL5-Y90: past niet, 5 min te veel. Nodig 15 min; na de 7 casussen ervoor is nog"
        " 10 min over."
    ) in shown
    assert "**1 past niet**" in shown


@pytest.mark.parametrize("walks", WALKS.values(), ids=WALKS)
def test_how_an_example_goes_on_is_shown_where_the_table_says(walks: Mapping[str, str]):
    assert [named for named in walks.values() if not is_there(named)] == []
