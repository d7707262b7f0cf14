"""How content is written before it is sealed: one codec for every type, strict in both directions.

A text is ``[version, content]`` as JSON. It is read only when this program would write it in the
same way, so that nothing is guessed, filled in or left out.
"""

import json
from datetime import date
from typing import Any, Final, Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from sqlalchemy import Column

from domain.identifiers import CaseId
from storage.crypto import SealedDataError
from storage.fields import Fields

Content = TypeVar("Content")

_STRICT: Final = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class UnreadableContentError(SealedDataError):
    """Sealed content is not written as this version of the program writes it."""


class SealedColumn(Generic[Content]):
    """A column that keeps values of one type, sealed under the key of a case or of the house.

    ``kind`` is made of frozen dataclasses, enums, texts, numbers, dates, moments, tuples,
    frozensets of texts, and unions whose members differ in JSON. Raise ``version`` when the type
    changes: what an older version wrote is then refused until a migration writes it again.
    """

    def __init__(self, column: Column[Any], kind: Any, version: int = 1) -> None:
        self.name = column.name
        self.table = column.table.name
        self._version = version
        self._adapter: TypeAdapter[tuple[int, Content]] = TypeAdapter(
            tuple[int, kind], config=_STRICT
        )

    async def seal(
        self, fields: Fields, case_id: CaseId | None, row: str, content: Content
    ) -> bytes:
        """Write a value and seal it; without a case under the key of the house.

        Raises UnreadableContentError when it could not be read back, KeyDestroyedError when the
        key of the case is gone.
        """
        return await fields.seal_field(case_id, self.table, row, self.name, self.write(content))

    async def open(
        self, fields: Fields, case_id: CaseId | None, row: str, sealed: bytes
    ) -> Content:
        """Open a sealed value and read it.

        Raises SealedDataError when it was changed, moved or written otherwise, KeyDestroyedError
        when the key of the case is gone.
        """
        text = await fields.open_field(case_id, self.table, row, self.name, sealed)
        return self.read(text)

    def write(self, content: Content) -> str:
        """Write a value as text; equal dataclasses give equal texts.

        Raises UnreadableContentError when it could not be read back.
        """
        text = self._form(content)
        # found out now, while somebody can still do something about it
        self.read(text)
        return text

    def read(self, text: str) -> Content:
        """Read a value; raises UnreadableContentError for anything ``write`` does not write."""
        found = self._parse(text)
        # also refuses another version, and a field left out that has a default
        if found is None or self._form(found[1]) != text:
            raise UnreadableContentError
        return found[1]

    def _parse(self, text: str) -> tuple[int, Content] | None:
        try:
            return self._adapter.validate_json(text)
        except ValidationError:
            # pydantic's error holds the content it refuses, so it may not be anybody's context
            return None

    def _form(self, content: Content) -> str:
        # without warnings: those of pydantic quote the content
        plain = self._adapter.dump_python((self._version, content), warnings=False)
        return json.dumps(plain, default=_plain, separators=(",", ":"))


def _plain(part: object) -> object:
    if isinstance(part, set | frozenset):
        return sorted(part)
    if isinstance(part, date):
        return part.isoformat()
    raise TypeError(f"content holds a {type(part).__name__}, which has no written form")
