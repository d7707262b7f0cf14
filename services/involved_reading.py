"""What is read of the question which organisations are involved: its answer by who referred the
case, and by coordinators also what each organisation said.
"""

from dataclasses import dataclass
from datetime import date

from domain.access import Action, CaseState
from domain.case import Case
from domain.identifiers import OrganisationId
from domain.involved_answer import InvolvedAnswer, NamingAnswer
from domain.policy import decide_access
from services.access import Permit
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDay:
    """When an answer is read: after its last day. It says nothing of what anybody said."""

    due_on: date
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedSeen:
    """The answer as its reader may have it: nobody is ``named`` before it is given. ``said`` is
    what each organisation said, None for who did not; to coordinators only.
    """

    day: AnswerDay
    named: tuple[OrganisationId, ...] = ()
    said: tuple[tuple[OrganisationId, NamingAnswer | None], ...] = ()


async def find_involved(moment: Moment, case: Case) -> InvolvedAnswer | None:
    """The question of a case while its outcome stands; None when there is none."""
    if case.state is not CaseState.ADVICE_OR_SIGNAL:
        return None
    return await moment.uow.involved_answers.find(case.id)


def find_answer_day(moment: Moment, question: InvolvedAnswer) -> AnswerDay:
    """When the answer is read."""
    return AnswerDay(due_on=question.due_on, is_given=question.is_given(moment.today))


async def read_involved(ctx: Context, permit: Permit) -> InvolvedSeen | None:
    """Read the answer; None for who may not, and when nothing was asked. Its caller puts on record
    that it is seen.
    """
    case = permit.case_for(ctx, Action.VIEW_CASE)
    may = {
        one: decide_access(one, ctx.actor, permit.standing).is_allowed
        for one in (Action.READ_INVOLVED_ANSWER, Action.READ_ENQUIRIES)
    }
    found = await find_involved(ctx, case)
    if found is None or not may[Action.READ_INVOLVED_ANSWER]:
        return None
    day = find_answer_day(ctx, found)
    said = tuple((one.organisation, one.answer) for one in found.namings)
    return InvolvedSeen(
        day=day,
        named=found.named if day.is_given else (),
        said=said if may[Action.READ_ENQUIRIES] else (),
    )
