"""A member in a dialog: reads a card, fills it in, presses; the bot restarts before each step."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cards.kit import Frame
from cards.messages import Card
from cards.page import Screen, draw_screen
from dialogs.about import About
from dialogs.engine import Engine
from dialogs.pages import Dialog, Loaded
from dialogs.referral import REFERRAL, go_on_with_referral
from domain.draft import Draft
from domain.member import Language
from domain.press import Press
from services.moment import Context
from tests.support.agenda_house import THE_BEGINNING
from tests.support.cards import a_kit, buttons, check_card, read_press, texts, walk
from tests.support.house import HouseFiles, OpenHouse


@dataclass
class Conversation:
    """One member's window or chat. ``card`` is what is on the screen now."""

    files: HouseFiles[Any]
    dialogs: tuple[Dialog[Any, Any], ...]
    frame: Frame = Frame.CHAT_CARD
    language: Language = Language.DUTCH
    member: str = "agent"
    now: datetime = THE_BEGINNING
    card: Card = field(default_factory=dict)

    @asynccontextmanager
    async def at_desk(self) -> AsyncIterator[tuple[Engine, Context]]:
        """A turn in a process that was just started: nothing is remembered but what is kept."""
        async with self.house() as house, house.acting(self.member) as ctx:
            yield Engine(self.dialogs), ctx

    @asynccontextmanager
    async def house(self) -> AsyncIterator[OpenHouse]:
        async with self.files.open() as house:
            house.now = self.now
            yield house

    async def begins(self, dialog: Dialog[About, Any], about: About) -> str:
        async with self.at_desk() as (engine, ctx):
            return self._look(await engine.begin(ctx, dialog, about))

    async def begins_with(
        self, dialog: Dialog[Any, Loaded], load: Callable[[Context], Awaitable[Loaded]]
    ) -> str:
        """Begin a dialog with what a command loads for it."""
        async with self.at_desk() as (engine, ctx):
            return self._look(await engine.begin_allowed(ctx, dialog, await load(ctx)))

    async def refers(self) -> str:
        """Type ``aanmelden``."""
        return await self.begins_with(REFERRAL, go_on_with_referral)

    async def presses(self, title: str, **answers: str | None) -> str:
        """Fill in and press a button of the card on the screen; what is then read. What is None is
        not sent.
        """
        return await self.presses_on(self.card, title, **answers)

    async def presses_on(self, card: Card, title: str, **answers: str | None) -> str:
        """Press a button of a card that may be old."""
        pressed = buttons(card)[title]
        filled: dict[str, str | None] = (
            {**inputs(card), **answers} if sends_inputs(card, title) else {}
        )
        async with self.at_desk() as (engine, ctx):
            sent = {name: value for name, value in filled.items() if value is not None}
            return self._look(await engine.press(ctx, pressed, sent))

    async def changes(self, page: str) -> str:
        """Press the button beside one part of the review."""
        return await self.changes_on(self.card, page)

    async def changes_on(self, review: Card, page: str) -> str:
        """Press the button beside one part of a review that may be old."""
        async with self.at_desk() as (engine, ctx):
            return self._look(await engine.press(ctx, find_change(review, page), {}))

    async def goes_through(self, *pages: dict[str, str]) -> str:
        """Fill in page after page."""
        read = ""
        for answers in pages:
            read = await self.presses("Verder" if self.language == "nl" else "Next", **answers)
        return read

    async def drafts(self) -> list[Draft]:
        async with self.at_desk() as (_, ctx):
            waiting = await ctx.uow.drafts.waiting_of(ctx.actor.id)
            return [await ctx.uow.drafts.get(one.id) for one in waiting]

    def _look(self, screen: Screen) -> str:
        self.card = check_card(draw_screen(a_kit(self.language, self.frame), screen, self.frame))
        kinds = {part.get("type") for part in walk(self.card)}
        assert (self.frame is Frame.TASK_MODULE) <= ("Action.Execute" not in kinds)
        return texts(self.card)


def find_change(review: Card, page: str) -> Press:
    """The press beside one part of a review."""
    presses = (read_press(one["data"]["press"]) for one in walk(review) if one.get("tooltip"))
    return next(one for one in presses if one.subject.endswith(f":{page}"))


def inputs(card: Card) -> dict[str, str]:
    """What the inputs of a card hold before anybody types."""
    return {part["id"]: str(part.get("value", "")) for part in walk(card) if _is_input(part)}


def sends_inputs(card: Card, title: str) -> bool:
    found = next(part for part in walk(card) if part.get("title") == title and "data" in part)
    return bool(found["associatedInputs"] == "auto")


def _is_input(part: dict[str, Any]) -> bool:
    return str(part.get("type", "")).startswith("Input.")
