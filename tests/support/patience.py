"""How long a test waits for what will come. It bounds a test that hangs and measures nothing: tests
wait for events, and on a busy machine an event takes its time.
"""

from typing import Final

PATIENCE: Final = 300  # seconds
