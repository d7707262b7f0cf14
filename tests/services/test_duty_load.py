"""``house load`` beside what was set in the chat: nothing is lost without being shown. Loading has
the clock of the database, so days are counted from its today.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.running.administration import load_house_file
from domain.audit import AuditEvent, name_operator
from domain.duty_swap import SwapWish
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from services.duty_swap import accept_swap, offer_swap
from services.duty_turn import find_turn, open_rota, take_turn_away
from tests.support.acute_house import AcuteFiles, AcuteHouse

DAY = timedelta(days=1)
CORA, DIRK = MemberId("cora"), MemberId("dirk")


class Loading:
    """A house in which Cora is on duty by the file, and Dirk took two days over in the chat."""

    def __init__(self, house: AcuteHouse, today: date) -> None:
        self.house, self.today = house, today
        self.file = [self.turn(CORA, -100, 400, DIRK)]

    def day(self, ahead: int) -> date:
        return self.today + ahead * DAY

    def turn(
        self, member: MemberId, first: int, last: int, deputy: MemberId | None = None
    ) -> DutyPeriod:
        days = {"from_on": self.day(first), "until_on": self.day(last)}
        return DutyPeriod(member=member, deputy=deputy, **days)

    async def begin(self) -> None:
        async with self.house.work() as moment:
            await moment.uow.rota.replace_periods(self.file)
            await moment.uow.rota.note_loaded(self.file)
        wish = SwapWish(colleague=DIRK, from_on=self.day(9), until_on=self.day(10))
        async with self.house.acting("cora") as ctx:
            swap = await offer_swap(ctx, wish)
        async with self.house.acting("dirk") as ctx:
            await accept_swap(ctx, swap.id)

    async def load(self, *turns: DutyPeriod) -> tuple[str, list[str]]:
        """Load a file with this rota: what it answers, and the lines shown before."""
        shown = list[str]()

        def confirm(lines: Sequence[str]) -> bool:
            shown.extend(lines)
            return True

        duty = replace(self.house.house.duty, periods=tuple(turns or self.file))
        changed = replace(self.house.house, duty=duty)
        operator = name_operator("bea")
        answer = await load_house_file(self.house.database, changed, operator, confirm)
        return answer, shown

    async def take_away(self, ahead: int) -> None:
        """Bea takes the turn that begins on a day off the rota."""
        async with self.house.acting("bea") as ctx:
            permit = await open_rota(ctx, await find_turn(ctx, self.day(ahead)))
            await take_turn_away(ctx, permit)

    async def who(self, ahead: int) -> str | None:
        async with self.house.reading() as moment:
            found = await moment.uow.rota.period_on(self.day(ahead))
        return found.member if found else None

    def days(self, first: int, last: int) -> str:
        return f"{self.day(first)}..{self.day(last)}"


@pytest.fixture
async def loading(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[Loading]:
    async with acute_files.fresh() as house:
        async with house.database.reading() as uow:
            house.now = await uow.now()
        async with house.reading() as moment:
            made = Loading(house, moment.today)
        await made.begin()
        yield made


def swap_stays(loading: Loading) -> str:
    days = loading.days(9, 10)
    return f"  stays: rota {days} dirk, set in the chat; the file says cora (deputy dirk)"


async def test_the_same_file_takes_no_swap_back_and_says_which_days_stay(loading: Loading):
    answer, shown = await loading.load()
    assert shown == []
    same = "The house file and the database say the same."
    assert answer.splitlines() == [same, swap_stays(loading)]
    assert await loading.who(9) == DIRK


async def test_what_the_file_says_anew_elsewhere_leaves_the_swap(loading: Loading):
    answer, shown = await loading.load(loading.turn(CORA, -100, 30, DIRK))
    assert answer == "Done."
    removed = f"  removed: rota {loading.days(31, 400)} cora (deputy dirk) becomes nobody"
    assert shown == [removed, swap_stays(loading)]
    assert [await loading.who(day) for day in (8, 9, 11, 31)] == [CORA, DIRK, CORA, None]


async def test_a_file_that_names_another_wins_over_the_swap_says_so_and_they_hear_it(
    loading: Loading,
):
    _, shown = await loading.load(loading.turn(CORA, 0, 400))
    assert shown == [
        f"  changed: rota {loading.days(0, 8)} cora (deputy dirk) becomes cora",
        f"  changed: rota {loading.days(9, 10)} dirk (set in the chat) becomes cora",
        f"  changed: rota {loading.days(11, 400)} cora (deputy dirk) becomes cora",
    ]
    assert await loading.who(9) == CORA
    assert await loading.who(-1) == CORA
    assert await loading.house.told(NoticeKind.DUTY_CHANGE) == ["dirk"]
    async with loading.house.reading() as moment:
        chain = [link.entry for link in await moment.uow.audit.chain(None)]
    loaded = [one.subject for one in chain if one.event is AuditEvent.ROTA_LOADED]
    assert loaded == [loading.days(0, 8), loading.days(9, 10), loading.days(11, 400)]


async def test_a_turn_taken_away_in_the_chat_does_not_come_back_with_the_same_file(
    loading: Loading,
):
    await loading.take_away(11)
    answer, _ = await loading.load()
    days = loading.days(11, 400)
    assert f"stays: rota {days} nobody, set in the chat; the file says cora" in answer
    assert await loading.who(12) is None


async def test_what_chat_and_file_say_alike_is_nothing_new_the_next_time(loading: Loading):
    same = [
        loading.turn(CORA, -100, 8, DIRK),
        loading.turn(DIRK, 9, 10),
        loading.turn(CORA, 11, 400, DIRK),
    ]
    answer, _ = await loading.load(*same)
    assert answer == "The house file and the database say the same."
    await loading.take_away(9)
    answer, shown = await loading.load(*same)
    assert shown == []
    assert f"{loading.days(9, 10)} nobody, set in the chat; the file says dirk" in answer
