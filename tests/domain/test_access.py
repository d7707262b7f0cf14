"""The read policy against a table written by hand from product page §1, §2, §3, §6 and §8."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

import pytest

from domain.access import Action, CaseState, Ground, Involvement, Refusal, Standing
from domain.identifiers import MemberId, OrganisationId
from domain.member import Actor, Appointment, Member, Organisation, OrganisationType, Role
from domain.policy import decide_access
from domain.sitting import Sitting
from tests.domain.access_table import ALLOWED, PARTS
from tests.domain.access_table_words import NO_CASE, PARTICIPANTS, SHARED, Cell


def allowed_cells() -> Iterator[Cell]:
    for row in ALLOWED:
        for action, role, kind, involvement, state in product(*(part.split() for part in row)):
            yield action, role, kind, involvement, state
            if involvement in {Involvement.REFERRER.value, Involvement.CIRCLE.value}:
                # who stands to a case in both ways may do what either may
                yield action, role, kind, Involvement.REFERRER_IN_CIRCLE.value, state


ALLOWED_CELLS = frozenset(allowed_cells())


@cache
def actor(role: Role, kind: OrganisationType) -> Actor:
    organisation = Organisation(id=OrganisationId("org"), name="Organisatie", type=kind)
    member = Member(
        id=MemberId("m"),
        tenant_id="t",
        object_id="o",
        name="Een Lid",
        organisation=organisation.id,
        appointments=(Appointment(role=role, from_on=date(2026, 1, 1)),),
    )
    return Actor(member=member, organisation=organisation, roles=frozenset({role}))


PD = actor(Role.PROCESS_DIRECTOR, OrganisationType.PUBLIC_PARTICIPANT)
PROFESSIONAL = actor(Role.PROFESSIONAL, OrganisationType.PRIVATE_PARTICIPANT)
ADMINISTRATOR = actor(Role.ADMINISTRATOR, OrganisationType.PUBLIC_PARTICIPANT)
CASES = [Standing(involvement=i, state=s) for i, s in product(Involvement, CaseState)]


def cases_and(**changes: object) -> list[tuple[Standing, Standing]]:
    """Each case, and how one stands to it when this is so too."""
    return [(standing, replace(standing, **changes)) for standing in CASES]


def standings(action: Action) -> list[Standing | None]:
    return [None] if action.value in without_case() else [*CASES]


def without_case() -> set[str]:
    return {row[0] for row in ALLOWED if row[3] == NO_CASE}


def cell(action: Action, who: Actor, role: Role, standing: Standing | None) -> Cell:
    case = (standing.involvement.value, standing.state.value) if standing else (NO_CASE, NO_CASE)
    return (action.value, role.value, who.organisation.type.value, *case)


def test_every_action_has_cells_in_the_table():
    of_who_was_there = {
        Action.OBJECT_TO_MINUTES.value,
        Action.CORRECT_STATEMENT.value,
        Action.ANSWER_EXTENSION.value,
    }
    assert {action.value for action in Action} - of_who_was_there == {row[0] for row in ALLOWED}


def test_an_action_stands_in_one_part_of_the_table():
    parts = [action for part in PARTS for action in {row[0] for row in part}]
    assert len(parts) == len(set(parts))


def test_the_table_names_only_what_exists():
    known = (Action, Role, OrganisationType, Involvement, CaseState)
    for one in allowed_cells():
        for word, kind in zip(one, known, strict=True):
            assert word == NO_CASE or kind(word)


@pytest.mark.parametrize("action", Action)
def test_every_combination_is_answered_as_the_table_says(action: Action):
    wrong = []
    for role, kind in product(Role, OrganisationType):
        who = actor(role, kind)
        for standing in standings(action):
            expected = cell(action, who, role, standing)
            if decide_access(action, who, standing).is_allowed != (expected in ALLOWED_CELLS):
                wrong.append(expected)
    assert wrong == []


@pytest.mark.parametrize("action", Action)
def test_a_stranger_gets_nothing(action: Action):
    for standing in (None, *CASES):
        assert decide_access(action, None, standing).refusal is Refusal.UNKNOWN_MEMBER


@pytest.mark.parametrize("action", Action)
def test_a_member_without_a_valid_appointment_gets_nothing(action: Action):
    former = replace(PD, roles=frozenset())
    for standing in (None, *CASES):
        assert decide_access(action, former, standing).refusal is Refusal.NO_APPOINTMENT


@pytest.mark.parametrize("action", Action)
def test_a_third_party_gets_nothing_whatever_its_role(action: Action):
    for role, standing in product(Role, (None, *CASES)):
        guest = actor(role, OrganisationType.THIRD_PARTY)
        assert decide_access(action, guest, standing).refusal is Refusal.THIRD_PARTY


@pytest.mark.parametrize(
    "action", [action for action in Action if action.value not in without_case()]
)
def test_an_action_on_a_case_without_a_case_is_refused(action: Action):
    for role in Role:
        who = actor(role, OrganisationType.PUBLIC_PARTICIPANT)
        assert not decide_access(action, who, None).is_allowed


def test_two_roles_allow_what_either_allows_and_no_more():
    both = replace(PD, roles=frozenset({Role.PROCESS_DIRECTOR, Role.PROFESSIONAL}))
    single = [replace(PD, roles=frozenset({role})) for role in both.roles]
    for action, standing in product(Action, (None, *CASES)):
        either = any(decide_access(action, who, standing).is_allowed for who in single)
        assert decide_access(action, both, standing).is_allowed == either


@pytest.mark.parametrize(
    ("action", "who", "standing", "why"),
    [
        (Action.WEIGH, PROFESSIONAL, CASES[0], Refusal.NOT_YOUR_ROLE),
        (Action.VIEW_CASE, ADMINISTRATOR, CASES[0], Refusal.NOT_YOUR_ROLE),
        (Action.VIEW_CASE, PROFESSIONAL, CASES[0], Refusal.NOT_INVOLVED),
        (
            Action.WEIGH,
            actor(Role.PROCESS_DIRECTOR, OrganisationType.PRIVATE_PARTICIPANT),
            Standing(involvement=Involvement.NONE, state=CaseState.PURPOSE_TESTED),
            Refusal.NOT_PUBLIC,
        ),
        (
            Action.SET_COLOUR,
            PD,
            Standing(involvement=Involvement.NONE, state=CaseState.SUBMITTED),
            Refusal.NOT_IN_THIS_STATE,
        ),
        (
            Action.VIEW_CASE,
            PROFESSIONAL,
            Standing(involvement=Involvement.CIRCLE, state=CaseState.NOT_TAKEN_UP),
            Refusal.NOT_IN_THIS_STATE,
        ),
    ],
)
def test_the_audit_row_learns_why(action: Action, who: Actor, standing: Standing, why: Refusal):
    access = decide_access(action, who, standing)
    assert (access.action, access.refusal) == (action, why)


NINE, TWELVE = datetime(2026, 2, 12, 9, 0, tzinfo=UTC), datetime(2026, 2, 12, 12, 0, tzinfo=UTC)
A_SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "may"),
    [
        (NINE - HOUR - A_SECOND, False),
        (NINE - HOUR, True),
        (NINE, True),
        (TWELVE + DAY, True),
        (TWELVE + DAY + A_SECOND, False),
    ],
)
@pytest.mark.parametrize("kind", [OrganisationType(one) for one in PARTICIPANTS.split()])
def test_a_note_taker_runs_a_meeting_from_an_hour_before_it_until_a_day_after(
    at: datetime, may: bool, kind: OrganisationType
):
    sitting = Sitting(starts_at=NINE, ends_at=TWELVE, at=at)
    access = decide_access(Action.RUN_MEETING, actor(Role.NOTE_TAKER, kind), None, sitting)
    assert access.is_allowed == may
    assert access.refusal == (None if may else Refusal.NOT_AT_THIS_HOUR)


OF_A_NOTE_TAKER = [(Action.RUN_MEETING, Role.NOTE_TAKER)]
OF_ITS_CASES = (
    Action.VIEW_CASE,
    Action.REVEAL_IDENTITY,
    Action.DISCUSS_CASE,
    Action.VIEW_MINUTES,
    Action.WRITE_MINUTES,
    Action.READ_STORY,
    Action.READ_OUTCOME,
    Action.READ_WEIGHING,
    Action.READ_COLOUR,
    Action.READ_CIRCLE,
    Action.READ_PRIORITY,
    Action.READ_LINKS,
    Action.VIEW_ACTIONS,
)
OF_A_SESSION = (Action.NOTE_SESSION, Action.READ_CONTRIBUTIONS)
OF_WHO_KNOWS = (Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION)
OF_WHO_WAS_THERE = (Action.VIEW_MINUTES, Action.OBJECT_TO_MINUTES)


def test_a_meeting_that_is_held_opens_nothing_else():
    sitting = Sitting(starts_at=NINE, ends_at=TWELVE, at=NINE)
    for action, role, standing in product(Action, Role, (None, *CASES)):
        who = actor(role, OrganisationType.PUBLIC_PARTICIPANT)
        opened = decide_access(action, who, standing, sitting).is_allowed
        if (action, role) not in OF_A_NOTE_TAKER:
            assert opened == decide_access(action, who, standing).is_allowed


@pytest.mark.parametrize("action", OF_ITS_CASES)
@pytest.mark.parametrize(
    ("at", "may"),
    [
        (NINE - HOUR - A_SECOND, False),
        (NINE - HOUR, True),
        (TWELVE + DAY, True),
        (TWELVE + DAY + A_SECOND, False),
    ],
)
def test_a_note_taker_sees_a_case_of_the_meeting_during_those_hours_only(
    action: Action, at: datetime, may: bool
):
    sitting = Sitting(starts_at=NINE, ends_at=TWELVE, at=at)
    who = actor(Role.NOTE_TAKER, OrganisationType.PUBLIC_PARTICIPANT)
    for state in CaseState:
        held = Standing(involvement=Involvement.NONE, state=state, sitting=sitting)
        expected = may and state is CaseState.TAKEN_UP
        assert decide_access(action, who, held).is_allowed == expected


def test_a_case_of_a_meeting_opens_to_nobody_else_and_for_nothing_else():
    sitting = Sitting(starts_at=NINE, ends_at=TWELVE, at=NINE)
    for action, role, (standing, held) in product(Action, Role, cases_and(sitting=sitting)):
        who = actor(role, OrganisationType.PUBLIC_PARTICIPANT)
        opened = decide_access(action, who, held).is_allowed
        if role is not Role.NOTE_TAKER or action not in (*OF_ITS_CASES, *OF_A_SESSION):
            assert opened == decide_access(action, who, standing).is_allowed


@pytest.mark.parametrize("action", OF_A_SESSION)
@pytest.mark.parametrize(
    ("at", "may"),
    [
        (NINE - HOUR - A_SECOND, False),
        (NINE - HOUR, True),
        (TWELVE + DAY, True),
        (TWELVE + DAY + A_SECOND, False),
    ],
)
def test_a_note_taker_sees_what_a_session_is_about_during_its_hours_only(
    action: Action, at: datetime, may: bool
):
    sitting = Sitting(starts_at=NINE, ends_at=TWELVE, at=at)
    who = actor(Role.NOTE_TAKER, OrganisationType.PUBLIC_PARTICIPANT)
    for state in CaseState:
        held = Standing(involvement=Involvement.NONE, state=state, sitting=sitting)
        expected = may and state in {CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP}
        access = decide_access(action, who, held)
        assert access.ground == (Ground.NOTE_TAKER if expected else None)


def test_a_statement_opens_to_who_answers_for_it_while_its_case_is_not_closed():
    guarded = {one[4] for one in allowed_cells() if one[0] == Action.GUARD_CORRECTIONS.value}
    for role, kind, standing in product(Role, OrganisationType, CASES):
        who = actor(role, kind)
        assert not decide_access(Action.CORRECT_STATEMENT, who, standing).is_allowed
        answers = replace(standing, is_supplier=True)
        access = decide_access(Action.CORRECT_STATEMENT, who, answers)
        may = role in {Role.PROFESSIONAL, Role.PROCESS_DIRECTOR} and kind.value in PARTICIPANTS
        expected = may and standing.state.value in guarded
        assert access.ground == (Ground.SUPPLIER if expected else None)


def test_whether_a_case_is_kept_longer_is_asked_of_who_answers_for_a_supplier():
    extended = {one[4] for one in allowed_cells() if one[0] == Action.EXTEND_CASE.value}
    for role, kind, standing in product(Role, OrganisationType, CASES):
        who = actor(role, kind)
        assert not decide_access(Action.ANSWER_EXTENSION, who, standing).is_allowed
        access = decide_access(Action.ANSWER_EXTENSION, who, replace(standing, is_supplier=True))
        may = role is Role.PROFESSIONAL and kind.value in PARTICIPANTS.split()
        expected = may and standing.state.value in extended
        assert access.ground == (Ground.SUPPLIER if expected else None)


def test_who_said_to_know_somebody_contributes_until_that_case_is_weighed():
    cases = cases_and(is_supplier=True)
    for action, role, kind, (standing, knowing) in product(
        OF_WHO_KNOWS, Role, OrganisationType, cases
    ):
        who = actor(role, kind)
        usual = decide_access(action, who, standing).is_allowed
        access = decide_access(action, who, knowing)
        may = role is Role.PROFESSIONAL and kind.value in PARTICIPANTS.split()
        opened = may and standing.state is CaseState.PURPOSE_TESTED
        assert access.is_allowed == (usual or opened)
        if access.is_allowed and not usual:
            assert access.ground is Ground.SUPPLIER


def test_minutes_open_to_who_was_at_the_table_and_nothing_else_does():
    asked_of_suppliers = {Action.CORRECT_STATEMENT, Action.ANSWER_EXTENSION, *OF_WHO_KNOWS}
    others = [one for one in Action if one not in asked_of_suppliers]
    cases = cases_and(is_supplier=True)
    for action, role, kind, (standing, knowing) in product(others, Role, OrganisationType, cases):
        who = actor(role, kind)
        access = decide_access(action, who, knowing)
        is_professional = role is Role.PROFESSIONAL and kind.value in PARTICIPANTS.split()
        # an acute session may be about a case that is not weighed yet
        in_session = standing.state in {CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP}
        opened = action in OF_WHO_WAS_THERE and in_session
        usual = decide_access(action, who, standing).is_allowed
        assert access.is_allowed == (usual or (is_professional and opened))
        if access.is_allowed and not usual:
            assert access.ground is Ground.SUPPLIER


def test_who_is_told_an_address_reads_it_with_a_place_in_the_case_and_nothing_else_opens():
    cases = cases_and(is_told=True)
    for action, role, kind, (standing, hearing) in product(Action, Role, OrganisationType, cases):
        who = actor(role, kind)
        usual = decide_access(action, who, standing).is_allowed
        opened = (
            action is Action.READ_ADDRESS
            and role is Role.PROFESSIONAL
            and kind.value in PARTICIPANTS.split()
            and Involvement.CIRCLE in standing.involvement.ways
            and standing.state.value in SHARED.split()
        )
        told = decide_access(action, who, hearing)
        assert told.is_allowed == (usual or opened)


def test_directing_a_case_opens_its_address_to_who_has_a_place_and_nothing_else():
    cases = cases_and(is_director=True)
    for action, role, kind, (standing, leading) in product(Action, Role, OrganisationType, cases):
        who = actor(role, kind)
        usual = decide_access(action, who, standing).is_allowed
        opened = (
            action in {Action.READ_ADDRESS, Action.SHARE_ADDRESS}
            and role is Role.PROFESSIONAL
            and kind.value in PARTICIPANTS.split()
            and not {Involvement.REFERRER, Involvement.CIRCLE}.isdisjoint(standing.involvement.ways)
            and standing.state.value in SHARED.split()
        )
        directing = decide_access(action, who, leading)
        assert directing.is_allowed == (usual or opened)
