"""Leads members through dialogs: on, back, aside, to the review and to the end, once.

Serves the intake that may take days and two devices (product page §3): every step is kept, a
restart changes nothing, and the two frames differ only in how a page is drawn.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Final

from cards.page import Screen
from cards.words import Text
from dialogs.answers import Reading, find_problems, find_warnings, read_inputs
from dialogs.open_draft import REVIEW, Sitting, renew
from dialogs.pages import Dialog, Page, Start
from dialogs.views import (
    GOTO_PAGE,
    press,
    view_cancel,
    view_ended,
    view_overtaken,
    view_page,
    view_review,
    view_saved,
)
from domain.access import Action
from domain.draft import Draft, DraftEnd
from domain.errors import AlreadyDoneError, InvalidInputError, NotFoundError
from domain.identifiers import DraftId
from domain.press import Press
from services.access import not_involved
from services.drafts import add_draft
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A draft that waits for its member."""

    title: Text
    changed_at: datetime
    reopen: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button of a draft: the page it was drawn on, what was filled in, for which version."""

    page: str
    inputs: Mapping[str, str]
    version: int | None


class Engine:
    """All dialogs of the house, by name."""

    def __init__(self, dialogs: Iterable[Dialog]) -> None:
        self._dialogs = {dialog.name: dialog for dialog in dialogs}

    async def begin(self, ctx: Context, dialog: Dialog, about: str = "") -> Screen:
        """Begin a dialog about something, or go on where this member left it."""
        await dialog.allow(ctx, about)
        start = await dialog.begin(ctx, about)
        for waiting in await ctx.uow.drafts.open_of(ctx.actor.id):
            if (waiting.dialog, waiting.subject) == (dialog.name, start.subject):
                return await _take_up(await self._sit_down(ctx, waiting))
        draft = _new_draft(ctx, dialog, start)
        await add_draft(ctx, draft)
        return await view_page(Sitting(ctx=ctx, dialog=dialog, draft=draft))

    async def press(self, ctx: Context, pressed: Press, inputs: Mapping[str, str]) -> Screen:
        """Answer a button of a dialog; NotFoundError when the draft is not this member's."""
        draft_id, _, page = pressed.subject.partition(":")
        draft = await ctx.uow.drafts.get(DraftId(draft_id))
        if draft.member != ctx.actor.id:
            raise not_involved(Action.VIEW_OWN, draft.case)
        if pressed.verb not in _MOVES:
            raise NotFoundError
        if draft.end:
            return view_ended(draft)
        try:
            sitting = await self._sit_down(ctx, draft)
        except AlreadyDoneError as done:
            await ctx.uow.drafts.save(replace(draft, end=DraftEnd.OVERTAKEN, changed_at=ctx.now))
            return view_overtaken(done)
        if draft.dialog_version != sitting.dialog.version:
            return await _resume(sitting)
        button = Pressed(page=page, inputs=inputs, version=pressed.version)
        return await _MOVES[pressed.verb](sitting, button)

    async def unfinished(self, ctx: Context) -> Sequence[Unfinished]:
        """The drafts this member can go on with."""
        return [
            Unfinished(
                title=Text(self._dialogs[draft.dialog].title),
                changed_at=draft.changed_at,
                reopen=press("dialog.goto", draft),
            )
            for draft in await ctx.uow.drafts.open_of(ctx.actor.id)
            if draft.dialog in self._dialogs
        ]

    async def _sit_down(self, ctx: Context, draft: Draft) -> Sitting:
        dialog = self._dialogs.get(draft.dialog)
        if dialog is None:
            raise NotFoundError
        await dialog.allow(ctx, draft.subject)
        return Sitting(ctx=ctx, dialog=dialog, draft=draft)


def _new_draft(ctx: Context, dialog: Dialog, start: Start) -> Draft:
    return Draft(
        id=DraftId(token_hex(8)),
        member=ctx.actor.id,
        dialog=dialog.name,
        dialog_version=dialog.version,
        subject=start.subject,
        case=start.case,
        page=dialog.pages[0].id,
        answers=start.answers,
        version=1,
        changed_at=ctx.now,
        expires_at=ctx.now + ctx.house.terms.drafts_kept_within,
    )


async def _take_up(sitting: Sitting) -> Screen:
    """Go on with a draft of before, and say so: it may be about something else than meant."""
    if sitting.draft.dialog_version != sitting.dialog.version:
        return await _resume(sitting)
    since = Text("dialog.resumed", {"at": sitting.draft.changed_at})
    return await view_page(sitting, notes=(since,))


async def _resume(sitting: Sitting) -> Screen:
    if sitting.draft.dialog_version == sitting.dialog.version:
        return await view_page(sitting)
    return await view_page(await renew(sitting).save(), notes=(Text("dialog.renewed"),))


async def _go_on(sitting: Sitting, pressed: Pressed) -> Screen:
    page = _current(sitting, pressed)
    if page is None:
        return await view_page(sitting)
    reading = await _read(sitting, page, pressed)
    sitting = sitting.answered(page, reading.answers)
    problems = {**find_problems(page, sitting.draft.answers, sitting.today), **reading.problems}
    if problems:
        return await view_page(await sitting.save(), problems, pressed.inputs)
    moved = await sitting.stand_at(sitting.neighbour(+1)).save()
    return await view_page(moved, notes=find_warnings(page, moved.draft.answers))


async def _go_back(sitting: Sitting, pressed: Pressed) -> Screen:
    page = _current(sitting, pressed)
    if page is None:
        return await view_page(sitting)
    reading = await _read(sitting, page, pressed)
    answered = sitting.answered(page, reading.answers)
    return await view_page(await answered.stand_at(answered.neighbour(-1)).save())


async def _put_aside(sitting: Sitting, pressed: Pressed) -> Screen:
    page = _current(sitting, pressed)
    if page is not None:
        reading = await _read(sitting, page, pressed)
        sitting = sitting.answered(page, reading.answers)
    return view_saved((await sitting.save()).draft)


async def _go_to(sitting: Sitting, pressed: Pressed) -> Screen:
    wanted = pressed.inputs.get(GOTO_PAGE, pressed.page)
    is_there = wanted == REVIEW or sitting.find_page(wanted) is not None
    if not is_there or wanted == sitting.page_id:
        return await view_page(sitting)
    return await view_page(await sitting.stand_at(wanted).save())


async def _ask_before_discarding(sitting: Sitting, _pressed: Pressed) -> Screen:
    return view_cancel(sitting)


async def _discard(sitting: Sitting, _pressed: Pressed) -> Screen:
    return view_ended(await _end(sitting, DraftEnd.THROWN_AWAY))


async def _finish(sitting: Sitting, _pressed: Pressed) -> Screen:
    if sitting.page is not None or sitting.problems():
        return await view_page(sitting)
    try:
        receipt = await sitting.dialog.finish(sitting.ctx, sitting.draft)
    except InvalidInputError as wrong:
        return await view_review(sitting, (Text(wrong.text_key, wrong.parameters),))
    await _end(sitting, DraftEnd.SENT)
    return receipt


async def _end(sitting: Sitting, end: DraftEnd) -> Draft:
    ended = replace(sitting, draft=replace(sitting.draft, end=end))
    return (await ended.save()).draft


def _current(sitting: Sitting, pressed: Pressed) -> Page | None:
    """The page a button is about; None for an old card, which only shows where the draft is."""
    return sitting.page if pressed.page == sitting.page_id else None


async def _read(sitting: Sitting, page: Page, pressed: Pressed) -> Reading:
    """Read a page. From a card drawn before the last change, on another device, an empty input
    erases nothing.
    """
    reading = read_inputs(page, pressed.inputs, await sitting.choices(page))
    if pressed.version == sitting.draft.version:
        return reading
    kept = {f.id: sitting.draft.answers[f.id] for f in page.fields if f.id in sitting.draft.answers}
    return replace(reading, answers={**kept, **reading.answers})


Move = Callable[[Sitting, Pressed], Awaitable[Screen]]
_MOVES: Final[Mapping[str, Move]] = {
    "dialog.next": _go_on,
    "dialog.back": _go_back,
    "dialog.save": _put_aside,
    "dialog.goto": _go_to,
    "dialog.cancel": _ask_before_discarding,
    "dialog.discard": _discard,
    "dialog.finish": _finish,
}
VERBS: Final = tuple(_MOVES)
