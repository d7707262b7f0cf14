"""The life of one case, played by its services in one transaction that is undone at the end: every
step of every role, people who leave or work elsewhere, time that passes, and its destruction.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.sql import func

from domain.absence import AbsenceWish
from domain.access import Action, CaseState
from domain.audit import AuditEntry
from domain.audit import AuditEvent as E
from domain.case import Case
from domain.closing import LeavingReason
from domain.colour import ColourWish
from domain.errors import NotFoundError, StoplichtError
from domain.house import PrioritisedList, PriorityCriterion
from domain.identifiers import CaseId, MemberId, PriorityCriterionId
from domain.member import Member, Role
from domain.screening import PurposeJudgement, ReferralPart
from domain.stoplight import Colour
from domain.weighing import Outcome
from services.absence import give_absence, withdraw_absence
from services.access import record_refusal
from services.case_circle import PartnerToInvolve, involve_partner, remove_partner
from services.case_director import (
    accept_directing,
    choose_director,
    decline_directing,
    open_question,
)
from services.closing import close_case
from services.departure import (
    ask_to_leave,
    confirm_departure,
    decline_departure,
    open_departure,
)
from services.destruction import watch_retention
from services.hand_over import ask_to_take_over, open_to_hand_over
from services.hand_over_answer import accept_hand_over, decline_hand_over, open_asked_over
from services.leaving import watch_places
from services.moment import Context, Moment
from services.pause import pause_case, return_case
from services.priority import PriorityWish, end_priority, prioritise_case
from services.referral import (
    begin_referral,
    edit_referral,
    open_for_edit,
    submit_referral,
    withdraw_referral,
)
from services.reopening import ask_to_reopen, confirm_reopening, leave_closed, open_reopening
from services.retention_hold import end_hold, hold_case
from services.second_member import (
    ask_second_member,
    confirm_weighing,
    decline_weighing,
    open_to_confirm,
)
from services.seen_case import SeenCase, take_case
from services.weighing import needs_second_member, weigh_case
from storage.metadata import metadata
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, AgendaHouse
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.contributions import contribute_or_withdraw
from tests.support.house import set_time
from tests.support.judging_house import ADVISE, AGREED, TAKE_UP
from tests.support.permits import give_back, give_colour, judge_fit
from tests.support.reactions import answer_reaction, react_to
from tests.support.referrals import REFERRAL
from tests.support.rounds import run_round

DAY: Final = timedelta(days=1)
DIRECTORS: Final = ("sanne", "daan", "pia")
JUDGES: Final = (*DIRECTORS, "iris")
PARTNERS: Final = ("agent", "deputy", "nurse", "huib", "pia")
# two of one organisation, who stand in for each other
POLICE_OFFICERS: Final = ("agent", "deputy")
OFFICE: Final = ("noor", "karel", "ada", "co", "fien")
EVERYBODY: Final = (*JUDGES, *PARTNERS[:-1], *OFFICE, "bea")
# who keeps the house going: everybody else may leave it
STAYS: Final = frozenset({"sanne", "daan"})
ORGANISATIONS: Final = (CITY, POLICE, CARE, HOUSING)
VICTIMS: Final = PriorityCriterionId("victims")
PUBLISHED: Final = PrioritisedList(
    criteria_version="2026-A",
    criteria_address="https://www.example.org/criteria",
    size=1,
    criteria=(PriorityCriterion(id=VICTIMS, text="Er zijn slachtoffers."),),
)


class NobodyThereError(StoplichtError):
    """There is no case to do this with."""


class PlayOverError(Exception):
    """Undo all of it."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is drawn with a step: another member, a number of days, a colour and one of two ways."""

    whom: MemberId
    days: int = 7
    colour: Colour = Colour.ORANGE
    is_other: bool = False

    @property
    def wish(self) -> ColourWish:
        minutes = 0 if self.colour is Colour.GREEN else 15
        required = (CARE,) if self.is_other else (POLICE, HOUSING)
        return ColourWish(
            colour=self.colour, reason=f"{CANARY} weer.", minutes=minutes, required=required
        )


@dataclass
class LifecyclePlay:
    """One case and what became of it; it opens moments as a house does, all in one transaction."""

    moment: Moment
    case: CaseId | None = None
    played: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        async with self.moment.all_or_nothing():
            yield self.moment

    reading = work

    @property
    def database(self) -> "LifecyclePlay":
        return self

    async def wipe_traces(self) -> None:
        """Nothing of it was ever written to the disk."""

    async def acting(self, name: str) -> Context:
        member = await self.moment.uow.people.member(MemberId(name))
        return self.moment.acting(await self.moment.form_actor(member))

    async def find(self) -> Case | None:
        """The case as it is now; None when there is none, or it was destroyed."""
        try:
            return await self.moment.uow.cases.get(self.case) if self.case else None
        except NotFoundError:
            return None

    @property
    def seen(self) -> SeenCase:
        if self.case is None:
            raise NobodyThereError
        return SeenCase(id=self.case)

    async def on_record(self) -> dict[bytes, AuditEntry]:
        """All that is on record about the case, and about none."""
        chains = {None, self.case}
        found = [await self.moment.uow.audit.chain(one) for one in chains]
        return {link.hash: link.entry for links in found for link in links}

    async def count_rows(self) -> tuple[int, ...]:
        """How many rows each table has, and which version the case is."""
        await self.moment.uow.finish()
        row = (await self.moment.uow._connection.execute(_COUNTS)).one()
        case = await self.find()
        return (*row, case.version if case else 0)

    async def pass_time(self, by: timedelta) -> None:
        """It is so much later, and the clock of the bot did not come round yet."""
        self.moment = replace(self.moment, now=self.moment.now + by)
        await set_time(self.moment.uow, self.moment.now)

    async def come_round(self) -> None:
        """What is due is done."""
        await run_round(self)

    async def try_step(self, name: str, who: str, chosen: Chosen) -> StoplichtError | None:
        """Somebody takes a step as a turn does it; the refusal, when it comes to nothing."""
        ctx = await self.acting(who)
        try:
            async with self.moment.all_or_nothing():
                await STEPS[name].take(self, ctx, chosen)
        except StoplichtError as refusal:
            self.played.append(f"{who}: {name} ({type(refusal).__name__})")
            await record_refusal(ctx, refusal)
            return refusal
        self.played.append(f"{who}: {name}")
        return None


_COUNTS: Final = select(
    *(
        select(func.count()).select_from(table).scalar_subquery().label(table.name)
        for table in metadata.sorted_tables
        if table.name != "audit"
    )
)


async def refer(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    if await play.find():
        raise NobodyThereError
    receipt = await submit_referral(ctx, await begin_referral(ctx), REFERRAL)
    play.case = (await ctx.uow.cases.by_code(receipt.code)).id


async def edit(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    added = replace(REFERRAL, why_now=f"{CANARY} dreigt nu {len(play.played)} keer.")
    await edit_referral(ctx, await open_for_edit(ctx, play.seen.id), added)


async def send_back(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    await give_back(ctx, play.seen, [ReferralPart.AIM], f"Wat wil {CANARY}?")


async def test_purpose(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    fits = PurposeJudgement.DOES_NOT_FIT if chosen.is_other else PurposeJudgement.FITS
    await judge_fit(ctx, play.seen, fits, f"{CANARY} raakt zorg en straf.", AGREED)


async def withdraw(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    case = await ctx.uow.cases.get(play.seen.id)
    await withdraw_referral(ctx, case.id, case.version)


async def take_up(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    form = ADVISE if chosen.is_other else TAKE_UP
    permit = await take_case(ctx, Action.WEIGH, play.seen)
    if await needs_second_member(ctx, permit):
        await ask_second_member(ctx, permit, form)
    else:
        await weigh_case(ctx, permit, form)


async def refuse(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    form = replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP)
    await weigh_case(ctx, await take_case(ctx, Action.WEIGH, play.seen), form)


async def look_second(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    look = await open_to_confirm(ctx, play.seen)
    if chosen.is_other:
        await decline_weighing(ctx, look, "Nog niet duidelijk.")
    else:
        await confirm_weighing(ctx, look)


async def colour(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    await give_colour(ctx, play.seen, chosen.wish)


async def involve(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    until_on = None if chosen.is_other else ctx.today + chosen.days * DAY
    permit = await take_case(ctx, Action.CHANGE_CIRCLE, play.seen)
    wish = PartnerToInvolve(
        member=chosen.whom, why=f"{CANARY} is daar.", consent=AGREED, until_on=until_on
    )
    await involve_partner(ctx, permit, wish)


async def remove(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.CHANGE_CIRCLE, play.seen)
    await remove_partner(ctx, permit, chosen.whom, "Niet meer nodig.")


async def want_to_leave(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.ASK_TO_LEAVE, play.seen)
    await ask_to_leave(ctx, permit, "Wij doen niets meer.")


async def judge_leaving(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    asked = await open_departure(ctx, play.seen.id, chosen.whom)
    if chosen.is_other:
        await decline_departure(ctx, asked, "Blijf nog.")
    else:
        await confirm_departure(ctx, asked)


async def choose(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.CHANGE_CIRCLE, play.seen)
    await choose_director(ctx, permit, chosen.whom)


async def direct(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await open_question(ctx, play.seen.id)
    if chosen.is_other:
        await decline_directing(ctx, permit, "Geen tijd.")
    else:
        await accept_directing(ctx, permit)


async def pause(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.PAUSE_CASE, play.seen)
    await pause_case(ctx, permit, f"{CANARY} zit vast.", ctx.today + chosen.days * DAY)


async def come_back(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.RETURN_CASE, play.seen)
    await return_case(ctx, permit, chosen.wish, AGREED)


async def close(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.CLOSE_CASE, play.seen)
    await close_case(ctx, permit, a_farewell(LeavingReason.NEW_PATH, informed_by=ctx.actor.id))


async def transfer(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.CLOSE_CASE, play.seen)
    farewell = a_farewell(LeavingReason.OTHER_HOUSE, informed_by=ctx.actor.id)
    await close_case(ctx, permit, farewell)


async def want_open(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.REOPEN_CASE, play.seen)
    await ask_to_reopen(ctx, permit, f"{CANARY} viel terug.", chosen.wish, AGREED)


async def judge_opening(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    look = await open_reopening(ctx, play.seen)
    if chosen.is_other:
        await leave_closed(ctx, look, "Geen terugval.")
    else:
        await confirm_reopening(ctx, look)


async def hold(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.HOLD_CASE, play.seen)
    if chosen.is_other:
        await end_hold(ctx, permit)
    else:
        await hold_case(ctx, permit, f"{CANARY} klaagt.", ctx.today + chosen.days * DAY)


async def prioritise(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    permit = await take_case(ctx, Action.PRIORITISE, play.seen)
    if chosen.is_other:
        await end_priority(ctx, permit, f"{CANARY} is rustig.")
    else:
        wish = PriorityWish(reason=f"{CANARY} slaat.", met=(VICTIMS,), consent=AGREED)
        await prioritise_case(ctx, permit, wish)


async def be_away(_play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    days = AbsenceWish(first_on=ctx.today, last_on=ctx.today + chosen.days * DAY)
    await give_absence(ctx, days, _colleague_of(ctx))


async def come_home(_play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    own = await ctx.uow.absences.known_to(ctx.actor.id, ctx.now)
    if not own:
        raise NobodyThereError
    await withdraw_absence(ctx, own[0].id)


async def hand_over(_play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    await ask_to_take_over(ctx, await open_to_hand_over(ctx), _colleague_of(ctx))


async def take_over(_play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    asked = await open_asked_over(ctx, _colleague_of(ctx))
    if chosen.is_other:
        await decline_hand_over(ctx, asked, "Te druk.")
    else:
        await accept_hand_over(ctx, asked)


async def contribute_something(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    await contribute_or_withdraw(ctx, play.seen.id, chosen.days, withdraws=chosen.is_other)


async def react(play: LifecyclePlay, ctx: Context, _chosen: Chosen) -> None:
    await react_to(ctx, play.seen.id)


async def judge_reaction(play: LifecyclePlay, ctx: Context, chosen: Chosen) -> None:
    await answer_reaction(ctx, play.seen.id, ends=chosen.is_other)


def _colleague_of(ctx: Context) -> MemberId:
    return MemberId("deputy" if ctx.actor.id == "agent" else "agent")


Take = Callable[[LifecyclePlay, Context, Chosen], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a step puts on record, one of these at least, and who is the one to take it."""

    take: Take
    leaves: frozenset[E]
    who: tuple[str, ...]


def _step(take: Take, who: tuple[str, ...], *leaves: E) -> Step:
    return Step(take=take, leaves=frozenset(leaves), who=who)


STEPS: Final[Mapping[str, Step]] = {
    "refer": _step(refer, PARTNERS, E.REFERRAL_SUBMITTED),
    "edit": _step(edit, PARTNERS, E.REFERRAL_EDITED),
    "send back": _step(send_back, JUDGES, E.SCREENED),
    "test purpose": _step(test_purpose, JUDGES, E.SCREENED),
    "withdraw": _step(withdraw, PARTNERS, E.REFERRAL_WITHDRAWN),
    "take up": _step(take_up, DIRECTORS, E.WEIGHED, E.WEIGHING_PLANNED),
    "refuse": _step(refuse, DIRECTORS, E.WEIGHED),
    "look second": _step(look_second, JUDGES, E.WEIGHING_CONFIRMED, E.WEIGHING_DECLINED),
    "colour": _step(colour, DIRECTORS, E.COLOUR_SET),
    "involve": _step(involve, DIRECTORS, E.CIRCLE_JOINED),
    "remove": _step(remove, DIRECTORS, E.CIRCLE_LEFT),
    "want to leave": _step(want_to_leave, PARTNERS, E.DEPARTURE_ASKED),
    "judge leaving": _step(judge_leaving, DIRECTORS, E.CIRCLE_LEFT, E.DEPARTURE_DECLINED),
    "choose": _step(choose, DIRECTORS, E.CASE_DIRECTOR_ASKED),
    "direct": _step(direct, PARTNERS, E.CASE_DIRECTOR_CHOSEN, E.CASE_DIRECTOR_DECLINED),
    "pause": _step(pause, DIRECTORS, E.CASE_PAUSED),
    "come back": _step(come_back, DIRECTORS, E.CASE_RETURNED),
    "close": _step(close, DIRECTORS, E.CASE_CLOSED),
    "transfer": _step(transfer, DIRECTORS, E.CASE_TRANSFERRED),
    "want open": _step(want_open, DIRECTORS, E.REOPENING_ASKED),
    "judge opening": _step(judge_opening, JUDGES, E.CASE_REOPENED, E.REOPENING_DECLINED),
    "hold": _step(hold, DIRECTORS, E.CASE_HELD, E.HOLD_ENDED),
    "prioritise": _step(
        prioritise, DIRECTORS, E.PRIORITISED, E.PRIORITY_CONFIRMED, E.PRIORITY_ENDED
    ),
    "be away": _step(be_away, POLICE_OFFICERS, E.DEPUTY_NAMED),
    "come home": _step(come_home, POLICE_OFFICERS, E.ABSENCE_WITHDRAWN),
    "hand over": _step(hand_over, POLICE_OFFICERS, E.HAND_OVER_ASKED),
    "contribute": _step(contribute_something, PARTNERS, E.CONTRIBUTED, E.CONTRIBUTION_WITHDRAWN),
    "react": _step(react, PARTNERS, E.REACTED),
    "judge reaction": _step(judge_reaction, DIRECTORS, E.REACTION_ANSWERED),
    "take over": _step(take_over, POLICE_OFFICERS, E.HAND_OVER_ACCEPTED, E.HAND_OVER_DECLINED),
}
_DIRECTED: Final = (
    "colour", "involve", "involve", "remove", "want to leave", "want to leave", "judge leaving",
    "judge leaving", "choose", "choose", "direct", "direct", "pause", "close", "transfer",
    "prioritise", "be away", "come home", "hand over", "take over", "take over", "contribute",
    "react", "judge reaction",
)  # fmt: skip
_REACTED: Final = ("react", "judge reaction", "judge reaction")
# what people do with a case where it is; everything else is tried as well, and refused
FITTING: Final[Mapping[CaseState | None, tuple[str, ...]]] = {
    None: ("refer",),
    CaseState.SUBMITTED: ("test purpose",) * 4 + ("send back", "edit", "withdraw"),
    CaseState.INCOMPLETE: ("edit", "test purpose", "withdraw"),
    CaseState.PURPOSE_TESTED: ("take up",) * 4
    + ("look second",) * 2
    + ("refuse", "withdraw", "edit"),
    CaseState.TAKEN_UP: _DIRECTED,
    CaseState.NOT_TAKEN_UP: _REACTED,
    CaseState.WITHDRAWN: _REACTED,
    CaseState.ADVICE_OR_SIGNAL: _REACTED,
    CaseState.PAUSED: ("come back", "come back", "pause", "close", "transfer"),
    CaseState.CLOSED: ("want open", "judge opening", "judge opening", "hold"),
}


async def begin_play(house: AgendaHouse, stack: AsyncExitStack) -> LifecyclePlay:
    """A house as it is at its start, in a transaction that ends with the stack."""
    house.house = replace(house.house, prioritised_list=PUBLISHED)
    moment = await stack.enter_async_context(house.work())
    await watch_retention(moment)
    await watch_places(moment)
    return LifecyclePlay(moment)


async def read_circle(play: LifecyclePlay) -> list[Any]:
    """The places of the case, as the rows say it."""
    circle = metadata.tables["circle"]
    asked = select(circle).where(circle.c.case_id == play.case, circle.c.left_at.is_(None))
    return list((await play.moment.uow._connection.execute(asked)).all())


def is_appointed(member: Member, role: Role, play: LifecyclePlay) -> bool:
    """Whether a member has this role today, by their appointments."""
    today = play.moment.today
    return any(
        one.role is role
        and one.from_on <= today
        and (one.until_on is None or today <= one.until_on)
        for one in member.appointments
    )
