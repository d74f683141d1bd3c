"""Words that refer to a country without naming it: demonyms, adjectives and seats of government."""


# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

#: Capitalised English words to the country that they refer to. Words are left out that also mean a language or a people of
#: many countries (English, Arab, Kurdish, Korean), two countries (Congolese), or a dish.
ENGLISH_DEMONYMS: dict[str, str] = {
    word: code
    for code, words in {
        "AF": "Afghan Afghans", "AL": "Albanian", "DZ": "Algerian", "AO": "Angolan", "AR": "Argentine Argentinian", "AM": "Armenian Armenians",
        "AU": "Australian Australians Canberra", "AT": "Austrian", "AZ": "Azerbaijani Azeri", "BH": "Bahraini", "BD": "Bangladeshi",
        "BY": "Belarusian Belarusians", "BE": "Belgian", "BO": "Bolivian", "BA": "Bosnian", "BW": "Botswanan", "BR": "Brazilian Brazilians",
        "GB": "British Briton Britons Scottish Welsh Westminster Whitehall", "BG": "Bulgarian", "KH": "Cambodian", "CM": "Cameroonian",
        "CA": "Canadian Canadians", "TD": "Chadian", "CL": "Chilean", "CN": "Chinese", "CO": "Colombian", "CR": "Rican", "HR": "Croatian",
        "CU": "Cuban", "CY": "Cypriot", "CZ": "Czech Czechs", "DK": "Danish", "EC": "Ecuadorian", "EG": "Egyptian Egyptians", "SV": "Salvadoran",
        "EE": "Estonian", "ER": "Eritrean", "ET": "Ethiopian", "FI": "Finnish", "FR": "French Elysee Élysée", "DE": "German Germans Bundestag Bundeswehr",
        "GH": "Ghanaian", "GR": "Greek Greeks", "GT": "Guatemalan", "HT": "Haitian", "HN": "Honduran", "HU": "Hungarian Hungarians", "IS": "Icelandic",
        "IN": "Indian Indians", "ID": "Indonesian", "IR": "Iranian Iranians", "IQ": "Iraqi Iraqis", "IE": "Irish Taoiseach",
        "IL": "Israeli Israelis Knesset", "IT": "Italian Italians", "JM": "Jamaican", "JP": "Japanese", "JO": "Jordanian",
        "KZ": "Kazakh Kazakhstani", "KE": "Kenyan Kenyans", "KW": "Kuwaiti", "KG": "Kyrgyz", "LA": "Laotian", "LV": "Latvian", "LB": "Lebanese", "LR": "Liberian",
        "LY": "Libyan", "LT": "Lithuanian", "MY": "Malaysian", "ML": "Malian", "MT": "Maltese", "MX": "Mexican Mexicans", "MD": "Moldovan",
        "MN": "Mongolian", "MA": "Moroccan", "MZ": "Mozambican", "MM": "Burmese", "NP": "Nepalese Nepali", "NL": "Dutch",
        "NZ": "Zealander Zealanders", "NI": "Nicaraguan", "NG": "Nigerian Nigerians", "NO": "Norwegian", "OM": "Omani", "PK": "Pakistani Pakistanis",
        "PS": "Palestinian Palestinians", "PA": "Panamanian", "PY": "Paraguayan", "PE": "Peruvian", "PH": "Filipino Filipinos Philippine",
        "PL": "Polish Poles", "PT": "Portuguese", "QA": "Qatari", "RO": "Romanian", "RU": "Russian Russians Kremlin Duma", "RW": "Rwandan",
        "SA": "Saudi Saudis", "SN": "Senegalese", "RS": "Serbian Serbs", "SG": "Singaporean", "SK": "Slovak", "SI": "Slovenian", "SO": "Somali",
        "ES": "Spaniard Spaniards", "LK": "Lankan", "SD": "Sudanese", "SE": "Swedish Swedes", "CH": "Swiss", "SY": "Syrian Syrians",
        "TW": "Taiwanese", "TJ": "Tajik", "TZ": "Tanzanian", "TH": "Thai", "TN": "Tunisian", "TR": "Turkish", "UG": "Ugandan",
        "UA": "Ukrainian Ukrainians", "AE": "Emirati", "US": "American Americans Pentagon", "UY": "Uruguayan", "UZ": "Uzbek",
        "VE": "Venezuelan Venezuelans", "VN": "Vietnamese", "YE": "Yemeni", "ZM": "Zambian", "ZW": "Zimbabwean",
    }.items()
    for word in words.split()
}  # fmt: skip
#: letters of the prefixes below
PREFIX_LENGTHS = (5, 6, 7, 8)
#: Prefixes of demonyms and adjectives, in lower case, in languages that inflect them.
DEMONYM_PREFIXES: dict[str, dict[str, str]] = {
    language: {start: code for pair in words.split() for start, code in [pair.split(":")]}
    for language, words in {
        "de": "russisc:RU ukrainis:UA amerika:US französi:FR britisch:GB chinesis:CN türkisch:TR israelis:IL iranisch:IR polnisch:PL "
        "italieni:IT spanisch:ES österrei:AT deutsche:DE japanisc:JP indisch:IN armenisc:AM",
        "fr": "russes:RU ukrainie:UA américai:US français:FR britanni:GB chinois:CN israélie:IL iranien:IR allemand:DE italien:IT japonais:JP arménien:AM",
        "es": "rusos:RU ucranian:UA estadoun:US frances:FR británic:GB chinos:CN israelí:IL iraní:IR español:ES alemán:DE alemana:DE mexican:MX "
        "argentin:AR colombia:CO chileno:CL peruano:PE venezola:VE brasileñ:BR cubano:CU",
        "it": "russi:RU ucrain:UA american:US frances:FR britanni:GB cinesi:CN israelia:IL tedesc:DE italian:IT spagnol:ES",
        "pt": "russos:RU ucranian:UA american:US francese:FR britânic:GB chineses:CN israelen:IL alemão:DE brasilei:BR portugue:PT angolan:AO",
        "ru": "российск:RU украинск:UA американ:US французс:FR британск:GB китайск:CN турецк:TR израильс:IL иранск:IR польск:PL германск:DE "
        "немецк:DE армянск:AM азербайд:AZ казахста:KZ белорус:BY грузинск:GE узбекск:UZ молдавск:MD сирийск:SY японск:JP кремл:RU",
        "uk": "російськ:RU українсь:UA американ:US французь:FR британсь:GB китайськ:CN турецьк:TR німецьк:DE польськ:PL білорус:BY кремл:RU",
        "pl": "rosyjs:RU ukraińs:UA amerykań:US francus:FR brytyjsk:GB chińsk:CN niemiec:DE polsk:PL białorus:BY izraels:IL",
        "nl": "russisc:RU oekraïen:UA amerikaa:US franse:FR britse:GB chinese:CN duitse:DE nederlan:NL belgisch:BE israëlis:IL",
    }.items()
}
#: Top-level domains that are sold worldwide or stand for no country.
GENERIC_DOMAINS = frozenset("io co me tv ai cc ws fm am la ly gg to sh eu su ac in".split())
