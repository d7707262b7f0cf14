"""A case with something of all that is kept under its key, to be read back elsewhere."""

from dataclasses import replace
from datetime import date

from domain.access import CaseState
from domain.agenda_wish import AgendaWish, KeptWish, WishKind
from domain.agreement import Signature
from domain.case import Case, CirclePlace, CircleReason, LeftReason
from domain.case_circle import Involving
from domain.departure import DepartureRequest
from domain.discussion_wish import DiscussionWish
from domain.identifiers import (
    ActionId,
    CaseCode,
    CaseId,
    ContributionId,
    InvitationId,
    KnownCheckId,
    MarkId,
    MeetingId,
    MemberId,
    MinutesId,
    OrganisationId,
    ReactionId,
    RoundId,
    SessionId,
)
from domain.incorrect import IncorrectMark, MarkWords, StatementPart
from domain.informing import Informed, Informing, InformingSaid
from domain.pause import Pause
from domain.priority import PriorityDecision, PriorityStep
from domain.reaction import ReactionWords
from domain.referral import Identity, Referral
from domain.referrer_news import ReferrerNews, ReferrerStep
from domain.retention_hold import RetentionHold
from domain.retention_review import RetentionReview
from domain.secret_address import SecretLook
from domain.signal import SignalId, SignalSource
from domain.written_round import RoundState, WrittenRound
from storage.unit_of_work import UnitOfWork
from tests.support.acute import CIRCLE, GATHERING, REPORT, TEST, a_session, an_invitation
from tests.support.agreed_actions import an_action
from tests.support.canaries import CANARY
from tests.support.cases import AGREEMENT, NOW, PURPOSE_TEST, a_colour, a_screening, a_weighing
from tests.support.contributions import a_contribution
from tests.support.discussions import a_discussion
from tests.support.known_checks import a_known_check
from tests.support.minutes import an_edition, an_objection, some_minutes
from tests.support.plans_of_action import a_plan
from tests.support.reactions import a_reaction
from tests.support.referrals import REFERRAL
from tests.support.signals import a_signal
from tests.support.written_rounds import LINES

GOES, STAYS = CaseId("a" * 32), CaseId("b" * 32)
CODES = {GOES: CaseCode("KX7-Q42"), STAYS: CaseCode("BB2-H55")}
AGENT, NURSE = MemberId("agent"), MemberId("nurse")
POLICE, CARE = OrganisationId("police"), OrganisationId("mental-health")
SIGNED = Signature(by=MemberId("sanne"), organisation=OrganisationId("city"), at=NOW, on=NOW.date())
# hearing of it in one meeting would make two sets of minutes of it
WEEKLY = {GOES: MeetingId("weekly:2026-11-12"), STAYS: MeetingId("weekly:2026-11-19")}


def a_filled(case: CaseId, **changes: object) -> Case:
    filled = Case(
        id=case,
        code=CODES[case],
        state=CaseState.TAKEN_UP,
        version=1,
        referrer=AGENT,
        referring_organisation=POLICE,
        received_at=NOW,
        promised_on=NOW.date(),
        changed_by=AGENT,
        changed_at=NOW,
    )
    return replace(filled, **changes)


def told(case: CaseId) -> Referral:
    """What was told of a case: nobody else's words."""
    who = Identity(name=f"{case[0]} {CANARY}", born_on=date(1990, 5, 1))
    return replace(REFERRAL, identity=who)


async def fill(uow: UnitOfWork, case: CaseId, until_on: date) -> None:
    """Keep something of everything of a case, which may not be destroyed until a day."""
    await uow.cases.add(a_filled(case), told(case))
    await uow.cases.save_referral(case, replace(told(case), why_now="Later."), AGENT, NOW)
    await _fill_circle(uow, case)
    await _fill_judgements(uow, case)
    await _fill_talks(uow, case)
    await _fill_acute(uow, case)
    await _fill_marks(uow, case)
    held = RetentionHold(
        case=case, until_on=until_on, reason=f"{CANARY}", set_by=SIGNED.by, set_at=NOW
    )
    await uow.retention_holds.keep(held)
    review = RetentionReview(case=case, said_by=SIGNED.by, said_at=NOW)
    await uow.retention_reviews.keep(review, f"{CANARY} komt vrij.")
    source = SignalSource(case=case, suppliers=frozenset({POLICE}))
    signal = replace(a_signal(NOW), id=SignalId(f"signal-{case[0]}"))
    await uow.signals.add(signal, [source])


async def _fill_circle(uow: UnitOfWork, case: CaseId) -> None:
    place = CirclePlace(
        case=case,
        member=NURSE,
        organisation=CARE,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=NOW,
    )
    involving = Involving(why=f"{CANARY} woont daar.", agreement=AGREEMENT)
    await uow.cases.join_circle(place, involving)
    await uow.cases.leave_circle(case, NURSE, NOW, LeftReason.BY_DIRECTOR, f"{CANARY} is weg.")
    await uow.departures.keep(
        DepartureRequest(case=case, member=AGENT, asked_at=NOW), f"{CANARY} is weg."
    )


async def _fill_judgements(uow: UnitOfWork, case: CaseId) -> None:
    await uow.weighings.add_screening(a_screening(case=case))
    await uow.weighings.add_screening(a_screening(PURPOSE_TEST, case))
    tested = ReferrerNews(case=case, step=ReferrerStep.PURPOSE_TESTED, member=AGENT, at=NOW)
    await uow.referrer_news.keep(tested)
    await uow.weighings.add(a_weighing(case))
    await uow.colours.add(a_colour(case=case))
    pause = Pause(case=case, reason=f"{CANARY} is weg.", review_on=NOW.date(), signed=SIGNED)
    await uow.case_steps.add_pause(pause)
    said = InformingSaid(said=Informed(informer=CANARY, informed_on=NOW.date()), signed=SIGNED)
    question = Informing(case=case, asked=SIGNED.by, ask_on=NOW.date())
    await uow.informings.keep(question, said)
    wish = AgendaWish(kind=WishKind.TAKE_IN, why=f"{CANARY} is er.")
    kept = KeptWish(number=1, case=case, code=CODES[case], wish=wish, by=SIGNED.by, at=NOW)
    await uow.agenda_wishes.add(WEEKLY[case], kept)


async def _fill_talks(uow: UnitOfWork, case: CaseId) -> None:
    await uow.plans_of_action.add(replace(a_plan(), case=case))
    await uow.agreed_actions.add(an_action(id=ActionId(f"action-{case[0]}"), case=case))
    await uow.discussions.add(a_discussion(case=case))
    wish = DiscussionWish(
        case=case, member=AGENT, organisation=POLICE, asked_at=NOW, reason=f"{CANARY} is terug."
    )
    await uow.discussion_wishes.keep(wish)
    written = MinutesId(f"minutes-{case[0]}")
    await uow.minutes.add(some_minutes(id=written, case=case, said_in=WEEKLY[case]))
    await uow.minutes.add_edition(an_edition(minutes=written, case=case))
    await uow.minutes.keep_objection(an_objection(minutes=written, case=case))
    held = a_round(case)
    await uow.written_rounds.add(held)
    await uow.written_rounds.keep_lines(held, LINES)


def a_round(case: CaseId) -> WrittenRound:
    return WrittenRound(
        id=RoundId(f"round-{case[0]}"),
        case=case,
        state=RoundState.CONTINUED,
        version=1,
        coloured_at=NOW,
        review_on=NOW.date(),
        since_on=NOW.date(),
        writer=AGENT,
    )


async def _fill_marks(uow: UnitOfWork, case: CaseId) -> None:
    said = a_reaction(case, NOW, id=ReactionId(f"reaction-{case[0]}"))
    await uow.reactions.add(said, ReactionWords(said=f"{CANARY} wil niet meer."))
    for part, subject in ((StatementPart.WHY_NOW, ""), (StatementPart.MINUTES, "minutes")):
        mark = IncorrectMark(
            id=MarkId(f"{part}-{case[0]}"),
            case=case,
            part=part,
            subject=subject,
            marked_by=AGENT,
            organisation=POLICE,
            marked_at=NOW,
        )
        await uow.incorrect_marks.add(mark, MarkWords(what=f"{CANARY} was er niet."))
    for number in (1, 2):
        contributed = ContributionId(f"contribution-{case[0]}")
        await uow.contributions.add(a_contribution(case, NOW, id=contributed, number=number))
    await uow.known_checks.add(a_known_check(case, NOW, id=KnownCheckId(f"outside-{case[0]}")))
    look = SecretLook(case=case, member=SIGNED.by, looked_at=NOW, reason=f"{CANARY} moet komen.")
    await uow.secret_addresses.note_look(look)
    decided = PriorityDecision(
        case=case,
        step=PriorityStep.PLACED,
        signed=SIGNED,
        reason=f"{CANARY} dreigt.",
        criteria_version="2026-A",
        agreement=AGREEMENT,
    )
    await uow.priorities.add(decided)


async def _fill_acute(uow: UnitOfWork, case: CaseId) -> None:
    session = a_session(id=SessionId(f"session-{case[0]}"), case=case)
    await uow.sessions.add(session, REPORT)
    await uow.sessions.keep_test(session, TEST)
    await uow.sessions.keep_circle(session, CIRCLE)
    await uow.sessions.save(replace(session, gathering=GATHERING))
    invitation = an_invitation(
        id=InvitationId(f"invitation-{case[0]}"), session=session.id, case=case
    )
    await uow.sessions.add_invitation(invitation)
