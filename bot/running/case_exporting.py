"""Exports a case from the command line: what a member may read of it, as open JSON and as a page,
in files that only the account of the machine can read and that take the place of no other.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.running.member_turn import act_for
from bot.running.telling import FileThereError, NoFolderError
from cards.paper.case_export import draw_case_export
from cards.paper.sheet import make_paper_kit
from cards.words import Words
from domain.audit import Operator
from domain.house import House
from domain.member import Language
from files.case_export import write_case_json
from services.case_export import export_case
from services.moment import Context
from services.ports.turns import Database

_OWNER_ONLY: Final = 0o600
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """Which case is exported, by its code, for which member (its id in the house or in Entra) and
    why; ``folder`` is where the files come, and the language is that of the member when None.
    """

    code: str
    by: str
    reason: str
    folder: Path
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCase:
    """A case in both forms, the name that their files have in common, and in which language it is
    told.
    """

    name: str
    open_json: str
    page: str
    language: Language


async def export_for(
    database: Database, house: House, order: ExportOrder, operator: Operator
) -> ExportedCase:
    """Export a case as its member may read it; on record for them and under the operator."""

    async def act(ctx: Context) -> ExportedCase:
        whole = await export_case(ctx, order.code, order.reason, operator)
        language = order.language or ctx.actor.member.language
        kit = make_paper_kit(language, ZoneInfo(house.time_zone))
        exported = ExportedCase(
            name=f"{whole.case.code}-{ctx.today}",
            open_json=write_case_json(whole),
            page=draw_case_export(kit, whole),
            language=language,
        )
        # before anything is on record
        check_free(exported, order.folder)
        return exported

    return await act_for(database, house, order.by, act, order.language)


def check_free(exported: ExportedCase, folder: Path) -> None:
    """Refuse a folder that is none, and files that are there already."""
    if not folder.is_dir():
        raise NoFolderError(folder)
    for place in _name_files(exported, folder):
        if place.exists() or place.is_symlink():
            raise FileThereError(place)


def keep_export(exported: ExportedCase, folder: Path) -> tuple[Path, ...]:
    """Write both files, readable by this account alone, or none of them; where they are."""
    places = _name_files(exported, folder)
    with ExitStack() as undone:
        for place, content in zip(places, (exported.open_json, exported.page), strict=True):
            # made anew with its rights, so that nobody could open it before they were set
            handle = os.open(place, _NEW, _OWNER_ONLY)
            undone.callback(place.unlink)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
        undone.pop_all()
    return places


def _name_files(exported: ExportedCase, folder: Path) -> tuple[Path, ...]:
    return tuple(folder / f"{exported.name}.{kind}" for kind in ("json", "html"))


def tell_exported(exported: ExportedCase, places: Sequence[Path]) -> str:
    """Tell where both files are."""
    data, page = map(str, places)
    return Words(exported.language)("command_line.exported", data=data, page=page)
