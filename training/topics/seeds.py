"""Things whose words name a topic: emoji, and kinds of things on the map, by the path that OpenStreetMap's presets have."""

from __future__ import annotations

from typing import Final

#: The number of the top topic to emoji.
EMOJI: Final = {
    1: "🎬🎥🎭🎨🎵🎶🎤🎼🎹🎸🎻🥁🎺🎷📚📖📺📻📰🎞💃🖼🎟",
    2: "⚖👮🚓🚔🕵🔪👨‍⚖️👩‍⚖️",
    3: "🌋🚒🚑🚨🧑‍🚒👨‍🚒🔥🆘🧯🌊",
    4: "💰💵💴💶💷🏦📈📉💹💳🏭🏢💼🏪🛒🚢🛢🌾🚜🤑",
    5: "🎓🏫👩‍🏫👨‍🏫🧑‍🎓👨‍🎓📝🎒✏",
    6: "♻🌍🌎🌏🌱🌳🌲🐘🐋🐬🐅🐼🦁🏞🌿",
    7: "🏥💉💊🩺🦠😷🤒👨‍⚕️👩‍⚕️🧑‍⚕️🩸🧠🫀🫁🦷🤰🩹",
    9: "👷🧑‍🏭👨‍🏭👩‍🏭⚒🛠",
    10: "🍽🍕🍜🍲🍛🍰🍷🍺🍹🍳🥗☕🍴✈🏨🧳🏖👗👠💄👜👒🏕🗺🛍🎮🧗",
    11: "🗳🏛🏳",
    12: "⛪🕌🛕🕍☪✝🕉✡☸🙏📿🛐🕋",
    13: "🔬🔭🧪🧬🚀🛰💻🤖📱🖥⚗🔋🦕🌌🧑‍🔬🧑‍🚀👨‍💻⚛",
    14: "👪🏳️‍🌈👵👴👶🧑‍🤝‍🧑👰🤵💍",
    15: "⚽🏀🏈⚾🥎🎾🏐🏉🏏🏑🏒🏓🏸🥊🥋🏆🥇🥈🥉🏅🏟🏊🏃🚴🏋🤼🤺⛷🏂⛸🏇🏌🤾🤸🏄🚣🥅⛳🎿",
    16: "⚔🪖🔫💣☮🕊💥🎖",
    17: "☀🌧⛈🌩🌨❄🌪🌫🌡🌦☃🌤🌬⛅🌀",
}
#: Beginnings of paths of presets to the number of the top topic; the longest that fits counts.
PRESETS: Final = {
    **dict.fromkeys(
        ("amenity/theatre", "amenity/cinema", "amenity/arts_centre", "tourism/museum", "tourism/gallery"), 1
    ),
    **dict.fromkeys(("tourism/artwork", "shop/music", "shop/art", "craft/musical", "amenity/studio", "shop/books"), 1),
    **dict.fromkeys(("amenity/library", "office/newspaper", "historic/monument", "amenity/music_venue"), 1),
    **dict.fromkeys(("amenity/police", "amenity/courthouse", "amenity/prison", "office/lawyer", "office/notary"), 2),
    **dict.fromkeys(("emergency", "amenity/fire_station", "amenity/ranger_station", "hazard"), 3),
    **dict.fromkeys(("amenity/bank", "office/financial", "office/insurance", "shop/money_lender", "man_made/works"), 4),
    **dict.fromkeys(
        ("amenity/bureau_de_change", "industrial", "landuse/industrial", "power/plant", "office/company"), 4
    ),
    **dict.fromkeys(("landuse/commercial", "shop/car", "man_made/petroleum_well", "office/tax", "landuse/farmland"), 4),
    **dict.fromkeys(("amenity/school", "amenity/college", "amenity/university", "amenity/kindergarten"), 5),
    **dict.fromkeys(("amenity/language_school", "office/educational", "amenity/prep_school", "building/school"), 5),
    **dict.fromkeys(("amenity/recycling", "leisure/nature_reserve", "boundary/protected_area", "landuse/forest"), 6),
    **dict.fromkeys(
        ("boundary/national_park", "amenity/animal_shelter", "man_made/wastewater_plant", "natural/wetland"), 6
    ),
    **dict.fromkeys(
        ("amenity/hospital", "amenity/clinic", "amenity/doctors", "amenity/dentist", "amenity/pharmacy"), 7
    ),
    **dict.fromkeys(("healthcare", "amenity/nursing_home", "shop/medical_supply", "building/hospital"), 7),
    **dict.fromkeys(("office/employment_agency", "craft"), 9),
    **dict.fromkeys(("amenity/restaurant", "amenity/cafe", "amenity/bar", "amenity/pub", "amenity/fast_food"), 10),
    **dict.fromkeys(
        ("tourism/hotel", "tourism/hostel", "tourism/attraction", "tourism/camp", "tourism/theme_park"), 10
    ),
    **dict.fromkeys(
        ("shop/clothes", "shop/fashion", "shop/shoes", "shop/beauty", "shop/jewelry", "leisure/garden"), 10
    ),
    **dict.fromkeys(("tourism/zoo", "shop/travel_agency", "shop/wine", "shop/hairdresser", "natural/beach"), 10),
    **dict.fromkeys(("office/government", "office/political_party", "amenity/townhall", "office/diplomatic"), 11),
    **dict.fromkeys(("boundary/administrative", "polling_station", "office/quango"), 11),
    **dict.fromkeys(("amenity/place_of_worship", "amenity/monastery", "landuse/religious", "building/church"), 12),
    **dict.fromkeys(("building/mosque", "building/temple", "office/religion", "shop/religion", "historic/wayside"), 12),
    **dict.fromkeys(
        ("man_made/telescope", "man_made/observatory", "office/research", "office/it", "shop/computer"), 13
    ),
    **dict.fromkeys(("shop/mobile_phone", "shop/electronics", "aeroway/spaceport", "telecom"), 13),
    **dict.fromkeys(("amenity/social_facility", "amenity/social_centre", "office/ngo", "amenity/community_centre"), 14),
    **dict.fromkeys(("leisure/pitch", "leisure/stadium", "leisure/sports_centre", "leisure/track", "leisure/golf"), 15),
    **dict.fromkeys(
        ("leisure/swimming", "shop/sports", "leisure/ice_rink", "leisure/fitness", "club/sport", "piste"), 15
    ),
    **dict.fromkeys(
        ("military", "landuse/military", "building/bunker", "historic/battlefield", "barrier/tank_trap"), 16
    ),
    **dict.fromkeys(("man_made/monitoring_station/weather",), 17),
}


def preset_topic(path: str) -> int | None:
    """Return the number of the top topic of a kind of thing, None where its kind says nothing about topics."""
    parts = path.split("/")
    for length in range(len(parts), 0, -1):
        number = PRESETS.get("/".join(parts[:length]))
        if number is not None:
            return number
    return None
