"""A running house brings its cases in: all or none, each with the clock it had."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.access import CaseState
from domain.agreement import Mandate
from domain.audit import AuditEvent, Operator
from domain.case_import import ImportColumn, ImportProblem
from domain.house import House
from domain.notice import NoticeKind
from domain.retention import find_retention_end, find_warning
from domain.stoplight import Colour
from files.case_import import read_case_file
from services.access import RefusedError
from services.case_import import ImportedCase, ImportPlan, KnownRow, import_cases, plan_import
from services.consent import Consent
from services.retention import list_ends
from tests.support.agenda_house import CARE, POLICE
from tests.support.case_files import a_row, many_rows, write_rows
from tests.support.judging_house import JudgingHouse
from tests.support.meetings import CUT_OFF_AT

ROOT = Operator("root")
MANDATE = Mandate(number="M-7", given_on=date(2026, 1, 5))
MANDATED = Consent(mandate="M-7")
Rows = list[dict[str, str]]


class Import:
    """A file that is brought in, as often as a test asks."""

    def __init__(self, house: JudgingHouse, folder: Path) -> None:
        self.house, self.path = house, folder / "cases.csv"

    async def plan(self, rows: Rows, by: str = "sanne") -> ImportPlan:
        async with self.house.acting(by) as ctx:
            return await plan_import(ctx, read_case_file(write_rows(self.path, rows)))

    async def run(self, rows: Rows) -> tuple[ImportPlan, tuple[ImportedCase, ...]]:
        file = read_case_file(write_rows(self.path, rows))
        async with self.house.acting("sanne") as ctx:
            plan = await plan_import(ctx, file)
            return plan, await import_cases(ctx, plan, ROOT, MANDATED)


@pytest.fixture
def bringing(judging_house: JudgingHouse, tmp_path: Path) -> Import:
    return Import(judging_house, tmp_path)


async def count_cases(house: JudgingHouse) -> int:
    async with house.reading() as moment:
        return len(await moment.uow.cases.in_states(list(CaseState)))


PLANTED: dict[int, tuple[dict[str, str], ImportProblem]] = {
    2: ({"eigen_nummer": "zvh - 001"}, ImportProblem.TWICE),
    5: ({"eerste_verwerking": "1 maart"}, ImportProblem.NO_DATE),
    8: ({"eerste_verwerking": "2026-02-10"}, ImportProblem.IN_FUTURE),
    11: ({"eerste_verwerking": "9-2-2021"}, ImportProblem.TOO_OLD),
    14: ({"naam": ""}, ImportProblem.EMPTY),
    17: ({"geboren": ""}, ImportProblem.NOT_IDENTIFIABLE),
    20: ({"kleur": "paars"}, ImportProblem.NO_COLOUR),
    23: ({"minuten": "90"}, ImportProblem.WRONG_MINUTES),
    26: ({"betrokken_partners": "Brandweer"}, ImportProblem.NO_ORGANISATION),
    29: ({"casusregisseur": "Sanne"}, ImportProblem.NO_SPEAKER),
    32: ({"naam": "=HYPERLINK(A1)"}, ImportProblem.FORMULA),
}


async def test_eleven_mistakes_of_eleven_kinds_are_told_at_once_and_nothing_comes_in(
    bringing: Import,
):
    rows = [a_row(n, **PLANTED[n][0]) if n in PLANTED else a_row(n) for n in range(1, 41)]
    plan, imported = await bringing.run(rows)
    # each case takes two lines, because its reason does; the first stands below the headings
    told = {(one.line, one.problem) for one in plan.mistakes}
    assert told == {(2 * n, problem) for n, (_, problem) in PLANTED.items()}
    assert len(plan.mistakes) == 11
    assert imported == ()
    assert await count_cases(bringing.house) == 0


async def test_forty_cases_come_in_on_the_list_and_an_agenda_is_drafted_from_them(
    bringing: Import,
):
    plan, imported = await bringing.run(many_rows(40))
    assert plan.mistakes == ()
    assert [one.line for one in imported] == [2 * n for n in range(1, 41)]
    house = bringing.house
    assert await count_cases(house) == 40
    assert await house.told(NoticeKind.DIGEST) == ["agent", "nurse"]
    await house.tick(CUT_OFF_AT)
    agenda = await house.agenda()
    assert {one.colour for one in agenda.items} == {Colour.RED}
    assert len(agenda.items) + len(agenda.left_out) >= 26


async def test_a_case_comes_in_as_it_stands_and_its_case_director_is_asked(bringing: Import):
    rows = [
        a_row(
            1,
            adres="Kade 1",
            eerste_verwerking="2024-02-29",
            herzien_op="2-3-2026",
            betrokken_partners="politie: Deputy",
        )
    ]
    _, (came,) = await bringing.run(rows)
    house = bringing.house
    async with house.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(came.code)
        circle = {one.member: one.organisation for one in await ctx.uow.cases.circle(case.id)}
        referral = await ctx.uow.cases.referral(case.id)
        request = await ctx.uow.director_requests.find(case.id)
        number = await ctx.uow.case_imports.number_of(case.id)
        kept = await ctx.uow.case_imports.known(["zvh-001"])
        (decision,) = await ctx.uow.colours.history(case.id)
        places = await ctx.uow.cases.circle_history(case.id)
    assert {one.involving and one.involving.agreement.mandate for one in places} == {MANDATE}
    assert (case.state, case.case_director) == (CaseState.TAKEN_UP, None)
    assert ctx.day_of(case.received_at) == date(2024, 2, 29)
    assert circle == {"deputy": POLICE, "nurse": CARE}
    assert (request.member, number) == ("nurse", "ZVH-001")
    assert case.colour == decision.standing
    assert (case.colour.minutes, case.colour.next_review_on) == (20, date(2026, 3, 2))
    assert case.colour.required == (CARE, POLICE)
    assert decision.reason == rows[0]["reden"]
    assert (referral.identity.name, referral.identity.address) == (rows[0]["naam"], "Kade 1")
    assert kept["zvh-001"].identity.address == ""
    (entry, *rest) = await house.on_record(case.id)
    assert (entry.event, entry.who, entry.operator) == (AuditEvent.CASE_IMPORTED, "sanne", ROOT)
    assert AuditEvent.CASE_DIRECTOR_ASKED in {one.event for one in rest}


async def test_the_same_file_again_changes_nothing_and_a_changed_line_is_told(bringing: Import):
    await bringing.run(many_rows(3))
    before = await count_cases(bringing.house)
    plan, imported = await bringing.run(many_rows(3))
    assert imported == ()
    assert plan.known == tuple(KnownRow(line=2 * n, changed=()) for n in (1, 2, 3))
    changed = [a_row(1, minuten="", naam="Anders", adres="Kade 2"), *many_rows(4)[1:]]
    plan, (new,) = await bringing.run(changed)
    assert plan.known[0].changed == (ImportColumn.NAME, ImportColumn.MINUTES)
    assert (new.line, await count_cases(bringing.house)) == (8, before + 1)


async def test_the_clock_of_an_old_case_runs_on_and_it_is_warned_about_in_time(bringing: Import):
    house = bringing.house
    terms: House = house.house
    _, (came,) = await bringing.run([a_row(1, eerste_verwerking="15-6-2021")])
    async with house.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(came.code)
        end = find_retention_end(case, terms.terms.retention, ctx.calendar)
        (row,) = await list_ends(ctx)
    assert (end.goes_on, row.code) == (date(2026, 6, 15), came.code)
    assert find_warning(end, house.now.date()) == 6


async def test_who_may_be_the_same_person_is_told_of_the_file_and_of_the_house(bringing: Import):
    _, (first,) = await bringing.run([a_row(1)])
    same = {"naam": a_row(1)["naam"].upper()}
    plan = await bringing.plan([a_row(2, **same), a_row(3, **same)])
    told = [(one.line, one.other_line, one.other_case) for one in plan.alike]
    assert told == [(2, None, first.code), (4, 2, None), (4, None, first.code)]
    async with bringing.house.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(first.code)
    assert (await bringing.house.on_record(case.id))[-1].part == "alike"


@pytest.mark.parametrize(
    ("changes", "problem", "column"),
    [
        ({"geboren": "9-2-2026"}, ImportProblem.BORN_TODAY, ImportColumn.BORN_ON),
        ({"geboren": "1-1-2027"}, ImportProblem.BORN_IN_FUTURE, ImportColumn.BORN_ON),
        ({"geboren": "1-1-1899"}, ImportProblem.BORN_TOO_LONG_AGO, ImportColumn.BORN_ON),
        ({"betrokken_partners": "landlord"}, ImportProblem.NO_PARTICIPANT, ImportColumn.CIRCLE),
        ({"betrokken_partners": "housing"}, ImportProblem.NOBODY_SPEAKS, ImportColumn.CIRCLE),
        ({"betrokken_partners": "police: Nurse"}, ImportProblem.NO_SPEAKER, ImportColumn.CIRCLE),
        (
            {"betrokken_partners": "police|Politie"},
            ImportProblem.ORGANISATION_TWICE,
            ImportColumn.CIRCLE,
        ),
        (
            {"kleur": "rood", "betrokken_partners": "", "casusregisseur": ""},
            ImportProblem.NOBODY_NAMED,
            None,
        ),
        ({"herzien_op": "10-5-2026"}, ImportProblem.REVIEW_TOO_LATE, ImportColumn.REVIEW_ON),
    ],
)
async def test_what_the_house_does_not_allow_is_told(
    bringing: Import, changes: dict[str, str], problem: ImportProblem, column: ImportColumn | None
):
    (mistake,) = (await bringing.plan([a_row(2, **changes)])).mistakes
    assert (mistake.line, mistake.problem) == (2, problem)
    assert mistake.column is (column or ImportColumn.CIRCLE)


async def test_only_a_process_director_of_a_public_participant_answers_for_it(bringing: Import):
    for somebody in ("iris", "agent", "nurse"):
        with pytest.raises(RefusedError):
            await bringing.plan([a_row(1)], by=somebody)


async def test_a_house_that_keeps_cases_shorter_refuses_older_ones_sooner(bringing: Import):
    house = bringing.house
    terms = house.house.terms
    retention = replace(terms.retention, most_months=10)
    house.house = replace(house.house, terms=replace(terms, retention=retention))
    (mistake,) = (await bringing.plan([a_row(1)])).mistakes
    assert mistake.problem is ImportProblem.TOO_OLD
