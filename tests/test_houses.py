"""What many tests begin with is done once, and put back for the others."""

from domain.errors import NotFoundError
from domain.identifiers import CaseCode
from domain.stoplight import Colour
from tests.support.agenda_house import CARE, AgendaHouse, SeededFiles
from tests.support.meetings import CUT_OFF_AT

walked = list[str]()


async def to_a_case(house: AgendaHouse) -> None:
    walked.append("case")
    await house.add_case("KX7-Q42", Colour.RED, 30, (CARE,))


async def to_its_draft(house: AgendaHouse) -> None:
    walked.append("draft")
    await house.tick(CUT_OFF_AT)


async def has_case(house: AgendaHouse, code: str) -> bool:
    async with house.reading() as moment:
        try:
            return bool(await moment.uow.cases.by_code(CaseCode(code)))
        except NotFoundError:
            return False


async def test_a_house_is_led_step_by_step_once_and_then_at_once(
    seeded_files: SeededFiles, socket_enabled: None
):
    walked.clear()
    for _ in range(2):
        async with seeded_files.fresh() as house:
            await house.is_led(to_a_case)
            await house.is_led(to_its_draft)
            assert house.now == CUT_OFF_AT
            assert len(house.tasks) == 1
            assert [item.code for item in (await house.agenda()).items] == ["KX7-Q42"]
            house.tasks.clear()
    assert walked == ["case", "draft"]
    async with seeded_files.fresh() as house:
        assert not await has_case(house, "KX7-Q42")
        await house.is_led(to_its_draft)
        assert not (await house.agenda()).items
    assert walked == ["case", "draft", "draft"]


async def test_a_house_that_somebody_touched_is_led_step_by_step(
    seeded_files: SeededFiles, socket_enabled: None
):
    for _ in range(2):
        async with seeded_files.fresh() as house:
            walked.clear()
            await house.add_case("MV3-T81", None)
            await house.is_led(to_its_draft)
            assert await has_case(house, "MV3-T81")
            assert walked == ["draft"]
