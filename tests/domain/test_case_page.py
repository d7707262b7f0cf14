"""Who reads which part of a case, against the table of product page §3a."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState, Ground, Involvement, Standing
from domain.case_page import PARTS_OF_LEAF, CaseLeaf, CasePart, find_leaves, find_parts
from domain.identifiers import MemberId, OrganisationId
from domain.member import Actor, Appointment, Member, Organisation, OrganisationType, Role
from domain.sitting import Sitting

# what a case has in any state; the answer to a question it has in outcome B only
EVERYTHING = frozenset(CasePart) - {CasePart.OWN_ACTIONS, CasePart.INVOLVED_ANSWER}
ADVISED = CaseState.ADVICE_OR_SIGNAL
ANSWERED = frozenset({CasePart.INVOLVED_ANSWER})
TOLD = frozenset({
    CasePart.IDENTITY,
    CasePart.STORY,
    CasePart.OUTCOME,
    CasePart.INTAKE,
    CasePart.DIRECT_CIRCLE,
})  # fmt: skip
# what partners and others said when they were asked, and what is passed on, is for coordinators
AT_TABLE = EVERYTHING - {CasePart.ENQUIRIES, CasePart.KNOWN_CHECKS, CasePart.SIGNALS}
# nor does who takes notes need who is close and how somebody is reached safely
TYPES = AT_TABLE - {CasePart.DIRECT_CIRCLE}
INSIDE = AT_TABLE - {CasePart.WEIGHING} | {CasePart.OWN_ACTIONS}
OWN = frozenset({CasePart.OWN_ACTIONS, CasePart.CONTRIBUTIONS})
NOTHING: frozenset[CasePart] = frozenset()
UP, TESTED, SENT = CaseState.TAKEN_UP, CaseState.PURPOSE_TESTED, CaseState.SUBMITTED
NO, REFERRER, CIRCLE = Involvement.NONE, Involvement.REFERRER, Involvement.CIRCLE
NOON = datetime(2026, 2, 12, 12, 0, tzinfo=UTC)


def actor(role: Role) -> Actor:
    organisation = Organisation(
        id=OrganisationId("org"), name="Organisatie", type=OrganisationType.PUBLIC_PARTICIPANT
    )
    member = Member(
        id=MemberId("m"),
        tenant_id="t",
        object_id="o",
        name="Een Lid",
        organisation=organisation.id,
        appointments=(Appointment(role=role, from_on=date(2026, 1, 1)),),
    )
    return Actor(member=member, organisation=organisation, roles=frozenset({role}))


@pytest.mark.parametrize(
    ("role", "involvement", "state", "parts"),
    [
        (Role.PROCESS_DIRECTOR, NO, UP, EVERYTHING | {CasePart.OWN_ACTIONS}),
        (Role.INFORMATION_COORDINATOR, NO, UP, EVERYTHING | {CasePart.OWN_ACTIONS}),
        (Role.INFORMATION_COORDINATOR, NO, SENT, EVERYTHING - set(PARTS_OF_LEAF[CaseLeaf.PLAN])),
        # of what was contributed which organisations did
        (Role.PROFESSIONAL, REFERRER, UP, TOLD | {CasePart.OWN_ACTIONS, CasePart.CONTRIBUTIONS}),
        (Role.PROFESSIONAL, REFERRER, SENT, TOLD),
        # which organisations are involved, for who asked it and not for who is
        (Role.PROFESSIONAL, REFERRER, ADVISED, TOLD | OWN | ANSWERED),
        (Role.PROFESSIONAL, CIRCLE, ADVISED, INSIDE),
        (Role.INFORMATION_COORDINATOR, NO, ADVISED, EVERYTHING | ANSWERED | OWN),
        (Role.PROFESSIONAL, REFERRER, CaseState.NOT_TAKEN_UP, TOLD),
        (Role.PROFESSIONAL, REFERRER, CaseState.WITHDRAWN, TOLD),
        (Role.PROFESSIONAL, REFERRER, CaseState.REPORT_WITHDRAWN, NOTHING),
        (Role.PROFESSIONAL, CIRCLE, UP, INSIDE),
        (Role.PROFESSIONAL, CIRCLE, TESTED, INSIDE),
        (Role.PROFESSIONAL, CIRCLE, SENT, NOTHING),
        (Role.PROFESSIONAL, CIRCLE, CaseState.NOT_TAKEN_UP, NOTHING),
        (Role.PROFESSIONAL, Involvement.INVITED, UP, NOTHING),
        # a name in a window of its own, and no page
        (Role.PROFESSIONAL, Involvement.ASKED, TESTED, frozenset({CasePart.IDENTITY})),
        (Role.PROFESSIONAL, Involvement.ASKED, UP, NOTHING),
        (Role.PROFESSIONAL, Involvement.FORMER, UP, NOTHING),
        (Role.PROFESSIONAL, NO, UP, NOTHING),
        (Role.NOTE_TAKER, NO, UP, NOTHING),
        (Role.MANAGER, CIRCLE, UP, NOTHING),
        (Role.ADMINISTRATOR, CIRCLE, UP, NOTHING),
        (Role.CONTACT_POINT, CIRCLE, UP, NOTHING),
        (Role.PRIVACY_OFFICER, CIRCLE, UP, NOTHING),
    ],
)
def test_each_reads_what_the_table_gives_them(
    role: Role, involvement: Involvement, state: CaseState, parts: frozenset[CasePart]
):
    found = find_parts(actor(role), Standing(involvement=involvement, state=state))
    assert frozenset(found) == parts


@pytest.mark.parametrize(
    ("after", "parts"), [(timedelta(hours=23), TYPES), (timedelta(hours=25), NOTHING)]
)
def test_a_note_taker_reads_all_of_a_case_around_its_meeting_and_nothing_after(
    after: timedelta, parts: frozenset[CasePart]
):
    sitting = Sitting(starts_at=NOON - timedelta(hours=2), ends_at=NOON, at=NOON + after)
    standing = replace(Standing(involvement=NO, state=UP), sitting=sitting)
    assert frozenset(find_parts(actor(Role.NOTE_TAKER), standing)) == parts


def test_every_part_stands_on_a_leaf_and_every_leaf_has_its_parts():
    assert {part for on_it in PARTS_OF_LEAF.values() for part in on_it} == set(CasePart)
    assert set(PARTS_OF_LEAF) == set(CaseLeaf)


def test_a_reader_turns_only_to_leaves_with_something_to_read():
    referrer = dict.fromkeys(TOLD, Ground.REFERRER)
    assert find_leaves(referrer) == (CaseLeaf.WHY, CaseLeaf.INTAKE, CaseLeaf.WEIGHING)
    assert find_leaves({}) == ()
