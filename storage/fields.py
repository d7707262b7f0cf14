"""Which key locks which field: what is about a case under the case's key, the rest under the
key of the house (architecture §5).
"""

from domain.identifiers import CaseId
from storage.crypto import HouseKeys, index_blindly, open_sealed, place_of, seal
from storage.key_store import KeyStore


class Fields:
    """Seals and opens single fields, each bound to its table, row and column."""

    def __init__(self, keys: HouseKeys, key_store: KeyStore) -> None:
        self._keys = keys
        self._key_store = key_store

    async def seal_field(
        self, case_id: CaseId | None, table: str, row: str, column: str, text: str
    ) -> bytes:
        """Seal a text; raises KeyDestroyedError when the case's key is gone."""
        return seal(await self._key(case_id), text.encode(), place_of(table, row, column))

    async def open_field(
        self, case_id: CaseId | None, table: str, row: str, column: str, sealed: bytes
    ) -> str:
        """Open a sealed text.

        Raises SealedDataError when it was changed or moved, KeyDestroyedError when its key is gone.
        """
        opened = open_sealed(await self._key(case_id), sealed, place_of(table, row, column))
        return opened.decode()

    async def make_case_key(self, case_id: CaseId) -> None:
        """Make the key of a case, for good before this returns; an existing key stays."""
        await self._key_store.create(case_id)

    async def destroy_case_key(self, case_id: CaseId) -> None:
        """Destroy the key of a case: nothing under it can be read again, by anybody."""
        await self._key_store.destroy(case_id)

    async def troubles(self) -> list[str]:
        """What keeps new cases from getting a key, as short words; empty when nothing does."""
        return await self._key_store.troubles()

    def index_blindly(self, text: str) -> bytes:
        """Make a text findable without making it readable."""
        return index_blindly(self._keys.blind_index, text)

    async def _key(self, case_id: CaseId | None) -> bytes:
        return self._keys.house if case_id is None else await self._key_store.key(case_id)
