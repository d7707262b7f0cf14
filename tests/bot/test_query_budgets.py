"""What each step of the main jobs may ask of the house, in a house of twelve organisations with
twenty-one members each. A step that asks more than its budget fails, and says what it asked.

The table as it is now is printed by ``pytest tests/bot/test_query_budgets.py -rP``: when a step
asks less, lower its line.
"""

import sys
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.in_process import run_in_process
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import (
    COLOUR,
    JUDGEMENT,
    REFERRAL,
    SCREENING,
    board_of,
    code_in,
    invitation_of,
    opens_screening,
    refer,
    report_acute,
    screen,
    take_up,
)
from tests.support.large_house import grow_house
from tests.support.query_recorder import QueryRecorder, Recording, record_queries
from tests.support.teams import StandInTeams

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most a step may ask: statements, how often one case is loaded, how often one action is
    decided, how often involvement is asked for, and sealed fields opened. Members and organisations
    are remembered: nobody asks for them.
    """

    statements: int
    case: int
    policy: int
    involvement: int
    opened: int


BUDGETS = {
    "referral: open": Budget(7, 0, 1, 0, 0),
    "referral: page": Budget(6, 0, 1, 0, 1),
    # the clock looks at the promised term before it passes; one for the marks of whom it is about,
    # the same whoever that is
    "referral: send": Budget(19, 0, 1, 0, 1),
    # who has a place already: who comes in new is asked about
    "colour: page": Budget(11, 1, 1, 1, 0),
    "colour: answer": Budget(10, 1, 1, 1, 1),
    # a case that turns red looks for an agenda that is fixed already, to be proposed for it, and
    # for a meeting for which partners were asked already, to ask its own
    "colour: receipt": Budget(17, 1, 1, 1, 1),
    "list: page": Budget(8, 1, 1, 0, 0),
    # which parts hold anything is one question
    "mine: page": Budget(8, 1, 2, 0, 0),
    # a leaf is one load, one decision for each action, and one write of a row for each part
    # with who told which version of it, and one each for the cases it is linked with, for what is
    # called incorrect of it and for the number of a house that brought it in; beside a place stands
    # what is said of the agreement to it
    "case page: why": Budget(15, 1, 1, 1, 2),
    "case page: circle": Budget(12, 1, 1, 1, 2),
    "case page: plan": Budget(12, 1, 1, 1, 0),
    # which other cases may be about the same person is one question
    "acute: judge": Budget(17, 1, 1, 1, 2),
    "acute: circle": Budget(15, 1, 1, 1, 3),
    "acute: review": Budget(15, 1, 1, 1, 3),
    # whether the coordinators have a channel that reads of it is one question
    # and whether somebody is asked to confirm an earlier agreement
    "acute: confirm": Budget(47, 1, 1, 1, 3),
    "acute: answer": Budget(16, 1, 1, 1, 1),
    "acute: silence": Budget(100, 2, 0, 0, 6),
    # on the way to that hour the clock passes four, when it is looked which cases come to their end
    # and which holds end (7), and of which nobody said that they are still needed (1), and seven:
    # the rota of duty is looked at, and for whom all who have a place in a case still speak (4); a
    # day after an acute session its director is asked how it is, and whether the subject was
    # informed (9); the auditor looks at those questions too (3); for each of two partners, who
    # stands in for whom is asked (2); and once
    # whether suppliers of a case are asked something, what became of that is forgotten, and
    # enquiries go to who speaks now (3)
    "attendance: ask": Budget(97, 2, 0, 0, 2),
    "agenda: draft": Budget(51, 1, 0, 0, 0),
    # the card says whether a change waits to be decided
    "agenda: approve": Budget(25, 0, 1, 0, 0),
    # four and seven again, who is on duty is asked how it is when nobody said so, and the referrer
    # is reminded of the criteria; so is who was asked to direct a case, if they may (9); and once
    # whether suppliers of a case are asked something, what became of that is forgotten, and
    # enquiries go to who speaks now (3)
    "agenda: post": Budget(122, 3, 1, 1, 2),
    # who is seated, and what partners contributed, stand beside it
    "discussion: open": Budget(30, 1, 1, 1, 3),
    "discussion: answer": Budget(21, 1, 1, 1, 1),
    # what is typed begins the minutes: looked for, kept, and looked at again by the clock
    "discussion: save": Budget(37, 1, 1, 1, 1),
    "figures: page": Budget(9, 0, 1, 0, 0),
    "workbench: open": Budget(20, 1, 1, 1, 0),
    # which cases of the draft are linked is one question
    "workbench: change": Budget(36, 1, 2, 1, 1),
    # the clock jumps over days at once: the auditor tells that the question after a session waited
    "workbench: draft": Budget(62, 1, 0, 0, 0),
    # asking whether they agreed costs the same for however many organisations are named
    "screening: agree": Budget(19, 1, 1, 1, 1),
}


async def play_steps(cast: Cast, recorder: QueryRecorder) -> None:
    """The main jobs, with the steps that have a budget recorded."""
    await cast.bot.advance(1)
    code = await play_referral(cast, recorder)
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await play_colour(cast, recorder, code)
    await play_lists(cast, recorder, code)
    await play_case_page(cast, recorder, code)
    await play_acute(cast, recorder)
    await play_agenda(cast, recorder)
    await play_workbench(cast, recorder, code)
    await play_agreeing(cast, recorder)


async def play_agreeing(cast: Cast, recorder: QueryRecorder) -> None:
    complete, (next_page, judged), (finish, _) = SCREENING
    page = await opens_screening(cast["ina"], await refer(cast["piet"]))
    agreed = {"agreed": "politie,om", "agreed_how": "meeting"}
    page = await page.goes_through([complete, (next_page, {**judged, **agreed})])
    with recorder.step("screening: agree"):
        receipt = await page.presses(finish)
    assert "is vastgelegd" in receipt.words


async def play_referral(cast: Cast, recorder: QueryRecorder) -> str:
    (next_page, who), *middle, (send, _) = REFERRAL
    with recorder.step("referral: open"):
        page = await cast["piet"].types("aanmelden")
    with recorder.step("referral: page"):
        page = await page.presses(next_page, **who)
    page = await page.goes_through(middle)
    with recorder.step("referral: send"):
        receipt = await page.presses(send)
    return code_in(receipt)


async def play_colour(cast: Cast, recorder: QueryRecorder, code: str) -> None:
    (next_page, answers), (finish, _) = COLOUR
    with recorder.step("colour: page"):
        page = await cast["cora"].types(f"kleur {code} rood")
    with recorder.step("colour: answer"):
        page = await page.presses(next_page, **answers)
    with recorder.step("colour: receipt"):
        receipt = await page.presses(finish)
    assert "ROOD" in receipt.words


async def play_lists(cast: Cast, recorder: QueryRecorder, code: str) -> None:
    for step, who, word in (("list: page", "cora", "lijst"), ("mine: page", "piet", "mijn")):
        with recorder.step(step):
            page = await cast[who].types(word)
        assert code in page.words


async def play_case_page(cast: Cast, recorder: QueryRecorder, code: str) -> None:
    page = await cast["cora"].types(f"casus {code}")
    for step, title in (
        ("case page: why", "Dossier lezen"),
        ("case page: circle", "Betrokken partners"),
        ("case page: plan", "Plan en afspraken"),
    ):
        with recorder.step(step):
            page = await page.presses(title)
    await page.presses("Gelezen")


async def play_acute(cast: Cast, recorder: QueryRecorder) -> None:
    (next_page, judged), (_, changed), (confirm, _) = JUDGEMENT
    code = await report_acute(cast["wim"])
    report = cast["cora"].newest(code, "Toetsen en uitnodigen")
    with recorder.step("acute: judge"):
        page = await report.presses("Toetsen en uitnodigen")
    with recorder.step("acute: circle"):
        page = await page.presses(next_page, **judged)
    with recorder.step("acute: review"):
        page = await page.presses(next_page, **changed)
    with recorder.step("acute: confirm"):
        receipt = await page.presses(confirm)
    assert code in receipt.words
    with recorder.step("acute: answer"):
        answered = await invitation_of(cast["piet"]).presses("Ik kom")
    assert "komt" in answered.words
    with recorder.step("acute: silence"):
        await cast.bot.advance(timedelta(minutes=5).total_seconds())
        await cast.bot.quiet()
    page = await board_of(cast["cora"]).presses("Spoedoverleg sluiten")
    page = await page.presses(next_page, more_0="no")
    await page.presses("Spoedoverleg sluiten")
    await cast.bot.advance(timedelta(hours=1).total_seconds())


async def play_agenda(cast: Cast, recorder: QueryRecorder) -> None:
    meeting = await cast.next_meeting()
    with recorder.step("attendance: ask"):
        await cast.move_to(meeting.cut_off_at - timedelta(hours=1))
    with recorder.step("agenda: draft"):
        await cast.move_to(meeting.cut_off_at)
    with recorder.step("agenda: approve"):
        approved = await cast["cora"].newest("Concept").presses("Keur goed")
    assert "Goedgekeurd" in approved.words
    with recorder.step("agenda: post"):
        await cast.move_to(meeting.posts_at)
    await play_discussion(cast, recorder, meeting.starts_at)


async def play_discussion(cast: Cast, recorder: QueryRecorder, starts_at: datetime) -> None:
    await cast.move_to(starts_at)
    [table] = await cast["cora"].says("overleg")
    table = await table.presses("Start")
    with recorder.step("discussion: open"):
        page = await table.presses("Casus bespreken")
    with recorder.step("discussion: answer"):
        page = await page.presses("Verder", picture="rustig", colour="unchanged", more_0="no")
    with recorder.step("discussion: save"):
        table = await page.presses("Opslaan")
    assert "Nu: " in table.words
    with recorder.step("figures: page"):
        page = await cast["cora"].types("cijfers")
    assert "1 overleg met een geplaatste agenda" in page.words


async def play_workbench(cast: Cast, recorder: QueryRecorder, code: str) -> None:
    await cast.move_to((await cast.next_meeting()).cut_off_at)
    draft = cast["cora"].newest("Concept", "Aanpassen")
    with recorder.step("workbench: open"):
        page = await draft.presses("Aanpassen", case=code)
    page = await page.presses("Verder", doing="minutes")
    page = await page.presses("Verder", minutes="35")
    with recorder.step("workbench: change"):
        receipt = await page.presses("Aanpassen")
    assert "35 min, door Cora" in receipt.words
    with recorder.step("workbench: draft"):
        await cast.bot.advance(1)
        await cast.bot.quiet()


async def record_steps(directory: Path) -> dict[str, Recording]:
    """Everything asked in one play of the main jobs."""
    house = grow_house(organisations=12, members_each=21)
    people = ("cora", "dirk", "ina", "piet", "olga", "gijs", "vera", "wim")
    with record_queries() as recorder:
        async with (
            StandInTeams() as teams,
            run_in_process(directory, house, teams, MONDAY) as bot,
        ):
            await play_steps(await gather_cast(bot, only=people), recorder)
    return recorder.steps


def measure(recording: Recording) -> Budget:
    return Budget(
        recording.statements.total(),
        max(recording.cases.values(), default=0),
        max(recording.decisions.values(), default=0),
        recording.involvement,
        recording.opened.total(),
    )


def describe(name: str, recording: Recording) -> str:
    """A line of the table, and under it what was asked, the most often first."""
    asked = (recording.statements, recording.decisions, recording.opened)
    most = ", ".join(f"{n} x {one}" for counts in asked for one, n in counts.most_common())
    return f"    {name!r}: Budget{astuple(measure(recording))},\n        # {most}"


def exceeds(recording: Recording, budget: Budget) -> bool:
    pairs = zip(astuple(measure(recording)), astuple(budget), strict=True)
    return any(asked > most for asked, most in pairs)


async def test_no_step_asks_more_than_its_budget(tmp_path: Path, socket_enabled: None):
    steps = await record_steps(tmp_path)
    sys.stdout.write("\n".join(describe(name, one) for name, one in steps.items()))

    assert steps.keys() == BUDGETS.keys()
    too_much = [
        f"{name} asks {measure(one)}, its budget is {BUDGETS[name]}\n{describe(name, one)}"
        for name, one in steps.items()
        if exceeds(one, BUDGETS[name])
    ]
    assert not too_much, "\n".join(too_much)
    sums = map(sum, zip(*(astuple(measure(one)) for one in steps.values()), strict=True))
    assert all(sums), "the recorder counts nothing of one kind any more"
