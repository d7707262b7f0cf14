"""Leads members through dialogs: on, back, aside, to the review and to the end, once.

Serves the intake that may take days and two devices (product page §3): every step is kept, a
restart changes nothing, and the two frames differ only in how a page is drawn.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final
from zoneinfo import ZoneInfo

from cards.page import Screen
from cards.words import Text
from dialogs.about import About, name_subject, read_about, write_about
from dialogs.answers import FilledIn, OnCard, find_problems, find_warnings, read_inputs, write_input
from dialogs.open_draft import OpenDraft, renew
from dialogs.pages import Beginning, Dialog, Loaded, Page, ReadAgainError
from dialogs.views import (
    EMPTIED,
    name_dialog,
    press,
    read_marks,
    view_cancel,
    view_ended,
    view_overtaken,
    view_page,
    view_review,
    view_saved,
)
from domain.draft import Answers, Draft, DraftEnd
from domain.drill import name_alike
from domain.errors import AlreadyDoneError, ConflictError, NotFoundError, StoplichtError
from domain.identifiers import DraftId
from domain.press import Press
from services.access import record_refusal
from services.drafts import (
    begin_draft,
    end_draft,
    find_draft,
    list_unfinished,
)
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A draft that waits for its member, named by its dialog and the code of its case."""

    title: Text
    changed_at: datetime
    reopen: Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button of a draft: the page it was drawn on, the marks of what that showed, and what was
    filled in.
    """

    page: str
    marks: str
    inputs: Mapping[str, str]


class Engine:
    """All dialogs of the house, by name."""

    def __init__(self, dialogs: Iterable[Dialog[Any, Any]]) -> None:
        self._dialogs = {dialog.name: dialog for dialog in dialogs}

    async def begin(self, ctx: Context, dialog: Dialog[About, Loaded], about: About) -> Screen:
        """Begin a dialog about something, or go on where this member left it."""
        return await self.begin_allowed(ctx, dialog, await dialog.allow(ctx, about))

    async def begin_allowed(
        self, ctx: Context, dialog: Dialog[About, Loaded], loaded: Loaded
    ) -> Screen:
        """Begin a dialog with what the policy allowed in this turn already."""
        new = _new_draft(ctx, dialog, await dialog.begin(ctx, loaded))
        draft = await begin_draft(ctx, new, dialog.kept_within)
        begun = OpenDraft(ctx=ctx, dialog=dialog, draft=draft, loaded=loaded)
        return await view_page(begun) if draft.id == new.id else await _take_up(begun)

    async def press(self, ctx: Context, pressed: Press, inputs: Mapping[str, str]) -> Screen:
        """Answer a button of a dialog; NotFoundError when the draft is not this member's."""
        draft_id, _, drawn = pressed.subject.partition(":")
        page, _, marks = drawn.partition(":")
        draft = await find_draft(ctx, DraftId(draft_id))
        if pressed.verb not in _MOVES:
            raise NotFoundError
        if draft.end:
            return view_ended(draft)
        try:
            open_draft = await self._open(ctx, draft)
        except AlreadyDoneError as done:
            await end_draft(ctx, draft, DraftEnd.OVERTAKEN)
            return view_overtaken(done)
        if draft.dialog_version != open_draft.dialog.version:
            return await _resume(open_draft)
        button = Pressed(page=page, marks=marks, inputs=inputs)
        return await _MOVES[pressed.verb](open_draft, button)

    async def unfinished(self, ctx: Context) -> Sequence[Unfinished]:
        """The drafts this member filled something in and can go on with."""
        return [
            Unfinished(
                title=name_dialog(self._dialogs[one.draft.dialog].title, one.code),
                changed_at=one.draft.changed_at,
                reopen=press("dialog.goto", one.draft.id),
            )
            for one in await list_unfinished(ctx)
            if one.draft.dialog in self._dialogs
        ]

    async def _open(self, ctx: Context, draft: Draft) -> OpenDraft[Any]:
        dialog = self._dialogs.get(draft.dialog)
        if dialog is None:
            raise NotFoundError
        loaded = await dialog.allow(ctx, read_about(dialog.about, draft.about))
        return OpenDraft(ctx=ctx, dialog=dialog, draft=draft, loaded=loaded)


def _new_draft(ctx: Context, dialog: Dialog[About, Loaded], beginning: Beginning[About]) -> Draft:
    return Draft(
        id=DraftId(name_alike(name_subject(beginning.about), token_hex(8))),
        member=ctx.actor.id,
        dialog=dialog.name,
        dialog_version=dialog.version,
        subject=name_subject(beginning.about),
        case=beginning.case,
        page=dialog.pages[0].id,
        about=write_about(beginning.about),
        answers=beginning.answers,
        version=1,
        changed_at=ctx.now,
        expires_at=ctx.now,
    )


async def _take_up(open_draft: OpenDraft[Any]) -> Screen:
    """Go on with a draft of before, and say so: it may be about something else than meant."""
    if open_draft.draft.dialog_version != open_draft.dialog.version:
        return await _resume(open_draft)
    since = Text("dialog.resumed", {"at": open_draft.draft.changed_at})
    return await view_page(open_draft, hints=(since,))


async def _resume(open_draft: OpenDraft[Any]) -> Screen:
    if open_draft.draft.dialog_version == open_draft.dialog.version:
        return await view_page(open_draft)
    return await view_page(await renew(open_draft).save(), hints=(Text("dialog.renewed"),))


async def _go_on(open_draft: OpenDraft[Any], pressed: Pressed) -> Screen:
    page = _current(open_draft, pressed)
    if page is None:
        return await view_page(open_draft)
    filled_in = await _read(open_draft, page, pressed)
    open_draft = open_draft.answered(page, filled_in.answers)
    problems = {
        **find_problems(page, open_draft.draft.answers, open_draft.ctx.today),
        **filled_in.problems,
    }
    if problems:
        return await view_page(await open_draft.save(), problems, pressed.inputs)
    moved = await open_draft.stand_on().save()
    return await view_page(moved, hints=find_warnings(page, moved.draft.answers))


async def _go_back(open_draft: OpenDraft[Any], pressed: Pressed) -> Screen:
    page = _current(open_draft, pressed)
    if page is None:
        return await view_page(open_draft)
    filled_in = await _read(open_draft, page, pressed)
    answered = open_draft.answered(page, filled_in.answers)
    if filled_in.problems:
        return await view_page(await answered.save(), filled_in.problems, pressed.inputs)
    return await view_page(await answered.stand_back().save())


async def _put_aside(open_draft: OpenDraft[Any], pressed: Pressed) -> Screen:
    page = _current(open_draft, pressed)
    if page is not None:
        filled_in = await _read(open_draft, page, pressed)
        open_draft = open_draft.answered(page, filled_in.answers)
        if filled_in.problems:
            return await view_page(await open_draft.save(), filled_in.problems, pressed.inputs)
    return view_saved(await open_draft.save())


async def _go_to(open_draft: OpenDraft[Any], pressed: Pressed) -> Screen:
    """To a page of the review; a button that names none only shows where the draft is."""
    wanted = pressed.page
    if wanted == open_draft.page_id or open_draft.find_page(wanted) is None:
        return await view_page(open_draft)
    return await view_page(await open_draft.change(wanted).save())


async def _ask_before_discarding(open_draft: OpenDraft[Any], _pressed: Pressed) -> Screen:
    return view_cancel(open_draft)


async def _discard(open_draft: OpenDraft[Any], _pressed: Pressed) -> Screen:
    find_back = open_draft.dialog.way_back
    back = find_back(open_draft.loaded) if find_back else None
    return view_ended(await open_draft.end(DraftEnd.THROWN_AWAY), back)


async def _finish(open_draft: OpenDraft[Any], _pressed: Pressed) -> Screen:
    if open_draft.page is not None or open_draft.problems():
        return await view_page(open_draft)
    try:
        receipt = await _finish_whole(open_draft)
    except (AlreadyDoneError, ConflictError):
        raise
    except ReadAgainError as again:
        return await _read_again(open_draft, again)
    except StoplichtError as refused:
        await record_refusal(open_draft.ctx, refused)
        why = Text(refused.text_key, refused.parameters)
        return await view_review(open_draft, (why, Text("dialog.not_sent")))
    await open_draft.end(DraftEnd.SENT)
    return receipt


async def _read_again(open_draft: OpenDraft[Any], again: ReadAgainError) -> Screen:
    """Back to the first page, with what somebody else saved meanwhile beside the own answers."""
    first = open_draft.change(open_draft.dialog.pages[0].id)
    joined = {**open_draft.draft.answers, **again.answers}
    saved = await replace(first, draft=replace(first.draft, answers=joined)).save()
    return await view_page(saved, hints=(Text(again.text_key, again.parameters),))


async def _finish_whole(open_draft: OpenDraft[Any]) -> Screen:
    """Finish, or leave nothing behind of what was done before the refusal."""
    ctx = open_draft.ctx
    async with ctx.all_or_nothing():
        return await open_draft.dialog.finish(ctx, open_draft.loaded, open_draft.draft.answers)


def _current(open_draft: OpenDraft[Any], pressed: Pressed) -> Page[Any] | None:
    """The page a button is about; None for an old card, which only shows where the draft is."""
    return open_draft.page if pressed.page == open_draft.page_id else None


async def _read(open_draft: OpenDraft[Any], page: Page[Any], pressed: Pressed) -> FilledIn:
    """Read a page over what is kept; what was chosen to be emptied is sent as empty."""
    kept = open_draft.draft.answers
    emptied = dict.fromkeys(_find_emptied(page, pressed, kept), "")
    sent = OnCard(
        inputs={**pressed.inputs, **emptied},
        marks=read_marks(page, pressed.marks),
        time_zone=ZoneInfo(open_draft.ctx.house.time_zone),
    )
    return read_inputs(page, sent, await open_draft.choices(page), kept)


def _find_emptied(page: Page[Any], pressed: Pressed, kept: Answers) -> list[str]:
    """The fields chosen to be emptied; one in which something else was filled in is not."""
    chosen = pressed.inputs.get(EMPTIED, "").replace(";", ",").split(",")
    return [
        field.id
        for field in page.fields
        if field.id in chosen
        and pressed.inputs.get(field.id, "") in {"", write_input(kept.get(field.id))}
    ]


Move = Callable[[OpenDraft[Any], Pressed], Awaitable[Screen]]
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
