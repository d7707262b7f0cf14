import asyncio

from bot.turns.locks import ConversationLocks


async def _speak(locks: ConversationLocks, conversation: str, word: str, said: list[str]) -> None:
    async with locks.hold(conversation):
        said.append(f"{word} begins")
        await asyncio.sleep(0)
        said.append(f"{word} ends")


async def test_turns_in_one_conversation_go_one_by_one_in_order():
    locks, said = ConversationLocks(), list[str]()
    await asyncio.gather(*(_speak(locks, "a:piet", word, said) for word in "123"))
    assert said == [f"{word} {what}" for word in "123" for what in ("begins", "ends")]


async def test_turns_in_different_conversations_go_side_by_side():
    locks, said = ConversationLocks(), list[str]()
    await asyncio.gather(*(_speak(locks, f"a:{word}", word, said) for word in "12"))
    assert said == ["1 begins", "2 begins", "1 ends", "2 ends"]


async def test_a_turn_that_fails_lets_the_next_one_in():
    locks, said = ConversationLocks(), list[str]()

    async def fail() -> None:
        async with locks.hold("a:piet"):
            raise ZeroDivisionError

    outcomes = await asyncio.gather(
        fail(), _speak(locks, "a:piet", "next", said), return_exceptions=True
    )
    assert isinstance(outcomes[0], ZeroDivisionError)
    assert said == ["next begins", "next ends"]


async def test_a_turn_that_is_cut_off_while_it_waits_leaves_nothing_behind():
    locks = ConversationLocks()
    async with locks.hold("a:piet"):
        waiting = asyncio.create_task(_speak(locks, "a:piet", "never", []))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert locks._locks
    assert locks._locks == {}
    assert locks._waiting == {}


async def test_no_lock_is_kept_of_a_conversation_nobody_is_in():
    locks = ConversationLocks()
    for number in range(100):
        await _speak(locks, f"a:{number}", "word", [])
    assert locks._locks == {}
