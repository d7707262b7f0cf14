"""What is about two cases is sealed under the key of the one and that again under the key of the
other: it can be read while both keys are there, so it is gone with either case.
"""

from base64 import b64decode, b64encode

from domain.identifiers import CaseId
from storage.fields import Fields
from storage.sealed import Content, SealedColumn


async def seal_twice(
    column: SealedColumn[Content],
    fields: Fields,
    cases: tuple[CaseId, CaseId],
    row: str,
    content: Content,
) -> bytes:
    """Seal a value under the keys of two cases, in this order."""
    one, other = cases
    inner = await column.seal(fields, one, row, content)
    place = (column.table, row, column.name)
    return await fields.seal_field(other, *place, b64encode(inner).decode())


async def open_twice(
    column: SealedColumn[Content],
    fields: Fields,
    cases: tuple[CaseId, CaseId],
    row: str,
    sealed: bytes,
) -> Content:
    """Open what was sealed under the keys of two cases; KeyDestroyedError when one of them is
    gone.
    """
    one, other = cases
    inner = await fields.open_field(other, column.table, row, column.name, sealed)
    return await column.open(fields, one, row, b64decode(inner))
