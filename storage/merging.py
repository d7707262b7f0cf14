"""All that is kept of one case becomes another's, in one transaction: rows get its id, and what was
sealed under the key of the one is sealed under the key of the other. Why: decision 0047.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    Delete,
    LargeBinary,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    select,
    update,
)

from domain.case import Case
from domain.identifiers import CaseId, MemberId
from storage.acute_checks import acute_check
from storage.acute_invitation_row import acute_invitation
from storage.acute_sessions import acute_session
from storage.address_shares import address_share
from storage.addresses import posted_card
from storage.agenda_wishes import agenda_wish
from storage.agreed_actions import agreed_action
from storage.case_imports import case_import
from storage.case_steps import case_step
from storage.circle import circle
from storage.colours import colour
from storage.contributions import contribution
from storage.departures import departure
from storage.discussion_wishes import discussion_wish
from storage.discussions import discussion
from storage.drafts import draft
from storage.enquiries import enquiry
from storage.erasing import Erasure, is_of_case
from storage.fields import Fields
from storage.group_referrals import group_referral
from storage.incorrect_marks import incorrect_mark
from storage.informing import informing
from storage.known_checks import known_check
from storage.linked_cases import case_link, sealed_linking, sealed_unlinking
from storage.meeting_runs import meeting_run_case, meeting_run_told
from storage.meetings import agenda_change, agenda_item, agenda_left_out
from storage.merged_cases import MergedCaseRows, merged_case
from storage.minutes import minutes, minutes_edition, minutes_objection
from storage.plans_of_action import plan_of_action
from storage.priorities import priority
from storage.reactions import reaction
from storage.referrals import referrals
from storage.retention_holds import retention_hold
from storage.same_persons import subject_mark
from storage.sealed_twice import open_twice, seal_twice
from storage.secret_addresses import secret_address, secret_look
from storage.signals import signal_source
from storage.transaction import Transaction
from storage.upsert import insert_once
from storage.weighings import screening, weighing
from storage.written_rounds import written_round

_Row = dict[str, Any]
_Name = Callable[[Mapping[str, Any]], str]


def _by(*columns: str) -> _Name:
    return lambda row: ":".join(str(row[one]) for one in columns)


# known by an id of their own: the row stays, and is of another case from now on
KNOWN_BY_ID: Final[Mapping[Table, _Name | None]] = {
    acute_check: None,
    acute_invitation: None,
    acute_session: _by("id"),
    agenda_wish: _by("meeting", "number"),
    agreed_action: _by("id"),
    circle: _by("case_id"),
    contribution: _by("id", "number"),
    incorrect_mark: _by("id"),
    known_check: _by("id"),
    meeting_run_told: None,
    merged_case: _by("code"),
    minutes: None,
    minutes_edition: _by("minutes_id", "number"),
    minutes_objection: _by("minutes_id", "edition", "member"),
    reaction: _by("id"),
    secret_look: _by("case_id"),
    written_round: _by("id"),
}
# numbered in their case: first what is merged, then what there was, so that the last stays the last
NUMBERED: Final[Mapping[Table, _Name]] = {
    case_step: _by("case_id", "number"),
    colour: _by("case_id", "number"),
    discussion: _by("said_in", "number"),
    plan_of_action: _by("case_id", "number"),
    priority: _by("case_id", "number"),
    referrals: _by("case_id", "number"),
    screening: _by("case_id", "number"),
    weighing: _by("case_id", "number"),
}
# one of a case, of a member or of a meeting: what the other has stays
ONE_OF_EACH: Final[Mapping[Table, _Name | None]] = {
    address_share: _by("case_id", "member"),
    agenda_item: None,
    case_import: _by("case_id"),
    agenda_left_out: None,
    agenda_change: None,
    departure: _by("case_id", "member"),
    discussion_wish: _by("case_id", "member"),
    enquiry: _by("id"),
    group_referral: None,
    informing: _by("case_id"),
    meeting_run_case: None,
    retention_hold: _by("case_id"),
    secret_address: _by("case_id"),
    signal_source: None,
    subject_mark: None,
}
# its code is that of the case, and no code that it had
_NAMED: Final = frozenset({agenda_wish, agenda_item, agenda_left_out, agenda_change})
# blind marks: what finds a case without being read
_MARKS: Final = frozenset({case_import.c.mark, subject_mark.c.mark})
_SAME_MEETING: Final = (
    select(minutes.c.id)
    .where(
        minutes.c.case_id == bindparam("one"),
        minutes.c.said_in.in_(
            select(minutes.c.said_in).where(minutes.c.case_id == bindparam("other"))
        ),
    )
    .limit(1)
)


def _owner(table: Table) -> Column[Any]:
    found = [column for column in table.columns if is_of_case(column)]
    return found[0] if found else table.c.code


@cache
def _rows_of(table: Table) -> Select[Any]:
    order = tuple(table.primary_key.columns)
    return select(table).where(_owner(table) == bindparam("owner")).order_by(*order)


@cache
def _change(table: Table) -> Update:
    keys = table.primary_key.columns
    return update(table).where(*(one == bindparam(f"kept_{one.name}") for one in keys))


@cache
def _delete_of(table: Table) -> Delete:
    return delete(table).where(_owner(table) == bindparam("owner"))


class CaseMerge:
    """Makes what is kept of one case another's; a second time there is nothing left. Raises
    ConflictError while a message about it is on its way.
    """

    def __init__(self, connection: Transaction, fields: Fields, goes: Case, stays: Case) -> None:
        self._connection = connection
        self._fields = fields
        self._goes, self._stays = goes, stays

    async def meets_itself(self) -> bool:
        """Tell whether there are minutes of both of one meeting, which cannot be one."""
        given = {"one": self._goes.id, "other": self._stays.id}
        return (await self._connection.execute(_SAME_MEETING, given)).first() is not None

    async def run(self, left: Collection[MemberId]) -> Mapping[str, int]:
        """Move it; how much of each kind was of the case that goes alone, and is erased. Whoever
        ``left`` has no place in the case that stays.
        """
        await self._keep_longest_hold()
        await self._move_links()
        await self._move_drafts(left)
        await self._move_cards()
        for table, name in KNOWN_BY_ID.items():
            await self._change_owner(table, name)
        for table, numbered in NUMBERED.items():
            await self._number_anew(table, numbered)
        for table, name in ONE_OF_EACH.items():
            await self._add_what_is_new(table, name)
        erasure = Erasure(self._connection, self._goes.id, self._goes.code)
        return await erasure.take_apart()

    async def _change_owner(self, table: Table, name: _Name | None) -> None:
        for row in await self._read(table, self._goes):
            keys = {f"kept_{one.name}": row[one.name] for one in table.primary_key.columns}
            changed = await self._move(table, row, name)
            await self._connection.execute(_change(table), changed | keys)

    async def _number_anew(self, table: Table, name: _Name) -> None:
        goes, stays = await self._read(table, self._goes), await self._read(table, self._stays)
        if not goes:
            return
        moved = [await self._move(table, row, name) for row in goes]
        last: dict[Any, int] = {}
        for row in moved:
            place = row.get("said_in")
            last[place] = max(row["number"], last.get(place, 0))
        for row in stays:
            number = row["number"] + last.get(row.get("said_in"), 0)
            moved.append(await self._seal_anew(table, row, {**row, "number": number}, name))
        for case in (self._goes, self._stays):
            await self._connection.execute(_delete_of(table), {"owner": _name_of(table, case)})
        for row in moved:
            await insert_once(self._connection, table, row)

    async def _add_what_is_new(self, table: Table, name: _Name | None) -> None:
        rows = await self._read(table, self._goes)
        if not rows:
            return
        await self._connection.execute(_delete_of(table), {"owner": _name_of(table, self._goes)})
        for row in rows:
            await insert_once(self._connection, table, await self._move(table, row, name))

    async def _read(self, table: Table, case: Case) -> Sequence[_Row]:
        given = {"owner": _name_of(table, case)}
        rows = await self._connection.execute(_rows_of(table), given)
        return [dict(row) for row in rows.mappings()]

    async def _move(self, table: Table, row: _Row, name: _Name | None) -> _Row:
        """A row as it is of the case that stays."""
        changed = {**row, _owner(table).name: _name_of(table, self._stays)}
        if table in _NAMED:
            changed["code"] = self._stays.code
        if table is referrals:
            changed["is_merged"] = True
        if table is incorrect_mark:
            # of what was told of the case that goes, and of nothing in the one that stays
            changed["subject"] = row["subject"] or self._goes.id
        return await self._seal_anew(table, row, changed, name)

    async def _seal_anew(self, table: Table, row: _Row, changed: _Row, name: _Name | None) -> _Row:
        if name is None:
            return changed
        for column in table.columns:
            sealed = row[column.name]
            if not isinstance(column.type, LargeBinary) or column in _MARKS or sealed is None:
                continue
            before, after = row[_owner(table).name], changed[_owner(table).name]
            place = (table.name, name(row), column.name)
            text = await self._fields.open_field(before, *place, sealed)
            # what is written of a case may name it
            text = text.replace(self._goes.id, self._stays.id)
            place = (table.name, name(changed), column.name)
            changed[column.name] = await self._fields.seal_field(after, *place, text)
        return changed

    async def _move_drafts(self, left: Collection[MemberId]) -> None:
        """What is half filled in goes on about the case that stays, unless its member filled in the
        same about that one, or has no place any more.
        """
        given = {"named": self._goes.id}
        rows = (await self._connection.execute(_DRAFTS_OF, given)).mappings().all()
        for row in (dict(one) for one in rows if one["member"] not in left):
            whose = self._stays.id if row["case_id"] == self._goes.id else row["case_id"]
            subject = row["subject"].replace(self._goes.id, self._stays.id)
            changed = {**row, "case_id": whose, "subject": subject}
            twin = {one: changed[one] for one in ("member", "dialog", "subject")}
            if (await self._connection.execute(_TWIN, twin)).first() is None:
                moved = await self._seal_anew(draft, row, changed, _by("id"))
                await self._connection.execute(_change(draft), moved | {"kept_id": row["id"]})

    async def _move_cards(self) -> None:
        """A card in a member's chat stays there, and goes with the case that stays; unless that has
        the same card there.
        """
        for row in await self._read(posted_card, self._goes):
            named = row["card"].replace(self._goes.id, self._stays.id)
            if (await self._connection.execute(_CARD, {"named": named})).first() is None:
                changed = {**row, "card": named, "case_id": self._stays.id}
                kept = {"kept_card": row["card"]}
                await self._connection.execute(_change(posted_card), changed | kept)

    async def _keep_longest_hold(self) -> None:
        """Of two legal holds the one that lasts longest stays."""
        goes = await self._read(retention_hold, self._goes)
        stays = await self._read(retention_hold, self._stays)
        if goes and stays and goes[0]["until_on"] > stays[0]["until_on"]:
            given = {"owner": self._stays.id}
            await self._connection.execute(_delete_of(retention_hold), given)

    async def _move_links(self) -> None:
        """What the case that goes is linked with is linked with the other; not with itself."""
        for column in (case_link.c.one_case, case_link.c.other_case):
            found = await self._connection.execute(_LINKED[column.name], {"owner": self._goes.id})
            for row in found.mappings().all():
                await self._move_link(dict(row))

    async def _move_link(self, row: _Row) -> None:
        await self._connection.execute(_UNLINK, {"this": row["id"]})
        before = (CaseId(row["one_case"]), CaseId(row["other_case"]))
        after = tuple(sorted(self._stays.id if one == self._goes.id else one for one in before))
        if len(set(after)) == 1:
            return
        row |= {"one_case": after[0], "other_case": after[1]}
        for column in (sealed_linking, sealed_unlinking):
            if row[column.name] is not None:
                said = await open_twice(column, self._fields, before, row["id"], row[column.name])
                row[column.name] = await seal_twice(
                    column, self._fields, (after[0], after[1]), row["id"], said
                )
        await insert_once(self._connection, case_link, row)


_LINKED: Final = {
    one.name: select(case_link).where(one == bindparam("owner"))
    for one in (case_link.c.one_case, case_link.c.other_case)
}
_DRAFTS_OF: Final = select(draft).where(draft.c.subject.contains(bindparam("named")))
_CARD: Final = select(posted_card.c.card).where(posted_card.c.card == bindparam("named"))
_TWIN: Final = select(draft.c.id).where(
    draft.c.member == bindparam("member"),
    draft.c.dialog == bindparam("dialog"),
    draft.c.subject == bindparam("subject"),
    draft.c.end.is_(None),
)
_UNLINK: Final = delete(case_link).where(case_link.c.id == bindparam("this"))


def _name_of(table: Table, case: Case) -> str:
    return case.code if _owner(table) is table.c.get("code") else case.id


class MergeRows(MergedCaseRows):
    """The merging of cases, on one connection."""

    async def meet(self, goes: Case, stays: Case) -> bool:
        """Tell whether there are minutes of both of one meeting."""
        return await CaseMerge(self._connection, self._fields, goes, stays).meets_itself()

    async def move(self, goes: Case, stays: Case, left: Collection[MemberId]) -> Mapping[str, int]:
        """Make all that is kept of a case another's; how much was of it alone, and is erased."""
        return await CaseMerge(self._connection, self._fields, goes, stays).run(left)
