"""What is said of a case in a meeting, as a dialog of one page with what was agreed before above
it; what is settled beside it (agreements, another colour) has pages of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cards.agreed_action import show_action
from cards.contribution import fit_contributions, show_briefly
from cards.meeting_run import SHOW_RUN
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.plan_of_action import show_chosen
from cards.words import Text, Value
from dialogs.action_questions import ask_for_more, form_action_pages, read_action_wishes
from dialogs.answers import choices_of, options, text_of
from dialogs.colour_questions import (
    COLOUR_FIELDS,
    check_colour,
    fill_in_minutes,
    read_wish,
    show_policy,
)
from dialogs.consent import ask_about_newcomers, brings_organisation_in, read_consent
from dialogs.pages import Beginning, Dialog, Field, Page, Problems
from dialogs.said_questions import (
    SAID,
    ask_said,
    fill_in_said,
    join_saved,
    read_said,
    was_saved_meanwhile,
)
from domain.agreed_action import ActionSource
from domain.agreement import AskedHow
from domain.case import Case
from domain.colour import ColourDecision
from domain.discussion import OffList
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId
from domain.press import Press
from domain.stoplight import Colour
from services.discussion import (
    BackgroundView,
    DiscussionOutcome,
    DiscussionToWrite,
    find_seats_at_table,
    list_deciders,
    list_takers,
    open_discussion,
    record_discussion_seen,
    save_discussion,
    view_background,
)
from services.moment import Context

_UNCHANGED: Final = "unchanged"
# a window must stay small, with the longest texts too; the rest is on the card of the case
_MOST_SIGNS: Final = 600
_MOST_OPEN: Final = 5
_MOST_ANSWERED: Final = 3
_MOST_COLOURS: Final = 4
# in signs: without the questions, and what is typed there and was saved by another meanwhile
_ROOM: Final = 11_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutDiscussion:
    """A case in a meeting."""

    meeting: MeetingId
    case: CaseId


async def _may_write(ctx: Context, about: AboutDiscussion) -> DiscussionToWrite:
    return await open_discussion(ctx, about.meeting, about.case)


async def _begin(ctx: Context, held: DiscussionToWrite) -> Beginning[AboutDiscussion]:
    case, newest = held.case, held.newest
    answers: dict[str, Answer] = {"colour": _UNCHANGED, **fill_in_said(newest, SAID)}
    deciders = await list_deciders(ctx)
    if deciders and deciders[0].id == ctx.actor.id:
        answers["decided_by"] = ctx.actor.id
    if case.colour:
        answers["standing"] = case.colour.colour.value
        answers |= {"required": case.colour.required} if case.colour.required else {}
        answers |= {"review_on": case.colour.next_review_on} if newest else {}
    answers |= await _fill_in_table(ctx, held)
    about = AboutDiscussion(meeting=held.meeting.id, case=case.id)
    return Beginning(about=about, case=case.id, answers=answers)


async def _fill_in_table(ctx: Context, held: DiscussionToWrite) -> Answers:
    """Who gets no new place, and that those at the table agreed there to whoever does."""
    table = await find_seats_at_table(ctx, held)
    filled_in: dict[str, Answer] = {
        "agreed_on": ctx.day_of(held.meeting.starts_at),
        "agreed_how": AskedHow.MEETING.value,
        "involved": tuple(sorted(table.involved)),
    }
    filled_in |= {"seated": tuple(sorted(table.seated))} if table.seated else {}
    return filled_in | ({"agreed": table.judges} if table.judges else {})


async def _sees(ctx: Context, held: DiscussionToWrite) -> None:
    await record_discussion_seen(ctx, held)


async def _finish(ctx: Context, held: DiscussionToWrite, answers: Answers) -> ReceiptView:
    if held.newest and was_saved_meanwhile(held.newest, answers):
        raise await join_saved(ctx, held.newest, answers, SAID)
    case = await save_discussion(ctx, held, _read(ctx, answers))
    has_minutes = any(text_of(answers, name) for name in SAID)
    lines = (Text("minutes.to_approve"),) if has_minutes else ()
    return ReceiptView(title=_write_settled(case), lines=lines, back=_back(held))


def _write_settled(case: Case) -> Text:
    if case.colour is None:
        return Text("discussion.saved", {"code": case.code})
    colour, on = case.colour.colour, case.colour.next_review_on
    return Text("discussion.settled", {"code": case.code, "colour": colour, "on": on})


def _read(ctx: Context, answers: Answers) -> DiscussionOutcome:
    review_on, decider = answers.get("review_on"), text_of(answers, "decided_by")
    colour = read_wish(fill_in_minutes(ctx, answers)) if _is_recoloured(answers) else None
    off_list = text_of(answers, "off_list") if _may_leave(answers) else ""
    return DiscussionOutcome(
        text=replace(read_said(answers), off_list=OffList(off_list) if off_list else None),
        actions=tuple(read_action_wishes(answers, ActionSource.MEETING)),
        colour=colour,
        decided_by=MemberId(decider) if decider else None,
        review_on=review_on if isinstance(review_on, date) else None,
        consent=read_consent(answers) if _brings_somebody_in(answers) else None,
    )


def _is_recoloured(answers: Answers) -> bool:
    return text_of(answers, "colour") not in {"", _UNCHANGED}


def _brings_somebody_in(answers: Answers) -> bool:
    """Tell whether somebody gets a place: by the new colour, or by what they take on."""
    owners = {one.owner for one in read_action_wishes(answers, ActionSource.MEETING)}
    is_new = bool(owners - set(choices_of(answers, "involved")))
    return is_new or (_is_recoloured(answers) and brings_organisation_in(answers))


def _may_leave(answers: Answers) -> bool:
    """Whether a case may leave the list is asked when it is green, or becomes it."""
    now = text_of(answers, "colour" if _is_recoloured(answers) else "standing")
    return now == Colour.GREEN


def _code_of(held: DiscussionToWrite, _answers: Answers) -> CaseCode:
    return held.case.code


def _back(held: DiscussionToWrite) -> Press:
    return Press(verb=SHOW_RUN, subject=held.meeting.id)


async def _offer_takers(ctx: Context, held: DiscussionToWrite) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in await list_takers(ctx, held))


async def _offer_deciders(ctx: Context, _held: DiscussionToWrite) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in await list_deciders(ctx))


async def _show_background(
    ctx: Context, held: DiscussionToWrite
) -> Mapping[str, tuple[ShownView, ...]]:
    view = await view_background(ctx, held)
    background = tuple(_lay_out(view))
    fitting = fit_contributions(view.contributions, background, _ROOM)
    return {"": (*background, *show_briefly(view.contributions, fitting))}


def _lay_out(view: BackgroundView) -> Iterator[ShownView]:
    if view.newest:
        name, at = view.names[view.newest.written_by], view.newest.written_at
        yield ShownView(label=Text("discussion.saved_before", {"name": name, "at": at}), lines=())
    yield from _show_agreed(view)
    if view.before:
        on = {"at": view.before.written_at}
        decided = view.before.text.decision
        lines = _begin_of(decided) if decided else (Text("discussion.nothing_decided"),)
        yield ShownView(label=Text("discussion.decided_before", on), lines=lines)
    referral = view.referral
    question = _begin_of(referral.question) if referral.question else ()
    yield ShownView(label=Text("referral.why_now"), lines=_begin_of(referral.why_now))
    aim = Text(f"aim.{referral.aim}")
    yield ShownView(label=Text("referral.aim"), lines=(aim, *question))
    yield from _show_colours(view)
    if view.plan:
        yield from (_shorten(one) for one in show_chosen(view.plan))
    else:
        yield ShownView(
            label=Text("plan_of_action.dialog"), lines=(Text("plan_of_action.none_yet"),)
        )


def _shorten(shown: ShownView) -> ShownView:
    parts = (_begin_of(one) if isinstance(one, str) else (one,) for one in shown.lines)
    return ShownView(label=shown.label, lines=tuple(line for part in parts for line in part))


def _begin_of(text: str) -> tuple[Text | str, ...]:
    """A text, or its beginning and where the rest is."""
    if len(text) <= _MOST_SIGNS:
        return (text,)
    return (f"{text[:_MOST_SIGNS]} […]", Text("discussion.rest_on_card"))


def _show_agreed(view: BackgroundView) -> Iterator[ShownView]:
    shown, more = view.actions[:_MOST_OPEN], len(view.actions[_MOST_OPEN:])
    if not shown:
        nothing = Text("discussion.nothing_open")
        yield ShownView(label=Text("discussion.open_actions"), lines=(nothing,))
    for one in (*shown, *view.answered[:_MOST_ANSWERED]):
        yield from show_action(one, view.names[one.owner])
    if more:
        yield ShownView(label=Text("discussion.more_open", {"number": more}), lines=())


def _show_colours(view: BackgroundView) -> Iterator[ShownView]:
    """The colour with its reason; of those before it only which and when."""
    if not view.colours:
        return
    now, *earlier = view.colours
    before = [Text("discussion.colour_before", _decided(view, one)) for one in earlier]
    yield ShownView(
        label=Text("colour.decided", _decided(view, now)),
        lines=(*_begin_of(now.reason), *before[:_MOST_COLOURS]),
    )


def _decided(view: BackgroundView, decision: ColourDecision) -> Mapping[str, Value]:
    standing = decision.standing
    name = view.names[standing.set_by]
    return {"colour": standing.colour, "name": name, "at": standing.set_at}


def _check_review(answers: Answers, today: date) -> Problems:
    review_on = answers.get("review_on")
    if isinstance(review_on, date) and review_on <= today:
        return {"review_on": Text("discussion.review_not_ahead")}
    return {}


def _choose_colour() -> tuple[ChoiceView, ...]:
    unchanged = options("discussion.colour_", _UNCHANGED)
    return (*unchanged, *options("colour.choose_", *Colour))


_PAGES: Final[Sequence[Page[DiscussionToWrite]]] = (
    Page(
        id="discussion",
        title="discussion.page",
        intro="discussion.page_intro",
        fields=(
            *(ask_said(name, f"discussion.{name}") for name in SAID),
            Field(
                id="colour",
                kind=FieldKind.CHOICE,
                label="discussion.colour",
                choices=_choose_colour(),
            ),
            Field(
                id="review_on",
                kind=FieldKind.DATE,
                label="discussion.review_on",
                is_required=False,
                needed_when="discussion.term_when_empty",
            ),
            ask_for_more(0),
        ),
        check=_check_review,
        shows=_show_background,
    ),
    Page(
        id="colour",
        title="colour.page",
        fields=(
            *COLOUR_FIELDS[1:],
            Field(
                id="decided_by",
                kind=FieldKind.CHOICE,
                label="discussion.decided_by",
                choices_of=_offer_deciders,
            ),
        ),
        is_shown=_is_recoloured,
        check=check_colour,
        shows=show_policy,
    ),
    Page(
        id="off_list",
        title="discussion.page_off_list",
        intro="discussion.page_off_list_intro",
        fields=(
            Field(
                id="off_list",
                kind=FieldKind.CHOICE,
                label="discussion.off_list",
                is_required=False,
                choices=options("discussion.off_list_", *OffList),
            ),
        ),
        is_shown=_may_leave,
    ),
    *form_action_pages(_offer_takers),
    ask_about_newcomers(_brings_somebody_in),
)
DISCUSSION: Final[Dialog[AboutDiscussion, DiscussionToWrite]] = Dialog(
    name="discussion",
    version=1,
    title="discussion.dialog",
    about=AboutDiscussion,
    pages=tuple(_PAGES),
    allow=_may_write,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="discussion.finish_button",
    way_back=_back,
    sees=_sees,
)
