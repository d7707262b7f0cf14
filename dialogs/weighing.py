"""Weighing as a dialog: each criterion beside the referrer's explanation, the outcome and who
agreed, then what that outcome asks.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from cards.contribution import fit_contributions, show_briefly
from cards.enquiry import show_enquiries
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.second_member import show_held, tell_asked
from cards.takeover import show_takeover_before, tell_asked_to_take_on
from cards.weighing import tell_weighed
from cards.words import Text, Value, Words
from dialogs.added_facts import note_told, require_told
from dialogs.answers import choices_of, options, text_of
from dialogs.colour_questions import (
    COLOUR_FIELDS,
    check_colour,
    fill_in_minutes,
    read_wish,
    show_policy,
)
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from dialogs.partners import offer_participants
from dialogs.story import show_criterion, show_story
from domain.access import Action, CaseState
from domain.contribution_access import ContributionUse
from domain.draft import Answers
from domain.identifiers import MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.referral import Criterion
from domain.stoplight import Colour
from domain.weighing import FollowUp, Outcome, ShortEffort
from services.access import Permit
from services.acute.turning_red import find_acute_before
from services.calendar import write_moment
from services.contribution_reading import read_contributions
from services.criteria import find_criteria_gap
from services.enquiry import list_enquiries
from services.involved_asking import list_to_be_named
from services.moment import Context
from services.partners import name_organisations
from services.referral_views import view_referral
from services.second_member import ask_second_member, view_held
from services.seen_case import SeenCase, see, take_case
from services.takeover import find_takeover_before
from services.weighing import (
    TakingUp,
    WeighingForm,
    find_case_directors,
    needs_second_member,
    propose_involved,
    weigh_case,
)

_MET, _NOT_MET = "met", "not_met"
# in the order of their letters; of B each that is no advice stands beside it
_OUTCOMES: Final = (
    Outcome.NOT_TAKEN_UP,
    Outcome.ADVICE_OR_SIGNAL,
    ShortEffort.INVOLVED_ANSWER,
    ShortEffort.SIGNAL,
    Outcome.TAKEN_UP,
)
_NOBODY: Final = "nobody"
# of a window, in signs: without its questions
_ROOM: Final = 18_000


def _judged(criterion: Criterion) -> str:
    return f"judged_{criterion}"


def _met(answers: Answers) -> frozenset[Criterion]:
    return frozenset(one for one in Criterion if answers.get(_judged(one)) == _MET)


def _chose(outcome: Outcome | ShortEffort) -> Callable[[Answers], bool]:
    return lambda answers: answers.get("outcome") == outcome.value


_is_not_taken_up: Final = _chose(Outcome.NOT_TAKEN_UP)
_is_advice: Final = _chose(Outcome.ADVICE_OR_SIGNAL)
_is_involved_answer: Final = _chose(ShortEffort.INVOLVED_ANSWER)
_is_signal: Final = _chose(ShortEffort.SIGNAL)
_is_taken_up: Final = _chose(Outcome.TAKEN_UP)


def _check_outcome(answers: Answers, today: date) -> Problems:
    problems = dict(check_consent(answers, today))
    if _is_taken_up(answers) and _met(answers) != set(Criterion):
        problems["outcome"] = Text("weighing.criteria_not_met")
    return problems


def _check_hand_over(answers: Answers, _today: date) -> Problems:
    taken_on_by = text_of(answers, "taken_on_by")
    is_taken_on = taken_on_by not in {"", _NOBODY}
    is_enough = is_taken_on or text_of(answers, "advice")
    return {} if is_enough else {"advice": Text("weighing.no_follow_up")}


async def _show_story(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    view = await view_referral(ctx, permit)
    told = await read_contributions(ctx, permit, ContributionUse.WEIGHING)
    explained = {one: show_criterion(view, one) for one in Criterion}
    story = tuple(one for one in show_story(view) if one not in explained.values())
    beside = (*await _show_held(ctx, permit), *await _show_gap(ctx, permit))
    beside += (*await _show_before(ctx, permit), *await _show_answers(ctx, permit))
    story = (*beside, *story)
    fitting = fit_contributions(told, (*story, *explained.values()), _ROOM)

    def show_told(criterion: Criterion | None) -> tuple[ShownView, ...]:
        return show_briefly([one for one in told if one.criterion is criterion], fitting)

    return {
        "": (*story, *show_told(None)),
        **{_judged(one): (said, *show_told(one)) for one, said in explained.items()},
    }


async def _show_held(ctx: Context, permit: Permit) -> tuple[ShownView, ...]:
    """Who referred a case and screened it needs a second member; one before may have said no."""
    view = await view_held(ctx, permit)
    return show_held(view) if view else ()


async def _show_before(ctx: Context, permit: Permit) -> tuple[ShownView, ...]:
    """An organisation may have been asked before to take the case on."""
    before = await find_takeover_before(ctx, permit)
    return (show_takeover_before(before),) if before else ()


async def _show_gap(ctx: Context, permit: Permit) -> tuple[ShownView, ...]:
    """What came in as an acute report may lack what its referrer was asked for."""
    gap = await find_criteria_gap(ctx, permit)
    if gap is None:
        return ()
    number = gap.referrer.telephone or Text("acute.no_number")
    said: dict[str, Value] = {"name": gap.referrer.name, "at": gap.asked_at, "telephone": number}
    return (
        ShownView(label=Text("criteria.lacking"), lines=(Text("criteria.lacking_since", said),)),
    )


async def _show_answers(ctx: Context, permit: Permit) -> tuple[ShownView, ...]:
    """What partners said when they were asked; who weighs is a coordinator."""
    views = await list_enquiries(ctx, permit)
    names = {one.enquiry.organisation: one.organisation for one in views}
    return tuple(show_enquiries([one.enquiry for one in views], names.__getitem__))


async def _show_taking_up(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    """Why partners are proposed as involved stands beside the question."""
    return {**await show_policy(ctx, permit), "involved": await _show_answers(ctx, permit)}


async def _offer_directors(ctx: Context, _permit: Permit) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    directors = await find_case_directors(ctx)
    named = sorted((f"{one.name} ({names[one.organisation]})", one.id) for one in directors)
    return tuple(ChoiceView(value=value, title=name) for name, value in named)


async def _offer_takers(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    nobody = ChoiceView(value=_NOBODY, title=Text("weighing.nobody_takes_on"))
    return (nobody, *await offer_participants(ctx, permit))


async def _offer_to_be_named(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    """Why each can be asked stands beside its name."""
    return tuple(
        ChoiceView(
            value=one.organisation,
            title=Text(f"involved_answer.known_as_{one.known_as}", {"organisation": one.name}),
        )
        for one in await list_to_be_named(ctx, permit)
    )


def _advice_field(
    label: str, needed_when: str = "", hint: str = "weighing.advice_hint"
) -> Field[Permit]:
    return Field(
        id="advice",
        kind=FieldKind.LONG_TEXT,
        label=label,
        hint=hint,
        is_required=not needed_when,
        needed_when=needed_when,
        watches=STORY,
    )


_CRITERIA: Final[Page[Permit]] = Page(
    id="criteria",
    title="weighing.page_criteria",
    intro="weighing.page_criteria_intro",
    fields=tuple(
        Field(
            id=_judged(criterion),
            kind=FieldKind.CHOICE,
            label=f"weighing.judged_{criterion}",
            choices=options("weighing.", _MET, _NOT_MET),
        )
        for criterion in Criterion
    ),
    shows=_show_story,
)
_OUTCOME: Final[Page[Permit]] = Page(
    id="outcome",
    title="weighing.page_outcome",
    fields=(
        Field(
            id="outcome",
            kind=FieldKind.CHOICE,
            label="weighing.outcome",
            choices=options("weighing.choose_", *_OUTCOMES),
        ),
        *ask_consent(AgreedDecision.WEIGHING),
    ),
    check=_check_outcome,
)
_HAND_OVER: Final[Page[Permit]] = Page(
    id="hand_over",
    title="weighing.page_hand_over",
    intro="weighing.page_hand_over_intro",
    fields=(
        Field(
            id="taken_on_by",
            kind=FieldKind.CHOICE,
            label="weighing.taken_on_by",
            is_required=False,
            choices_of=_offer_takers,
        ),
        _advice_field("weighing.advice", "weighing.needed_without_taker"),
    ),
    is_shown=_is_not_taken_up,
    check=_check_hand_over,
)
_ADVICE: Final[Page[Permit]] = Page(
    id="advice",
    title="weighing.page_advice",
    fields=(_advice_field("weighing.effort"),),
    is_shown=_is_advice,
)
_SIGNAL: Final[Page[Permit]] = Page(
    id="signal",
    title="weighing.page_signal",
    intro="weighing.page_signal_intro",
    fields=(_advice_field("weighing.signal_told", hint="weighing.signal_hint"),),
    is_shown=_is_signal,
)
_TO_BE_NAMED: Final[Page[Permit]] = Page(
    id="to_be_named",
    title="involved_answer.page_asking",
    intro="involved_answer.page_asking_intro",
    fields=(
        Field(
            id="to_be_named",
            kind=FieldKind.CHOICES,
            label="involved_answer.to_be_named",
            is_required=False,
            choices_of=_offer_to_be_named,
        ),
    ),
    is_shown=_is_involved_answer,
)
_TAKING_UP: Final[Page[Permit]] = Page(
    id="taking_up",
    title="weighing.page_taking_up",
    intro="weighing.page_taking_up_intro",
    fields=(
        Field(
            id="involved",
            kind=FieldKind.CHOICES,
            label="weighing.involved",
            hint="weighing.involved_hint",
            is_required=False,
            choices_of=offer_participants,
        ),
        Field(
            id="case_director",
            kind=FieldKind.CHOICE,
            label="weighing.case_director",
            is_required=False,
            choices_of=_offer_directors,
        ),
        *COLOUR_FIELDS,
    ),
    is_shown=_is_taken_up,
    check=check_colour,
    shows=_show_taking_up,
    fill_in=fill_in_minutes,
)


async def _may_weigh(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.WEIGH, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    involved = await propose_involved(ctx, permit)
    known: Answers = {"involved": involved} if involved else {}
    red = await _propose_red(ctx, permit)
    answers = {**fill_in_today(ctx), **known, **red}
    answers |= await note_told(ctx, permit)
    return Beginning(about=see(permit.case), case=permit.case.id, answers=answers)


async def _propose_red(ctx: Context, permit: Permit) -> Answers:
    """After an acute session red is proposed; who weighs decides."""
    before = await find_acute_before(ctx, permit)
    if before is None:
        return {}
    at = write_moment(ctx.house, before.started_at)
    because = Words(ctx.actor.member.language)("acute.red_because", at=at)
    required: Answers = {"required": before.required} if before.required else {}
    return {"colour": Colour.RED.value, "colour_reason": because, **required}


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await require_told(ctx, permit, answers)
    form = read_form(answers)
    if await needs_second_member(ctx, permit):
        return tell_asked(await ask_second_member(ctx, permit, form))
    case = await weigh_case(ctx, permit, form)
    if case.state is CaseState.PURPOSE_TESTED:
        return tell_asked_to_take_on(case.code)
    return tell_weighed(case, form.outcome, form.follow_up.effort)


def read_form(answers: Answers) -> WeighingForm:
    """Read what a process director filled in."""
    outcome = _read_outcome(answers)
    return WeighingForm(
        met=_met(answers),
        outcome=outcome,
        consent=read_consent(answers),
        follow_up=_follow_up(answers),
        taking_up=_taking_up(answers) if outcome is Outcome.TAKEN_UP else None,
    )


def _read_outcome(answers: Answers) -> Outcome:
    if _is_involved_answer(answers) or _is_signal(answers):
        return Outcome.ADVICE_OR_SIGNAL
    return Outcome(text_of(answers, "outcome"))


def _follow_up(answers: Answers) -> FollowUp:
    if _is_involved_answer(answers):
        asked = frozenset(OrganisationId(one) for one in choices_of(answers, "to_be_named"))
        return FollowUp(effort=ShortEffort.INVOLVED_ANSWER, to_be_named=asked)
    taken_on_by = text_of(answers, "taken_on_by")
    is_named = _is_not_taken_up(answers) and taken_on_by not in {"", _NOBODY}
    return FollowUp(
        taken_on_by=OrganisationId(taken_on_by) if is_named else None,
        advice=text_of(answers, "advice"),
        effort=ShortEffort.SIGNAL if _is_signal(answers) else ShortEffort.ADVICE,
    )


def _taking_up(answers: Answers) -> TakingUp:
    director = text_of(answers, "case_director")
    return TakingUp(
        involved=tuple(OrganisationId(one) for one in choices_of(answers, "involved")),
        colour=read_wish(answers),
        case_director=MemberId(director) if director else None,
    )


WEIGHING: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="weighing",
    version=1,
    title="weighing.dialog",
    about=SeenCase,
    pages=(_CRITERIA, _OUTCOME, _HAND_OVER, _ADVICE, _SIGNAL, _TO_BE_NAMED, _TAKING_UP),
    allow=_may_weigh,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="weighing.finish_button",
    way_back=back_to_case,
)
