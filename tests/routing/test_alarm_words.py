"""Which words in a report are told as an alarm, in each language of the client's form."""

from routing.alarm_words import alarming

SAID = {
    "The server room is FLOODED!": "flooded",
    "There was a flood in the basement": "flood",
    "Our inbox is flooded with spam": "",
    "Water damage near the rack": "water damage",
    "The UPS caught fire": "caught fire",
    "Everything is on fire today": "",
    "The firewall is slow, please flush the DNS": "",
    "La sala está inundada": "inundada",
    "Inundación en el sótano": "inundación",
    "inundacion en el sotano": "inundacion",
    "Nous avons été piratés": "été piratés",
    "Fuite d\u2019eau sur les serveurs": "fuite d'eau",
    "De la fume\u0301e, une odeur de fume\u0301e": "odeur de fumée",
    "Ransom note on every screen": "ransom",
    "Demande de rançon": "rançon",
    "The printer prints blank pages": "",
    "": "",
}


def test_danger_and_attacks_are_found_whatever_the_accents_and_a_full_inbox_is_none() -> None:
    assert {text: alarming(text) for text in SAID} == SAID
