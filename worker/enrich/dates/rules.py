"""What CLDR lacks about dates in a language: words for today, prepositions, cues for past and future, case endings."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from typing import NamedTuple


class DateRules(NamedTuple):
    """The rules of one language; all strings but the tuples are regex alternations."""

    #: Word to days after publication.
    relative_days: dict[str, int]
    #: Prepositions before a month or year alone; without one "May" and "2000" are not dates.
    before_month: str
    before_year: str = ""
    #: Cues that a clause is about the future or the past; the nearest cue decides.
    future_cues: str = ""
    past_cues: str = ""
    #: Next to a name: the one after, or the one before, the publication.
    next_cues: str = ""
    last_cues: str = ""
    #: Case endings, which may follow a name without its final vowel.
    case_endings: tuple[str, ...] = ()
    #: Spellings that CLDR lacks, to the number of the month (1 to 12) or weekday (0 is Monday).
    extra_months: dict[str, int] = {}  # noqa: RUF012  (never written to)
    extra_weekdays: dict[str, int] = {}  # noqa: RUF012
    #: "November 27" as well as "27 November".
    month_first: bool = False
    #: The verb may come at the end of the clause, so that cues for the future follow the date.
    verb_last: bool = False


#: For languages that are not listed below: only explicit dates and weekdays, by CLDR.
NO_RULES = DateRules(relative_days={}, before_month="")

_RU_ENDINGS = ("", "а", "я", "ь", "й", "е", "у", "ю", "ы", "и", "ом", "ем", "ой", "ей")
_UK_ENDINGS = ("", "а", "я", "ь", "й", "е", "є", "у", "ю", "и", "і", "ні", "ом", "ем", "ою", "ею", "ого", "ому")

RULES: dict[str, DateRules] = {
    "en": DateRules(
        relative_days={
            "today": 0,
            "yesterday": -1,
            "tomorrow": 1,
            "tonight": 0,
            "Today": 0,
            "Yesterday": -1,
            "Tomorrow": 1,
        },
        before_month="in|In|since|Since|until|by|By|during|last|Last|next|Next|this|early|late|mid|of|"
        "from|for|before|after|through|every",
        before_year="in|In|since|Since|until|by|By|during|During|of|from|From|before|after|for|around|late|early|mid",
        future_cues=r"will|won't|'ll|shall|would|is to|are to|(?:due|set|expected|planned|plans|planning|"
        r"scheduled|slated|hopes?) (?:to|for|on|in)|"
        r"expected|scheduled|upcoming|ahead of|until|by the end|begins|starts|opens|takes place|next|vows?|preparing",
        past_cues=r"said|says|told|was|were|had|did|has|have|\w{3,}ed|held|met|won|took|came|went|began|made|"
        r"gave|saw|found|left|hit|fell|"
        r"rose|ago|last|after",
        next_cues="next|coming|this coming|following",
        last_cues="last|past",
        extra_months={"Sept": 9},
        month_first=True,
    ),
    "de": DateRules(
        relative_days={
            "heute": 0,
            "gestern": -1,
            "vorgestern": -2,
            "morgen": 1,
            "übermorgen": 2,
            "Heute": 0,
            "Gestern": -1,
        },
        before_month="im|Im|seit|Seit|bis|Anfang|Ende|Mitte|Mitte|ab|vom|letzten|vergangenen|kommenden|"
        "nächsten|dieses|des|für",
        before_year="im Jahr|Im Jahr|im Jahre|seit|Seit|bis|Anfang|Ende|Mitte|ab|Jahres|von|aus dem Jahr|"
        "Sommer|Herbst|Winter|Frühjahr",
        future_cues="wird|werden|soll|sollen|will|wollen|geplant|bis|könnte|dürfte|steht an|ab",
        past_cues=r"war|waren|hat|haben|hatte|hatten|wurde|wurden|sagte|teilte|erklärte|berichtete|kam|ge\w+t|ge\w+en",
        next_cues="kommenden|kommender|kommende|nächsten|nächster|nächste|kommendem",
        last_cues="letzten|vergangenen|vergangener|letzter|vorigen",
        extra_weekdays={"Sonnabend": 5},
        verb_last=True,
    ),
    "fr": DateRules(
        relative_days={
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
        future_cues=r"sera|seront|aura|auront|doit|doivent|devrait|devraient|va|vont|prévue?s?|d'ici|jusqu'à|"
        r"\w{3,}(?:era|eront|ira|iront)",
        past_cues=r"a|ont|était|étaient|avait|avaient|est|été|indiqué|déclaré|annoncé|affirmé",
        next_cues="prochain|prochaine",
        last_cues="dernier|dernière|passé",
    ),
    "es": DateRules(
        relative_days={"hoy": 0, "ayer": -1, "anteayer": -2, "mañana": 1, "Hoy": 0, "Ayer": -1},
        before_month="en|En|desde|Desde|hasta|principios de|finales de|mediados de|pasado|próximo|este|de|del mes de",
        before_year="en|En|desde|Desde|hasta|principios de|finales de|mediados de|año|de|durante|para",
        future_cues=r"será|serán|hará|harán|tendrá|tendrán|va a|van a|prevé|prevista?s?|previstos?|debe|deberá|"
        r"hasta|\w{3,}(?:ará|erá|irá|arán|erán|irán)",
        past_cues=r"fue|fueron|era|había|ha|han|dijo|dijeron|informó|anunció|declaró|señaló|\w{2,}ó|\w{2,}aron|\w{2,}ieron",
        next_cues="próximo|que viene",
        last_cues="pasado",
        extra_months={"setiembre": 9, "sept": 9},
    ),
    "it": DateRules(
        relative_days={"oggi": 0, "ieri": -1, "domani": 1, "dopodomani": 2, "Oggi": 0, "Ieri": -1},
        before_month="a|A|in|da|dal|fino a|inizio|fine|metà|scorso|prossimo|di|nel mese di|lo scorso|ad",
        before_year="nel|Nel|dal|Dal|fino al|inizio|fine|metà|del|anno|entro il|al",
        future_cues=r"sarà|saranno|avrà|verrà|deve|dovrebbe|previst[aoei]|entro|fino a|\w{3,}(?:erà|irà|eranno|iranno)",
        past_cues=r"è|ha|hanno|era|erano|aveva|stato|stata|stati|detto|annunciato|dichiarato|\w{3,}ato",
        next_cues="prossimo|prossima",
        last_cues="scorso|scorsa",
    ),
    "pt": DateRules(
        relative_days={"hoje": 0, "ontem": -1, "anteontem": -2, "amanhã": 1, "Hoje": 0, "Ontem": -1},
        before_month="em|Em|desde|Desde|até|início de|final de|fim de|meados de|passado|próximo|de|mês de",
        before_year="em|Em|desde|Desde|até|início de|final de|fim de|meados de|ano de|de|durante",
        future_cues=r"será|serão|terá|vai|vão|deve|devem|deverá|prevista?|previstos?|até|\w{3,}(?:ará|erá|irá|"
        r"arão|erão|irão)",
        past_cues=r"foi|foram|era|havia|tinha|disse|disseram|afirmou|anunciou|\w{2,}ou|\w{2,}aram|\w{2,}eram",
        next_cues="próxima|próximo|que vem",
        last_cues="passada|passado|última|último",
    ),
    "nl": DateRules(
        relative_days={
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
        future_cues="zal|zullen|gaat|gaan|moet|komende|gepland|tot|wordt|worden",
        past_cues=r"was|waren|heeft|hebben|had|hadden|werd|werden|zei|zegt|meldde|is|zijn|ge\w+[dt]",
        next_cues="komende|volgende|aanstaande",
        last_cues="afgelopen|vorige",
        verb_last=True,
    ),
    "pl": DateRules(
        relative_days={
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
        future_cues="będzie|będą|ma|mają|odbędzie|zostanie|planuje|planowane|do",
        past_cues=r"był|była|było|byli|powiedział|powiedziała|poinformował\w*|\w{2,}(?:ał|ała|ali|ył|iła|ili)|został\w*",
        next_cues="przyszły|przyszłą|najbliższy|najbliższą|następny",
        last_cues="ubiegły|ubiegłą|zeszły|zeszłą|miniony|minioną",
        extra_months=dict(
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
        extra_weekdays={
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
        relative_days={
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
        future_cues=r"будет|будут|состоится|состоятся|пройд[её]т|пройдут|планиру\w+|намерен\w*|предстоит|"
        r"должн\w*|ожида\w+|до|\w{3,}ится",
        past_cues=r"был|была|было|были|\w{2,}(?:ал|ала|али|ил|ила|или|ел|ела|ели|лся|лась|лись|лось)",
        next_cues="следующий|следующую|следующее|следующем|ближайший|будущий|будущем",
        last_cues="прошлый|прошлую|прошлое|прошлом|минувший|минувшую",
        case_endings=_RU_ENDINGS,
        extra_months=dict(
            zip(
                ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
                range(1, 13),
                strict=True,
            )
        ),
    ),
    "uk": DateRules(
        relative_days={
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
        future_cues=r"буде|будуть|відбудеться|відбудуться|пройде|плану\w+|має|мають|очіку\w+|до|\w{3,}иметься|\w{3,}име",
        past_cues=r"був|була|було|були|\w{2,}(?:ав|ала|али|ив|ила|или|вся|лась|лись|лося)",
        next_cues="наступний|наступну|наступного|найближчий",
        last_cues="минулий|минулу|минулого",
        case_endings=_UK_ENDINGS,
        extra_weekdays={"понеділка": 0, "вівторка": 1, "четверга": 3},
    ),
    "tr": DateRules(
        relative_days={"bugün": 0, "dün": -1, "yarın": 1, "Bugün": 0, "Dün": -1, "Yarın": 1},
        before_month="geçen|gelecek|bu yıl|önümüzdeki|Geçen",
        before_year="",
        future_cues=r"\w{2,}(?:ecek|acak|ecektir|acaktır)|gelecek|önümüzdeki|planlan\w+|bekleniyor",
        past_cues=r"\w{2,}(?:dı|di|du|dü|tı|ti|tu|tü)",
        next_cues="gelecek|önümüzdeki",
        last_cues="geçen|geçtiğimiz",
        verb_last=True,
    ),
    "sv": DateRules(
        relative_days={
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
        future_cues="ska|kommer att|väntas|planeras|på|nästa|kommande|senast",
        past_cues=r"var|hade|har|sa|sade|säger|blev|i|\w{3,}ade|\w{3,}tes",
        next_cues="nästa|kommande",
        last_cues="förra",
        case_endings=("", "en", "s", "ens"),
    ),
    "ar": DateRules(
        relative_days={"أمس": -1, "غدا": 1, "غداً": 1},
        before_month="في|منذ|خلال|حتى|شهر|من",
        before_year="عام|في عام|سنة|منذ",
        future_cues="سوف|المقبل|القادم|من المقرر|من المتوقع",
        past_cues="قال|قالت|أعلن|أعلنت|كان|كانت|الماضي",
        next_cues="المقبل|القادم|المقبلة|القادمة",
        last_cues="الماضي|الماضية|المنصرم",
    ),
    "zh": DateRules(
        relative_days={"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2, "今日": 0, "昨日": -1, "明日": 1},
        before_month="",
        future_cues="将|將|下周|下週|预计|預計|计划|拟",
        past_cues="了|曾|已",
        next_cues="下|下个|下個",
        last_cues="上|上个|上個",
        extra_weekdays={
            prefix + day: number for prefix in ("周", "週", "星期") for number, day in enumerate("一二三四五六日")
        }
        | {"星期天": 6},
    ),
    "ja": DateRules(
        relative_days={
            "今日": 0,
            "昨日": -1,
            "一昨日": -2,
            "明日": 1,
            "明後日": 2,
            "きょう": 0,
            "きのう": -1,
            "あす": 1,
        },
        before_month="",
        future_cues="予定|来週|する見通し|へ",
        past_cues="した|された|だった|先週",
        next_cues="来週の|次の",
        last_cues="先週の|前の",
        verb_last=True,
    ),
    "ko": DateRules(
        relative_days={"오늘": 0, "어제": -1, "내일": 1, "그저께": -2, "모레": 2},
        before_month="",
        future_cues="예정|다음|할 것",
        past_cues="했다|밝혔다|지난",
        next_cues="다음 주|다음",
        last_cues="지난주|지난",
        verb_last=True,
    ),
}
