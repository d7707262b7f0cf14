"""The director's one screen: the proposed circle, when and where, and the purpose test; a second
one asks why only when the circle is changed (product page §6.2).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from cards.acute_left_out import show_not_proposed
from cards.acute_pages import show_report
from cards.acute_report import SHOW_SESSION, warn_of_number
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.same_person import show_alike
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.answers import choices_of, options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import UNWATCHED, Beginning, Dialog, Field, Page, Problems
from dialogs.report_questions import MENDED_NUMBER, fill_in_unsafe, keep_mended_unsafe
from domain.acute_circle import RemovalReason
from domain.acute_session import Place, is_teams_link
from domain.draft import Answers
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.press import Press
from domain.referral import Criterion
from services.acute.circle import (
    CircleChoice,
    GatheringWish,
    Judgement,
    ReportToJudge,
    convene_session,
    find_acute_alike,
    judge_not_acute,
    list_addable,
    name_proposals,
    open_report,
    read_story,
)
from services.acute.views import ProposalView
from services.incorrect_reading import read_report_marks
from services.moment import Context
from services.partners import name_organisations

_ACUTE, _NOT_ACUTE = "acute", "not_acute"
_MOST_MINUTES: Final = 2 * 24 * 60
_USUAL_MINUTES: Final = 30


async def _offer_circle(ctx: Context, judged: ReportToJudge) -> tuple[ChoiceView, ...]:
    return tuple(_choice(one, judged) for one in await name_proposals(ctx, judged))


def _choice(view: ProposalView, judged: ReportToJudge) -> ChoiceView:
    why = Text(view.proposal.because[0].text_key)
    for because in view.proposal.because[1:]:
        why = Text("acute.and", {"one": why, "other": Text(because.text_key)})
    key = "acute.proposal" if view.member else "acute.proposal_called"
    if view.proposal.organisation in _third_parties(judged):
        key = "acute_circle.proposal_unsigned"
    title = Text(key, {"organisation": view.organisation, "member": view.member, "why": why})
    return ChoiceView(value=view.proposal.organisation, title=title)


def _third_parties(judged: ReportToJudge) -> dict[OrganisationId, str]:
    return {one.id: one.organisation.name for one in judged.partners if one.is_third_party}


async def _offer_members(ctx: Context, judged: ReportToJudge) -> tuple[ChoiceView, ...]:
    """Everybody who speaks for a participant today and was not proposed."""
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(value=one.id, title=f"{names[one.organisation]} – {one.name}")
        for one in await list_addable(ctx, judged)
    )


async def _offer_calls(_ctx: Context, judged: ReportToJudge) -> tuple[ChoiceView, ...]:
    """Partners nobody speaks for today; a third party is called later, after it signed."""
    return tuple(
        ChoiceView(value=partner.id, title=partner.organisation.name)
        for partner in judged.partners
        if not (partner.is_third_party or partner.representatives)
    )


async def _show_story(ctx: Context, judged: ReportToJudge) -> Mapping[str, tuple[ShownView, ...]]:
    names = {one.id: one.organisation.name for one in judged.partners}
    alike = show_alike(await find_acute_alike(ctx, judged))
    story = await read_story(ctx, judged)
    marks = await read_report_marks(ctx, judged.permit)
    shown = show_report(story, judged.permit.session.named, marks)
    return {
        "": (*warn_of_number(story.unsafe_number), *alike, *shown),
        "adds": show_not_proposed(judged.not_proposed, names),
    }


def _check_judgement(answers: Answers, today: date) -> Problems:
    """What is not acute needs a reason and nobody's agreement."""
    if text_of(answers, "verdict") != _ACUTE:
        return {}
    return {**check_consent(answers, today), **_check_session(answers)}


def _check_session(answers: Answers) -> dict[str, Text]:
    problems = {
        field: Text("acute.say_to_convene")
        for field in ("minutes", "place")
        if field not in answers
    }
    if set(choices_of(answers, "met")) != set(Criterion):
        problems["met"] = Text("acute.criteria_not_met")
    is_online = text_of(answers, "place") == Place.ONLINE
    if is_online and not is_teams_link(text_of(answers, "link")):
        problems["link"] = Text("acute.no_teams_link")
    return problems


def _is_changed(answers: Answers) -> bool:
    """Tell whether there is something to explain."""
    if text_of(answers, "verdict") != _ACUTE:
        return False
    return bool(answers.get("adds")) or _left_out(answers)


def _left_out(answers: Answers) -> bool:
    return bool(set(choices_of(answers, "seen")) - set(choices_of(answers, "kept")))


def _check_changes(answers: Answers, _today: date) -> Problems:
    if _left_out(answers) and "removal_reason" not in answers:
        return {"removal_reason": Text("acute.say_why_changed")}
    is_other = text_of(answers, "removal_reason") == RemovalReason.OTHER
    adds = choices_of(answers, "added") or choices_of(answers, "called")
    if (is_other or adds) and not text_of(answers, "note"):
        return {"note": Text("acute.say_why_changed")}
    return {}


_JUDGEMENT: Final[Page[ReportToJudge]] = Page(
    id="judgement",
    title="acute.page_judgement",
    intro="acute.page_judgement_intro",
    fields=(
        Field(
            id="kept",
            kind=FieldKind.CHOICES,
            label="acute.kept",
            hint="acute.kept_hint",
            is_required=False,
            choices_of=_offer_circle,
        ),
        Field(id="adds", kind=FieldKind.YES_NO, label="acute.adds", is_required=False),
        Field(
            id="minutes",
            kind=FieldKind.NUMBER,
            label="acute.minutes",
            is_required=False,
            needed_when="acute.needed_to_convene",
            minimum=0,
            maximum=_MOST_MINUTES,
        ),
        Field(
            id="place",
            kind=FieldKind.CHOICE,
            label="acute.place",
            is_required=False,
            needed_when="acute.needed_to_convene",
            choices=options("acute.place_", *Place),
        ),
        Field(
            id="link",
            watches=UNWATCHED,
            kind=FieldKind.TEXT,
            label="acute.link",
            hint="acute.link_hint",
            is_required=False,
            needed_when="acute.needed_online",
            max_length=1000,
        ),
        Field(
            id="verdict",
            kind=FieldKind.CHOICE,
            label="acute.verdict",
            choices=options("acute.verdict_", _ACUTE, _NOT_ACUTE),
        ),
        Field(
            id="met",
            kind=FieldKind.CHOICES,
            label="acute.met",
            is_required=False,
            needed_when="acute.needed_to_convene",
            choices=options("criterion.", *Criterion),
        ),
        Field(id="why", kind=FieldKind.LONG_TEXT, label="acute.why"),
        *ask_consent(AgreedDecision.ACUTE),
        MENDED_NUMBER,
    ),
    check=_check_judgement,
    shows=_show_story,
)
_CHANGES: Final[Page[ReportToJudge]] = Page(
    id="changes",
    title="acute.page_changes",
    intro="acute.page_changes_intro",
    fields=(
        Field(
            id="removal_reason",
            kind=FieldKind.CHOICE,
            label="acute.removal_reason",
            is_required=False,
            needed_when="acute.needed_when_left_out",
            choices=options("acute.removal_", *RemovalReason),
        ),
        Field(
            id="added",
            kind=FieldKind.CHOICES,
            label="acute.added",
            is_required=False,
            choices_of=_offer_members,
        ),
        Field(
            id="called",
            kind=FieldKind.CHOICES,
            label="acute.called",
            hint="acute.called_hint",
            is_required=False,
            choices_of=_offer_calls,
        ),
        Field(
            id="note",
            kind=FieldKind.LONG_TEXT,
            label="acute.note",
            is_required=False,
            needed_when="acute.needed_to_explain",
        ),
    ),
    is_shown=_is_changed,
    check=_check_changes,
)


def _code_of(judged: ReportToJudge, _answers: Answers) -> CaseCode:
    return judged.permit.case.code


async def _may_judge(ctx: Context, about: AboutSession) -> ReportToJudge:
    return await open_report(ctx, about.session)


async def _begin(ctx: Context, judged: ReportToJudge) -> Beginning[AboutSession]:
    proposed = tuple(str(one.organisation) for one in judged.proposals)
    usual: Answers = {"seen": proposed, "kept": proposed, "minutes": _USUAL_MINUTES}
    permit = judged.permit
    answers = {**usual, **fill_in_today(ctx), **await fill_in_unsafe(ctx, permit)}
    return Beginning(
        about=AboutSession(session=permit.session.id), case=permit.case.id, answers=answers
    )


async def _finish(ctx: Context, judged: ReportToJudge, answers: Answers) -> ReceiptView:
    judgement = Judgement(
        met=frozenset(Criterion(one) for one in choices_of(answers, "met")),
        reason=text_of(answers, "why"),
        consent=read_consent(answers),
    )
    judged = replace(judged, permit=await keep_mended_unsafe(ctx, judged.permit, answers))
    if text_of(answers, "verdict") == _NOT_ACUTE:
        view = await judge_not_acute(ctx, judged.permit, judgement)
        over = (Text("drill.end_not_acute"),) if judged.permit.session.is_drill else ()
        return ReceiptView(title=Text("acute.judged_not_acute", {"code": view.code}), lines=over)
    appointment, choice = _read_appointment(ctx, answers), _read_choice(answers)
    view = await convene_session(ctx, judged, judgement, appointment, choice)
    unsigned = _third_parties(judged)
    awaiting = [unsigned[one] for one in choice.kept if one in unsigned]
    return ReceiptView(
        title=Text("acute.convened", {"code": view.code}),
        lines=(
            Text("acute.convened_next"),
            *(Text("acute_circle.awaiting", {"organisation": one}) for one in awaiting),
        ),
    )


def _read_appointment(ctx: Context, answers: Answers) -> GatheringWish:
    minutes = answers.get("minutes")
    later = timedelta(minutes=minutes if isinstance(minutes, int) else _USUAL_MINUTES)
    return GatheringWish(
        starts_at=ctx.now + later,
        place=Place(text_of(answers, "place")),
        link=text_of(answers, "link"),
    )


def _read_choice(answers: Answers) -> CircleChoice:
    reason = text_of(answers, "removal_reason")
    kept = tuple(OrganisationId(one) for one in choices_of(answers, "kept"))
    seen = tuple(OrganisationId(one) for one in choices_of(answers, "seen"))
    is_changed = _is_changed(answers)
    return CircleChoice(
        seen=seen or kept,
        kept=kept,
        removal_reason=RemovalReason(reason) if reason else None,
        added=tuple(MemberId(one) for one in choices_of(answers, "added") if is_changed),
        called=tuple(OrganisationId(one) for one in choices_of(answers, "called") if is_changed),
        note=text_of(answers, "note"),
    )


def _back(judged: ReportToJudge) -> Press:
    return Press(verb=SHOW_SESSION, subject=judged.permit.session.id)


ACUTE_JUDGEMENT: Final[Dialog[AboutSession, ReportToJudge]] = Dialog(
    name="acute_judgement",
    version=1,
    title="acute.judgement_dialog",
    about=AboutSession,
    pages=(_JUDGEMENT, _CHANGES),
    allow=_may_judge,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="acute.confirm_button",
    way_back=_back,
)
