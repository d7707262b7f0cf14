"""What an administrator does from the command line, as lines to print."""

from collections.abc import Callable, Collection, Sequence

from cards.words import Words
from domain.audit import Operator
from domain.audit_chain import ChainHead
from domain.duty_load import OnDuty
from domain.house import House
from services.agenda.timers import wake_posted
from services.duty_change import tell_rota_changed
from services.duty_gap import watch_duty
from services.duty_swap import end_overtaken_offers
from services.held_work import HeldCounts
from services.house import (
    HouseChange,
    HouseDifference,
    apply_house,
    compare_house,
    note_rota,
    seed_house,
)
from services.house_log import record_load
from services.leaving import watch_places
from services.left_behind import count_left_behind
from services.moment import Moment
from services.ports.turns import Database
from services.retention import RetentionRow, list_ends

_ASK = "Have it handed over with overdragen, or ask a process director: it stands in their mijn."

Confirm = Callable[[Sequence[str]], bool]


async def fill_house(database: Database, house: House, operator: Operator) -> None:
    """Fill an empty database from the house file; all of it on record. Nothing happens to one that
    is not empty.
    """
    async with database.work() as work:
        if await work.people.members():
            return
        moment = Moment(uow=work, now=await work.now(), house=house)
        difference = await compare_house(house, work, moment.today)
        await seed_house(house, work)
        await record_load(moment, operator, difference, before=())


async def load_house_file(
    database: Database, house: House, operator: Operator, confirm: Confirm
) -> str:
    """Bring the house file into the database after somebody saw the difference; each change on
    record under the operator's account.
    """
    async with database.work() as work:
        moment = Moment(uow=work, now=await work.now(), house=house)
        difference = await compare_house(house, work, moment.today)
        if difference.is_empty:
            await note_rota(house, work)
            same = "The house file and the database say the same."
            return "\n".join([same, *describe_difference(difference)])
        if not confirm(describe_difference(difference)):
            return "Nothing was changed."
        before, rota = await work.people.members(), await work.rota.periods()
        # whoever changes the rota in the chat at this moment waits for this timer, or is seen
        await watch_duty(moment)
        await apply_house(house, work, moment.today, difference)
        await wake_posted(moment)
        await watch_places(moment)
        await tell_rota_changed(moment, rota)
        await end_overtaken_offers(moment)
        await record_load(moment, operator, difference, before)
        left = await _describe_left(moment)
    return "\n".join(["Done.", *left])


async def describe_left_behind(database: Database, house: House) -> str:
    """What members who left still hold, for the doctor: counts of each organisation, or nothing."""
    async with database.reading() as work:
        left = await _describe_left(Moment(uow=work, now=await work.now(), house=house))
    return " ".join(line.strip() for line in left)


async def _describe_left(moment: Moment) -> list[str]:
    left = await count_left_behind(moment)
    lines = [f"  {organisation}: {_count(left[organisation])}." for organisation in sorted(left)]
    return ["Members who left hold work that nobody took over:", *lines, _ASK] if lines else []


def _count(held: HeldCounts) -> str:
    counted = (
        ("cases", held.cases),
        ("cases they direct", held.directed),
        ("agreements", held.actions),
        ("invitations", held.invitations),
        ("acute reports", held.reports),
        ("questions", held.questions),
        ("unfinished conversations", held.drafts),
    )
    return ", ".join(f"{name} {number}" for name, number in counted if number) or "nothing counted"


def describe_difference(difference: HouseDifference) -> list[str]:
    """A line for each entry that differs: names of fields, never their content, but for who is on
    duty.
    """
    return [
        *(_describe(one) for one in difference.changes),
        *(
            f"  stays: rota {one.from_on}..{one.until_on} {_name(one.was)}, set in the chat;"
            f" the file says {_name(one.file)}"
            for one in difference.duty_stays
        ),
    ]


def _describe(change: HouseChange) -> str:
    line = f"  {change.kind}: {change.section} {change.id} {', '.join(change.fields)}".rstrip()
    if change.duty is None:
        return line
    mark = " (set in the chat)" if change.duty.is_of_chat else ""
    return f"{line} {_name(change.duty.was)}{mark} becomes {_name(change.duty.file)}"


def _name(duty: OnDuty | None) -> str:
    if duty is None:
        return "nobody"
    return f"{duty.member} (deputy {duty.deputy})" if duty.deputy else duty.member


async def describe_ends(database: Database, house: House, words: Words) -> list[str]:
    """A line for each case that goes in the coming half year: day, code and ground, and until when
    a hold stops it.
    """
    async with database.reading() as work:
        rows = await list_ends(Moment(uow=work, now=await work.now(), house=house))
    lines = [f"  {_describe_end(words, one)}" for one in rows]
    return [*lines, words.count("command_line.ends", len(rows))]


def _describe_end(words: Words, row: RetentionRow) -> str:
    ground = words(f"retention.{row.end.ground}")
    on = row.end.goes_on.isoformat()
    line = words("command_line.end", on=on, code=row.code, ground=ground)
    if row.held_until is None:
        return line
    return f"{line}  {words('command_line.held', on=row.held_until.isoformat())}"


async def verify_audit(
    database: Database, signed: Collection[ChainHead], broken_files: Sequence[str]
) -> tuple[bool, list[str]]:
    """Check every chain against itself and the signed checkpoints; whether all is intact."""
    async with database.reading() as work:
        verdicts = await work.audit.verify_all(signed)
    broken = [verdict for verdict in verdicts if verdict.first_break]
    lines = [f"  {v.chain} does not hold at {v.first_break}" for v in broken]
    lines += [f"  checkpoint {file} is gone, changed or unreadable" for file in broken_files]
    lines.append(f"{len(verdicts) - len(broken)} of {len(verdicts)} chains are intact.")
    return not broken and not broken_files, lines
