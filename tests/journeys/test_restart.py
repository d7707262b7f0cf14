"""The bot is killed between any two steps of every dialog; nobody notices, and all of them end."""

from datetime import timedelta
from pathlib import Path

from bot.doors.features import make_registry
from tests.support.databases import SqliteFiles
from tests.support.journey_words import (
    COLOUR,
    DEPUTY,
    EDIT,
    JUDGEMENT,
    OPENING,
    PLAN,
    REFERRAL,
    REPORT,
    SCREENING,
    TELEPHONE,
    WEIGHING,
    board_of,
    find_working_day,
    invitation_of,
    refer,
)
from tests.support.journey_world import World, build_world
from tests.support.leases import let_leases_end
from tests.support.person import Screen, Step
from tests.support.served import serve
from tests.support.teams import StandInTeams

CLOSING: tuple[Step, ...] = (
    ("Verder", {"more_0": "yes"}),
    ("Verder", {"what_1": "Zilvermeeuw-36f bellen", "owner_1": "cora", "more_1": "no"}),
    ("Spoedoverleg sluiten", {}),
)
# these begin weeks later, for a red case or at the table, or end the meeting of the others: their
# own journeys play them
NOT_NOW = {
    "acute_calling_off",
    "director_answer",
    "departure_answer",
    "signal_writing",
    "signal_rewriting",
    "signal_answering",
    "signal_guarding",
    "group_referral",
    "group_screening",
    "group_enquiry",
    "hand_over_giving",
    "hand_over_answer",
    "hand_over_by_telephone",
    "hand_over_for",
    "orphan_giving",
    "incorrect_answering",
    "secret_address",
    "call_off_meeting",
    "move_meeting",
    "action_answer",
    "action_date",
    "action_owner",
    "action_telephone",
    "attendance_by_telephone",
    "discussion",
    "minutes_writing",
    "explain_criteria",
    "second_member",
    "pause_return",
    "closing",
    "reopening",
    "reopening_confirming",
    "retention_hold",
    "retention_review",
    "extension",
    "extension_telephone",
    "extension_answer",
    "enquiry_noting",
    "enquiry_again",
    "enquiry_withdrawing",
    "reaction",
    "reaction_answer",
    "contribution_withdrawal",
    "takeover",
    "confirmation_noting",
    "confirmation_settling",
    "intake",
    "involved_answer",
    "known_check",
    "case_unlinking",
    "priority",
    "priority_end",
    "merging",
    "merge_confirming",
    "minutes_objection",
    "round_writing",
    "round_telephone",
    "round_writer",
    "round_table",
}
ADDING: tuple[Step, ...] = (
    ("Verder", {"invited": "reclassering:rens", "note": "Zilvermeeuw-40f staat onder toezicht."}),
    ("Toevoegen", {}),
)
SESSION_PAGE: tuple[Step, ...] = (
    ("Verder", {"facts": "Politie: Zilvermeeuw-45f is weg.", "more_0": "no"}),
    ("Opslaan", {}),
)
NOTES: tuple[Step, ...] = (("Verder", {"note_taker": "noor"}), ("Opslaan", {}))
MORE: tuple[Step, ...] = (
    ("Verder", {"more": "Zilvermeeuw-44f is nu binnen."}),
    ("Toevoegen aan de melding", {}),
)
WITHDRAWAL: tuple[Step, ...] = (
    ("Verder", {"why": "Zilvermeeuw-45f is niet meer nodig."}),
    ("Melding intrekken", {}),
)
ASKING: tuple[Step, ...] = (
    ("Verder", {"words": "Zilvermeeuw-50f: past dit?", "reply": "written"}),
    ("Vragen", {}),
)
READING: tuple[Step, ...] = (
    ("Verder", {"next": "ask_on", "words": "Zilvermeeuw-51f: en dan?"}),
    ("Versturen", {}),
)
ANSWERING: tuple[Step, ...] = (
    ("Verder", {"next": "answered", "words": "Zilvermeeuw-52f: meld aan."}),
    ("Versturen", {}),
)
CONTRIBUTION: tuple[Step, ...] = (
    (
        "Verder",
        {
            "kind": "fact",
            "category": "housing",
            "said": "Zilvermeeuw-48f staat bij het hek.",
            "ground": "consent",
        },
    ),
    (
        "Verder",
        {"meant_for": "involved", "is_oral": "no", "stays_here": "no", "is_named": "yes"},
    ),
    ("Bijdrage vastleggen", {}),
)
ENQUIRY: tuple[Step, ...] = (
    ("Verder", {"partner_1": "reclassering", "why_1": "Zilvermeeuw-47f liep daar."}),
    ("Vragen", {}),
)
AWAY: tuple[Step, ...] = (("Verder", {"first_on": "2027-08-09"}), ("Afwezigheid melden", {}))
DUTY: tuple[Step, ...] = (
    ("Verder", {"colleague": "dirk", "from_on": "2027-06-07"}),
    ("Aan collega vragen", {}),
)
TURN: tuple[Step, ...] = (
    (
        "Verder",
        {
            "duty_member": "dirk",
            "duty_deputy": "-",
            "from_on": "2028-01-03",
            "until_on": "2028-01-09",
        },
    ),
    ("Vastleggen", {}),
)
TAKEN_AWAY: tuple[Step, ...] = (("Verder", {"doing": "take_away"}), ("Vastleggen", {}))
AWAY_BY_TELEPHONE: tuple[Step, ...] = (
    ("Verder", {"member": "vera", "first_on": "2027-08-09"}),
    ("Vastleggen", {}),
)
LONGER: tuple[Step, ...] = (
    ("Verder", {"doing": "minutes"}),
    ("Verder", {"minutes": "25"}),
    ("Aanpassen", {}),
)
WISH: tuple[Step, ...] = (
    ("Verder", {"wish_reason": "Zilvermeeuw-37f is weg."}),
    ("Bespreking vragen", {}),
)
INFORMING: tuple[Step, ...] = (
    ("Verder", {"informed": "not_yet"}),
    ("Verder", {"ground": "other", "why": "Zilvermeeuw-47f weet het niet."}),
    ("Vastleggen", {}),
)
INVOLVING: tuple[Step, ...] = (
    (
        "Verder",
        {
            "partner": "rens",
            "why_involved": "Zilvermeeuw-38f staat onder toezicht.",
            "agreed": "politie",
            "agreed_how": "telephone",
        },
    ),
    ("Betrekken", {}),
)
DIRECTING: tuple[Step, ...] = (("Verder", {"director": "piet"}), ("Vragen", {}))
REMOVING: tuple[Step, ...] = (
    ("Verder", {"place": "gijs", "why_removed": "Zilvermeeuw-37f is uit zorg."}),
    ("Uit de casus halen", {}),
)


async def open_dialogs(world: World) -> dict[str, tuple[Screen, tuple[Step, ...], str]]:
    """Every dialog at its first page, what is filled in there, and how it ends."""
    cast, codes = world.cast, world.codes
    other = await refer(cast["oda"])
    case = await cast["piet"].types(f"casus {codes['submitted']}")
    wished = await cast["piet"].types(f"casus {codes['taken up']}")
    board = board_of(cast["cora"])
    day = {"due_on_1": (await world.bot.today() + timedelta(days=1)).isoformat()}
    closing = (CLOSING[0], (CLOSING[1][0], CLOSING[1][1] | day), CLOSING[2])
    return {
        "referral": (await cast["rens"].types("aanmelden"), REFERRAL, "is binnen"),
        "edit_referral": (await case.presses("Aanmelding aanpassen"), EDIT, "is aangepast"),
        "screening": (
            await cast["ina"].types(f"casus {other}", "Screenen"),
            SCREENING,
            "is vastgelegd",
        ),
        "contribution": (
            await cast["piet"].types(f"casus {codes['taken up']}", "Iets bijdragen"),
            CONTRIBUTION,
            "is bewaard",
        ),
        "consult_asking": (await cast["rens"].types("sparren"), ASKING, "bij de coördinatoren"),
        "consult_reading": (
            await cast["piet"].types("mijn", "Lezen"),
            READING,
            "bij de coördinatoren",
        ),
        "consult_answering": (
            await cast["ina"].types("mijn", "Beantwoorden"),
            ANSWERING,
            "krijgt bericht van uw antwoord",
        ),
        "enquiry_asking": (
            await cast["ina"].types(f"bevraag {codes['tested']}", "Partner vragen"),
            ENQUIRY,
            "gevraagd aan 1",
        ),
        "weighing": (
            await cast["dirk"].types(f"weeg {codes['tested']}"),
            WEIGHING,
            "C, procesregie",
        ),
        "colour": (await cast["cora"].types(f"kleur {codes['taken up']} rood"), COLOUR, "is nu"),
        "acute_report": (await cast["vera"].types("acuut"), REPORT, "Acute melding"),
        "acute_opening": (
            await cast["dirk"].types(f"acuut {codes['taken up']}"),
            OPENING,
            codes["taken up"],
        ),
        "acute_judgement": (
            await cast["cora"]
            .newest(codes["reported"], "Toetsen")
            .presses("Toetsen en uitnodigen"),
            JUDGEMENT,
            "is gepland",
        ),
        "acute_deputy": (
            await invitation_of(cast["olga"]).presses("Vervanger"),
            DEPUTY,
            "is gevraagd",
        ),
        "acute_telephone": (
            await board.presses("Antwoord per telefoon"),
            TELEPHONE,
            "is genoteerd",
        ),
        "acute_adding": (
            await board.presses("Partner toevoegen"),
            ADDING,
            "is uitgenodigd",
        ),
        "acute_discussion": (
            await board.presses("Feiten en besluiten"),
            SESSION_PAGE,
            # the board comes back in its place
            "Feiten en besluiten",
        ),
        "acute_notes": (await board.presses("Notulist"), NOTES, "Noor Notulist"),
        "acute_completion": (
            await cast["piet"].newest(codes["reported"], "toevoegen").presses("Iets toevoegen"),
            MORE,
            "Toegevoegd aan uw melding",
        ),
        "acute_withdrawal": (
            await cast["wim"].newest("Acute melding", "intrekken").presses("Melding intrekken"),
            WITHDRAWAL,
            "ingetrokken",
        ),
        "acute_closing": (
            await board.presses("Spoedoverleg sluiten"),
            closing,
            "is gesloten",
        ),
        "discussion_wish": (await wished.presses("Bespreking vragen"), WISH, "U vraagt om"),
        "pause": (
            await cast["dirk"].types(f"pauzeer {codes['paused']}"),
            await rest_longer(world),
            "is gepauzeerd tot",
        ),
        "informing": (
            await cast["dirk"].types(f"casus {codes['taken up']}", "Betrokkene geïnformeerd?"),
            INFORMING,
            "Vastgelegd bij",
        ),
        "case_linking": (
            await cast["cora"].types(f"casus {codes['taken up']}", "Koppelen"),
            (
                (
                    "Verder",
                    {"other_code": codes["tested"], "why_linked": "Zilvermeeuw-38f en broer."},
                ),
                ("Koppelen", {}),
            ),
            "zijn gekoppeld",
        ),
        "departure_asking": (
            await cast["gijs"].types(f"casus {codes['taken up']}", "Niet meer betrokken"),
            (
                ("Verder", {"why_leaving": "Zilvermeeuw-39f is uit zorg."}),
                ("Doorgeven", {}),
            ),
            "Doorgegeven",
        ),
        "address_share": (
            await (await cast["dirk"].types(f"casus {codes['taken up']}", "Wie is dit?")).presses(
                "Adres delen"
            ),
            (
                ("Verder", {"doing": "share"}),
                ("Verder", {"member": "wim", "why_shared": "Zilvermeeuw-49f bezoeken."}),
                ("Vastleggen", {}),
            ),
            "het adres is gedeeld",
        ),
        "hide_address": (
            await (await cast["ina"].types(f"casus {codes['tested']}", "Wie is dit?")).presses(
                "Adres is geheim"
            ),
            (("Verder", {"ground": "threat"}), ("Geheim maken", {})),
            "het adres is geheim",
        ),
        "incorrect_marking": (
            await (await cast["ina"].types(f"casus {codes['taken up']}", "Dossier lezen")).presses(
                "Iets is onjuist"
            ),
            (
                ("Verder", {"part": "harm"}),
                ("Verder", {"what": "Zilvermeeuw-47f was daar niet."}),
                ("Doorgeven", {}),
            ),
            "doorgegeven dat iets onjuist is",
        ),
        "director_asking": (
            await cast["dirk"].types(f"casus {codes['taken up']}", "Casusregisseur vragen"),
            DIRECTING,
            "is gevraagd voor",
        ),
        "partner_involving": (
            await cast["dirk"].types(f"casus {codes['taken up']}", "Partner betrekken"),
            INVOLVING,
            "is betrokken bij",
        ),
        "partner_removing": (
            await cast["cora"].types(f"casus {codes['taken up']}", "Partner uit de casus"),
            REMOVING,
            "doet niet meer mee",
        ),
        **await open_dialogs_around_a_meeting(world),
    }


async def rest_longer(world: World) -> tuple[Step, ...]:
    review_on = (await find_working_day(world.cast, 9)).isoformat()
    why = {"pause_reason": "Zilvermeeuw-46f blijft weg.", "review_on": review_on}
    return (("Verder", why), ("Pauze vastleggen", {}))


async def open_dialogs_around_a_meeting(
    world: World,
) -> dict[str, tuple[Screen, tuple[Step, ...], str]]:
    """Those about who comes to a meeting, about its agenda, and about what is agreed."""
    cast, code = world.cast, world.codes["taken up"]
    plan = await cast["dirk"].types(f"casus {code}", "Plan en afspraken")
    other = await cast["cora"].types(f"casus {code}", "Plan en afspraken")
    due_on = (await find_working_day(cast, 5)).isoformat()
    promise = {"what": "Zilvermeeuw-39f bezoeken.", "owner": "cora", "due_on": due_on}
    return {
        "absence": (
            await cast["wim"].types("afwezig", "Afwezigheid melden"),
            AWAY,
            "Uw afwezigheid is gemeld",
        ),
        "absence_by_telephone": (
            await cast["ina"].types("afwezig", "Melden voor iemand anders"),
            AWAY_BY_TELEPHONE,
            "De afwezigheid is vastgelegd",
        ),
        "duty_swap": (
            await cast["cora"].types("dienst", "Dienst aanbieden"),
            DUTY,
            "Wij vragen het aan Dirk",
        ),
        "duty_turn": (
            await cast["bea"].types("dienst", "Dienst toevoegen"),
            TURN,
            "maandag 3 januari 2028",
        ),
        "duty_turn_change": (
            await cast["dirk"].types("dienst", "Dienst wijzigen"),
            TAKEN_AWAY,
            "Niemand heeft dienst",
        ),
        "drill": (
            await cast["dirk"].types("oefening", "Oefening starten"),
            (("Verder", {"signals": "minor"}), ("Oefening starten", {})),
            "Er wacht een echte melding",
        ),
        "agenda_wish": (
            await cast["cora"].newest("Concept", "Aanpassen").presses("Aanpassen", case=code),
            LONGER,
            code,
        ),
        "plan_of_action": (await plan.presses("Plan schrijven"), PLAN, "is vastgelegd"),
        "action_agreeing": (
            await other.presses("Afspraak maken"),
            (("Verder", promise), ("Vastleggen", {})),
            code,
        ),
    }


async def test_the_bot_may_be_killed_between_any_two_steps_of_any_dialog(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    async with sqlite_files.fresh() as url, StandInTeams() as teams:
        async with serve(url, tmp_path, teams) as bot:
            world = await build_world(bot, url, tmp_path)
            dialogs = await open_dialogs(world)
            await bot.kill()
            await let_leases_end(url)
        assert set(dialogs) | NOT_NOW == {
            one.name for part in make_registry().features for one in part.dialogs
        }
        screens = {name: screen for name, (screen, _, _) in dialogs.items()}
        for number in range(max(len(steps) for _, steps, _ in dialogs.values())):
            async with serve(url, tmp_path, teams) as bot:
                world.cast.move_over(bot)
                for name, (_, steps, _) in dialogs.items():
                    if number < len(steps):
                        title, answers = steps[number]
                        screens[name] = await screens[name].presses(title, **answers)
                await bot.kill()
                await let_leases_end(url)
    for name, (_, _, ending) in dialogs.items():
        assert ending in screens[name].words, (name, screens[name].words)
