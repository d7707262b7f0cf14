"""How a house gets its keys: made once, never written over, readable by their owner only."""

import os
from pathlib import Path
from typing import Final

from storage.crypto import HouseKeys, KeyFileError

KEY_FILE_NAME: Final = "keys.json"


def make_keys(directory: Path) -> Path:
    """Make the key file of a new house in a directory and return its path.

    Raises KeyFileError when there is one: without the old keys nothing could be read again.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / KEY_FILE_NAME
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} is there already and is not written over.") from None
    with os.fdopen(file, "w") as key_file:
        key_file.write(HouseKeys.make().as_json())
        key_file.flush()
        os.fsync(file)
    return path
