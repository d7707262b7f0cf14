"""A second member reads how a case was weighed, beside what the referrer wrote, and confirms it or
sends it back with a reason.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from cards.contribution import fit_contributions, show_briefly
from cards.involved_answer import show_asking
from cards.page import FieldKind, ReceiptView, ShownView
from cards.referral import SHOW_CASE
from cards.takeover import tell_asked_to_take_on
from cards.weighing import name_outcome, show_words, tell_weighed
from cards.words import Text, Value
from dialogs.added_facts import note_told, require_told
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems
from dialogs.story import show_story
from domain.agreement import Agreement
from domain.colour import ColourWish
from domain.contribution_access import ContributionUse
from domain.draft import Answers
from domain.identifiers import CaseCode, OrganisationId
from domain.press import Press
from domain.referral import Criterion
from domain.weighing import FollowUp, Verdict
from services.contribution_reading import read_contributions
from services.moment import Context
from services.partners import name_organisations
from services.referral_views import ReferralView, view_referral
from services.second_member import (
    SecondLook,
    confirm_weighing,
    decline_weighing,
    open_to_confirm,
    record_weighing_seen,
)
from services.seen_case import SeenCase, see

_CONFIRM, _DECLINE = "confirm", "decline"
# of a window, in signs: without its questions
_ROOM: Final = 19_500


async def _show_weighing(ctx: Context, look: SecondLook) -> Mapping[str, tuple[ShownView, ...]]:
    await record_weighing_seen(ctx, look)
    names = await name_organisations(ctx)
    plan = look.waiting.plan
    view = await view_referral(ctx, look.permit)
    shown = [
        _show_weigher(look, view),
        *_show_verdict(plan.verdict, names),
        *(_show_director(look.case_director.name) if look.case_director else ()),
        *(_show_colour(plan.colour, names) if plan.colour else ()),
        _show_agreement(plan.verdict.agreement, names),
    ]
    told = await read_contributions(ctx, look.permit, ContributionUse.WEIGHING)
    beside = (*shown, *show_story(view))
    fitting = fit_contributions(told, beside, _ROOM)
    return {"": (*beside, *show_briefly(told, fitting))}


def _show_weigher(look: SecondLook, view: ReferralView) -> ShownView:
    asked_at = look.waiting.held.asked_at
    said: dict[str, Value] = {"name": look.weigher.name, "at": asked_at}
    at = view.added_at
    later = (Text("added_facts.after_weighing", {"at": at}),) if at and at > asked_at else ()
    return ShownView(
        label=Text("second_member.title"),
        lines=(Text("second_member.weighed_alone", said), *later),
    )


Names = Mapping[OrganisationId, str]


def _name(organisations: Iterable[OrganisationId], names: Names) -> tuple[str, ...]:
    return tuple(sorted(names.get(one, one) for one in organisations))


def _show_verdict(verdict: Verdict, names: Names) -> tuple[ShownView, ...]:
    judged = tuple(
        ShownView(
            label=Text(f"weighing.judged_{one}"),
            lines=(Text("weighing.met" if one in verdict.met else "weighing.not_met"),),
        )
        for one in Criterion
    )
    named = name_outcome(verdict.outcome, verdict.follow_up.effort)
    outcome = ShownView(label=Text("weighing.outcome"), lines=(named,))
    involved = _name(verdict.involved, names)
    circle = (ShownView(label=Text("weighing.involved"), lines=involved),) if involved else ()
    return (outcome, *judged, *_show_follow_up(verdict.follow_up, names), *circle)


def _show_follow_up(follow_up: FollowUp, names: Names) -> tuple[ShownView, ...]:
    said = follow_up.said_yes
    yes = (Text("weighing.said_yes", {"by": said.by, "on": said.on}),) if said else ()
    taker = _name([follow_up.taken_on_by], names) if follow_up.taken_on_by else ()
    taken = (ShownView(label=Text("weighing.taken_on_by"), lines=(*taker, *yes)),)
    return (
        *(taken if taker else ()),
        *show_words(follow_up.advice, follow_up.effort),
        *show_asking(follow_up, lambda one: names.get(one, one)),
    )


def _show_director(name: str) -> tuple[ShownView, ...]:
    return (ShownView(label=Text("weighing.case_director"), lines=(name,)),)


def _show_colour(wish: ColourWish, names: Names) -> tuple[ShownView, ...]:
    minutes = Text("second_member.minutes", {"minutes": wish.minutes})
    required = _name(wish.required, names)
    there = (ShownView(label=Text("colour.required"), lines=required),) if required else ()
    lines = (Text(f"colour.choose_{wish.colour}"), wish.reason, minutes)
    return (ShownView(label=Text("colour.colour"), lines=lines), *there)


def _show_agreement(agreement: Agreement, names: Names) -> ShownView:
    asked, mandate = agreement.asked, agreement.mandate
    how = (
        (Text(f"judging.how_{asked.how}"), Text("second_member.agreed_on", {"on": asked.on}))
        if asked
        else ()
    )
    used: dict[str, Value] = {"number": mandate.number, "on": mandate.given_on} if mandate else {}
    by_mandate = (Text("second_member.mandate", used),) if mandate else ()
    return ShownView(
        label=Text("judging.agreed"),
        lines=(*_name(agreement.organisations, names), *how, *by_mandate),
    )


def _check_reason(answers: Answers, _today: date) -> Problems:
    is_without = answers.get("decision") == _DECLINE and not text_of(answers, "reason").strip()
    return {"reason": Text("second_member.no_reason")} if is_without else {}


_DECISION: Final[Page[SecondLook]] = Page(
    id="decision",
    title="second_member.page",
    intro="second_member.page_intro",
    fields=(
        Field(
            id="decision",
            kind=FieldKind.CHOICE,
            label="second_member.decision",
            choices=options("second_member.choose_", _CONFIRM, _DECLINE),
        ),
        Field(
            id="reason",
            kind=FieldKind.LONG_TEXT,
            label="second_member.reason",
            is_required=False,
            needed_when="second_member.reason_needed",
            watches=STORY,
        ),
    ),
    check=_check_reason,
    shows=_show_weighing,
)


async def _may_confirm(ctx: Context, seen: SeenCase) -> SecondLook:
    return await open_to_confirm(ctx, seen)


async def _begin(ctx: Context, look: SecondLook) -> Beginning[SeenCase]:
    told = await note_told(ctx, look.permit)
    return Beginning(about=see(look.permit.case), case=look.permit.case.id, answers=told)


async def _finish(ctx: Context, look: SecondLook, answers: Answers) -> ReceiptView:
    if answers.get("decision") == _DECLINE:
        case = await decline_weighing(ctx, look, text_of(answers, "reason"))
        hears = Text("second_member.weigher_hears", {"name": look.weigher.name})
        return ReceiptView(
            title=Text("second_member.declined", {"code": case.code}), lines=(hears,)
        )
    await require_told(ctx, look.permit, answers)
    case = await confirm_weighing(ctx, look)
    if look.waiting.plan.needs_yes:
        return tell_asked_to_take_on(case.code)
    verdict = look.waiting.plan.verdict
    return tell_weighed(case, verdict.outcome, verdict.follow_up.effort)


def _code_of(look: SecondLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


def _back(look: SecondLook) -> Press:
    return Press(verb=SHOW_CASE, subject=look.permit.case.id)


SECOND_MEMBER: Final[Dialog[SeenCase, SecondLook]] = Dialog(
    name="second_member",
    version=1,
    title="second_member.dialog",
    about=SeenCase,
    pages=(_DECISION,),
    allow=_may_confirm,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="second_member.finish_button",
    way_back=_back,
)
