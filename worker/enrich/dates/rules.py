"""What CLDR does not say about dates in a language: words for today, prepositions, signs of past and future.

Names of months and weekdays come from CLDR; case endings that it leaves out are listed here.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from typing import NamedTuple


class DateRules(NamedTuple):
    """The rules of one language; all strings but the tuples are regex alternations."""

    #: Word to days after publication.
    relative: dict[str, int]
    #: What comes before a month or year that stands alone; without it "May" and "2000" are just words.
    before_month: str
    before_year: str = ""
    #: Signs, nearest wins, that what the sentence tells is to come, or is past.
    future: str = ""
    past: str = ""
    #: Right before or after a name: the one after, or before, the publication.
    coming: str = ""
    gone: str = ""
    #: Case endings of names: what may follow a name that has lost its last vowel.
    endings: tuple[str, ...] = ()
    #: Spellings that CLDR lacks, with the number of the month (1 to 12) or weekday (0 is Monday).
    more_months: dict[str, int] = {}  # noqa: RUF012  (never written to)
    more_weekdays: dict[str, int] = {}  # noqa: RUF012
    #: "November 27" as well as "27 November".
    month_first: bool = False
    #: The verb may end the clause, so that signs of the future stand behind the date.
    verb_last: bool = False


#: For languages that are not listed below: explicit dates and weekdays by CLDR, nothing else.
NO_RULES = DateRules(relative={}, before_month="")

_RU_ENDINGS = ("", "а", "я", "ь", "й", "е", "у", "ю", "ы", "и", "ом", "ем", "ой", "ей")
_UK_ENDINGS = ("", "а", "я", "ь", "й", "е", "є", "у", "ю", "и", "і", "ні", "ом", "ем", "ою", "ею", "ого", "ому")

RULES: dict[str, DateRules] = {
    "en": DateRules(
        relative={"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "Today": 0, "Yesterday": -1, "Tomorrow": 1},
        before_month="in|In|since|Since|until|by|By|during|last|Last|next|Next|this|early|late|mid|of|"
        "from|for|before|after|through|every",
        before_year="in|In|since|Since|until|by|By|during|During|of|from|From|before|after|for|around|late|early|mid",
        future=r"will|won't|'ll|shall|would|is to|are to|(?:due|set|expected|planned|plans|planning|"
        r"scheduled|slated|hopes?) (?:to|for|on|in)|"
        r"expected|scheduled|upcoming|ahead of|until|by the end|begins|starts|opens|takes place|next|vows?|preparing",
        past=r"said|says|told|was|were|had|did|has|have|\w{3,}ed|held|met|won|took|came|went|began|made|"
        r"gave|saw|found|left|hit|fell|"
        r"rose|ago|last|after",
        coming="next|coming|this coming|following",
        gone="last|past",
        more_months={"Sept": 9},
        month_first=True,
    ),
    "de": DateRules(
        relative={"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "übermorgen": 2, "Heute": 0, "Gestern": -1},
        before_month="im|Im|seit|Seit|bis|Anfang|Ende|Mitte|Mitte|ab|vom|letzten|vergangenen|kommenden|"
        "nächsten|dieses|des|für",
        before_year="im Jahr|Im Jahr|im Jahre|seit|Seit|bis|Anfang|Ende|Mitte|ab|Jahres|von|aus dem Jahr|"
        "Sommer|Herbst|Winter|Frühjahr",
        future="wird|werden|soll|sollen|will|wollen|geplant|bis|könnte|dürfte|steht an|ab",
        past=r"war|waren|hat|haben|hatte|hatten|wurde|wurden|sagte|teilte|erklärte|berichtete|kam|ge\w+t|ge\w+en",
        coming="kommenden|kommender|kommende|nächsten|nächster|nächste|kommendem",
        gone="letzten|vergangenen|vergangener|letzter|vorigen",
        more_weekdays={"Sonnabend": 5},
        verb_last=True,
    ),
    "fr": DateRules(
        relative={
            "aujourd'hui": 0,
            "aujourd’hui": 0,
            "hier": -1,
            "avant-hier": -2,
            "demain": 1,
            "Hier": -1,
            "Aujourd'hui": 0,
        },
        before_month="en|En|depuis|Depuis|début|fin|mi|dès|jusqu'en|courant|de|au mois de",
        before_year="en|En|depuis|Depuis|début|fin|mi|dès|jusqu'en|d'ici|de|l'année|à",
        future=r"sera|seront|aura|auront|doit|doivent|devrait|devraient|va|vont|prévue?s?|d'ici|jusqu'à|"
        r"\w{3,}(?:era|eront|ira|iront)",
        past=r"a|ont|était|étaient|avait|avaient|est|été|indiqué|déclaré|annoncé|affirmé",
        coming="prochain|prochaine",
        gone="dernier|dernière|passé",
    ),
    "es": DateRules(
        relative={"hoy": 0, "ayer": -1, "anteayer": -2, "mañana": 1, "Hoy": 0, "Ayer": -1},
        before_month="en|En|desde|Desde|hasta|principios de|finales de|mediados de|pasado|próximo|este|de|del mes de",
        before_year="en|En|desde|Desde|hasta|principios de|finales de|mediados de|año|de|durante|para",
        future=r"será|serán|hará|harán|tendrá|tendrán|va a|van a|prevé|prevista?s?|previstos?|debe|deberá|"
        r"hasta|\w{3,}(?:ará|erá|irá|arán|erán|irán)",
        past=r"fue|fueron|era|había|ha|han|dijo|dijeron|informó|anunció|declaró|señaló|\w{2,}ó|\w{2,}aron|\w{2,}ieron",
        coming="próximo|que viene",
        gone="pasado",
        more_months={"setiembre": 9, "sept": 9},
    ),
    "it": DateRules(
        relative={"oggi": 0, "ieri": -1, "domani": 1, "dopodomani": 2, "Oggi": 0, "Ieri": -1},
        before_month="a|A|in|da|dal|fino a|inizio|fine|metà|scorso|prossimo|di|nel mese di|lo scorso|ad",
        before_year="nel|Nel|dal|Dal|fino al|inizio|fine|metà|del|anno|entro il|al",
        future=r"sarà|saranno|avrà|verrà|deve|dovrebbe|previst[aoei]|entro|fino a|\w{3,}(?:erà|irà|eranno|iranno)",
        past=r"è|ha|hanno|era|erano|aveva|stato|stata|stati|detto|annunciato|dichiarato|\w{3,}ato",
        coming="prossimo|prossima",
        gone="scorso|scorsa",
    ),
    "pt": DateRules(
        relative={"hoje": 0, "ontem": -1, "anteontem": -2, "amanhã": 1, "Hoje": 0, "Ontem": -1},
        before_month="em|Em|desde|Desde|até|início de|final de|fim de|meados de|passado|próximo|de|mês de",
        before_year="em|Em|desde|Desde|até|início de|final de|fim de|meados de|ano de|de|durante",
        future=r"será|serão|terá|vai|vão|deve|devem|deverá|prevista?|previstos?|até|\w{3,}(?:ará|erá|irá|"
        r"arão|erão|irão)",
        past=r"foi|foram|era|havia|tinha|disse|disseram|afirmou|anunciou|\w{2,}ou|\w{2,}aram|\w{2,}eram",
        coming="próxima|próximo|que vem",
        gone="passada|passado|última|último",
    ),
    "nl": DateRules(
        relative={
            "vandaag": 0,
            "gisteren": -1,
            "eergisteren": -2,
            "morgen": 1,
            "overmorgen": 2,
            "Vandaag": 0,
            "Gisteren": -1,
        },
        before_month="in|In|sinds|Sinds|tot|begin|eind|half|vanaf|afgelopen|komende|van",
        before_year="in|In|sinds|Sinds|tot|begin|eind|vanaf|uit|van|jaar",
        future="zal|zullen|gaat|gaan|moet|komende|gepland|tot|wordt|worden",
        past=r"was|waren|heeft|hebben|had|hadden|werd|werden|zei|zegt|meldde|is|zijn|ge\w+[dt]",
        coming="komende|volgende|aanstaande",
        gone="afgelopen|vorige",
        verb_last=True,
    ),
    "pl": DateRules(
        relative={
            "dziś": 0,
            "dzisiaj": 0,
            "wczoraj": -1,
            "przedwczoraj": -2,
            "jutro": 1,
            "pojutrze": 2,
            "Dziś": 0,
            "Wczoraj": -1,
        },
        before_month="w|W|we|od|do|na początku|pod koniec|koniec|początku|końca|połowie",
        before_year="w|W|od|do|roku|rok|w roku|z|końca",
        future="będzie|będą|ma|mają|odbędzie|zostanie|planuje|planowane|do",
        past=r"był|była|było|byli|powiedział|powiedziała|poinformował\w*|\w{2,}(?:ał|ała|ali|ył|iła|ili)|został\w*",
        coming="przyszły|przyszłą|najbliższy|najbliższą|następny",
        gone="ubiegły|ubiegłą|zeszły|zeszłą|miniony|minioną",
        more_months=dict(
            zip(
                [
                    "styczniu",
                    "lutym",
                    "marcu",
                    "kwietniu",
                    "maju",
                    "czerwcu",
                    "lipcu",
                    "sierpniu",
                    "wrześniu",
                    "październiku",
                    "listopadzie",
                    "grudniu",
                ],
                range(1, 13),
                strict=True,
            )
        ),
        more_weekdays={
            "środę": 2,
            "sobotę": 5,
            "niedzielę": 6,
            "poniedziałku": 0,
            "wtorku": 1,
            "środy": 2,
            "czwartku": 3,
            "piątku": 4,
            "soboty": 5,
            "niedzieli": 6,
        },
    ),
    "ru": DateRules(
        relative={
            "сегодня": 0,
            "вчера": -1,
            "позавчера": -2,
            "завтра": 1,
            "послезавтра": 2,
            "Сегодня": 0,
            "Вчера": -1,
            "Завтра": 1,
        },
        before_month="в|В|с|С|до|к|начале|конце|середине|начала|конца|за|прошлом|минувшем|нынешнем|этом",
        before_year="в|В|с|С|до|к|начале|конце|середине|начала|конца|за|на|от|из",
        future=r"будет|будут|состоится|состоятся|пройд[её]т|пройдут|планиру\w+|намерен\w*|предстоит|"
        r"должн\w*|ожида\w+|до|\w{3,}ится",
        past=r"был|была|было|были|\w{2,}(?:ал|ала|али|ил|ила|или|ел|ела|ели|лся|лась|лись|лось)",
        coming="следующий|следующую|следующее|следующем|ближайший|будущий|будущем",
        gone="прошлый|прошлую|прошлое|прошлом|минувший|минувшую",
        endings=_RU_ENDINGS,
        more_months=dict(
            zip(
                ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
                range(1, 13),
                strict=True,
            )
        ),
    ),
    "uk": DateRules(
        relative={
            "сьогодні": 0,
            "вчора": -1,
            "учора": -1,
            "позавчора": -2,
            "завтра": 1,
            "післязавтра": 2,
            "Сьогодні": 0,
            "Вчора": -1,
        },
        before_month="у|У|в|В|з|З|із|до|на початку|наприкінці|початку|кінця|минулого|цього",
        before_year="у|У|в|В|з|З|із|до|на|від|початку|кінця",
        future=r"буде|будуть|відбудеться|відбудуться|пройде|плану\w+|має|мають|очіку\w+|до|\w{3,}иметься|\w{3,}име",
        past=r"був|була|було|були|\w{2,}(?:ав|ала|али|ив|ила|или|вся|лась|лись|лося)",
        coming="наступний|наступну|наступного|найближчий",
        gone="минулий|минулу|минулого",
        endings=_UK_ENDINGS,
        more_weekdays={"понеділка": 0, "вівторка": 1, "четверга": 3},
    ),
    "tr": DateRules(
        relative={"bugün": 0, "dün": -1, "yarın": 1, "Bugün": 0, "Dün": -1, "Yarın": 1},
        before_month="geçen|gelecek|bu yıl|önümüzdeki|Geçen",
        before_year="",
        future=r"\w{2,}(?:ecek|acak|ecektir|acaktır)|gelecek|önümüzdeki|planlan\w+|bekleniyor",
        past=r"\w{2,}(?:dı|di|du|dü|tı|ti|tu|tü)",
        coming="gelecek|önümüzdeki",
        gone="geçen|geçtiğimiz",
        verb_last=True,
    ),
    "sv": DateRules(
        relative={
            "idag": 0,
            "i dag": 0,
            "igår": -1,
            "i går": -1,
            "imorgon": 1,
            "i morgon": 1,
            "Idag": 0,
            "I dag": 0,
            "Igår": -1,
            "I går": -1,
        },
        before_month="i|I|sedan|från|till|början av|slutet av|mitten av|under",
        before_year="i|I|sedan|Sedan|från|till|år|År|under|början av|slutet av",
        future="ska|kommer att|väntas|planeras|på|nästa|kommande|senast",
        past=r"var|hade|har|sa|sade|säger|blev|i|\w{3,}ade|\w{3,}tes",
        coming="nästa|kommande",
        gone="förra",
        endings=("", "en", "s", "ens"),
    ),
    "ar": DateRules(
        relative={"أمس": -1, "غدا": 1, "غداً": 1},
        before_month="في|منذ|خلال|حتى|شهر|من",
        before_year="عام|في عام|سنة|منذ",
        future="سوف|المقبل|القادم|من المقرر|من المتوقع",
        past="قال|قالت|أعلن|أعلنت|كان|كانت|الماضي",
        coming="المقبل|القادم|المقبلة|القادمة",
        gone="الماضي|الماضية|المنصرم",
    ),
    "zh": DateRules(
        relative={"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2, "今日": 0, "昨日": -1, "明日": 1},
        before_month="",
        future="将|將|下周|下週|预计|預計|计划|拟",
        past="了|曾|已",
        coming="下|下个|下個",
        gone="上|上个|上個",
        more_weekdays={
            prefix + day: number for prefix in ("周", "週", "星期") for number, day in enumerate("一二三四五六日")
        }
        | {"星期天": 6},
    ),
    "ja": DateRules(
        relative={"今日": 0, "昨日": -1, "一昨日": -2, "明日": 1, "明後日": 2, "きょう": 0, "きのう": -1, "あす": 1},
        before_month="",
        future="予定|来週|する見通し|へ",
        past="した|された|だった|先週",
        coming="来週の|次の",
        gone="先週の|前の",
        verb_last=True,
    ),
    "ko": DateRules(
        relative={"오늘": 0, "어제": -1, "내일": 1, "그저께": -2, "모레": 2},
        before_month="",
        future="예정|다음|할 것",
        past="했다|밝혔다|지난",
        coming="다음 주|다음",
        gone="지난주|지난",
        verb_last=True,
    ),
}
