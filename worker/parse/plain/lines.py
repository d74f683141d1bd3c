"""The kinds of lines in a plain-text page: prose, fragments, dates, separators, noise."""

# ruff: noqa: E501, RUF001  # lists of words; look-alike characters of many scripts are intended
from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.strings import count_words
from worker.parse.fields.dates.times import find_times

if TYPE_CHECKING:
    from worker.parse.fields.dates.moment import Moment


class LineKind(Enum):
    """The kind of a line, by its looks."""

    #: A sentence or more.
    PROSE = auto()
    #: A few words without the end of a sentence: a heading, a label, a headline.
    FRAGMENT = auto()
    #: A line of a list, with its bullet or number.
    ITEM = auto()
    #: A date with little else.
    DATE = auto()
    #: Punctuation only: a lone bullet, a rule.
    SEPARATOR = auto()
    #: Text around articles: sharing, newsletters, credits, counts of comments.
    NOISE = auto()


class Line(NamedTuple):
    """A line, its kind, its number of words, and the first time in it if it is short."""

    text: str
    kind: LineKind
    words: int
    moment: Moment | None = None


_ENDS: Final = re.compile(r"[.!?…。！？؟।։:;][\"'”’»)\]」』*]*(?:\s*\[\d+\])*$")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।։][\"'”’»)\]」』*]*(?:\s*\[\d+\])*$")
_ITEM: Final = re.compile(r"^(?:[-*•·‣▪●○–—]|\d{1,2}[.)])\s+(?=\S)")
_TIME: Final = re.compile(r"^\W*(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?\W*$", re.IGNORECASE)
#: Units of time as in "3 hours ago", and words for the past, before or after them.
_UNIT: Final = r"""(?:s|m|h|d|sec\w*|min\w*|mins?|hours?|hrs?|days?|weeks?|months?|years?|sekunden?|minuten?|stunden?|std|tag(?:e|en)?|wochen?|monat(?:e|en)?|jahr(?:e|en)?|
    secondes?|heures?|jours?|semaines?|mois|ans?|années?|segundos?|minutos?|horas?|días?|dias?|semanas?|mes(?:es)?|años?|anos?|mês|secondi|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|
    seconden|minuten|uur|uren|dag(?:en)?|weken|week|maand(?:en)?|jaar|timm(?:ar|e)|timer?|dag(?:ar|e)?|veck(?:or|a)|ug(?:er|e)|uker?|månader?|år|tuntia?|päivää?|viikkoa?|godzin[ęy]?|minut[ęy]?|dni|dzień|tygodni[ea]?|miesiąc\w*|lat|
    hodin(?:ami|ou)?|minutami|dny|dnem|týdn\w+|órája?|perce?|napja?|hete?|ore|zile|săptămâni|saat|dakika|gün|hafta|ay|yıl|ώρες|λεπτά|ημέρες|секунд\w*|минут\w*|час\w*|дн\w+|день|недел\w+|месяц\w*|лет|год\w*|хвилин\w*|годин\w*|тижн\w+|
    دقيقة|دقائق|ساعات?|أيام|يوم|أسابيع|أسبوع|أشهر|شهر|سنوات|دقیقه|ساعت|روز|הימים|ימים|שעות|דקות|घंटे|मिनट|दिन|ชั่วโมง|นาที|วัน|giờ|phút|ngày|jam|menit|hari|
    秒|分|分钟|分鐘|時間|小时|小時|日|天|週間|周|ヶ月|か月|个月|年|초|분|시간|일|주|개월|년)"""
_PAST: Final = r"""(?:ago|her|geleden|sedan|siden|sitten|temu|zpět|előtt|ezelőtt|în\ urmă|önce|πριν|назад|тому|fa|atrás|पहले|पूर्व|ที่แล้ว|ที่ผ่านมา|trước|yang\ lalu|lalu|前|以前|之前|전|قبل|پیش)"""
_SINCE: Final = (
    r"""(?:vor|il\ y\ a|hace|há|för|for|před|acum|πριν(?:\ από)?|منذ|قبل|לפני|il\ y\ a\ environ|about|etwa|ca)"""
)
_AGO: Final = re.compile(rf"^\W*(?:{_SINCE}\s+)?\d{{1,3}}\s*{_UNIT}\.?\s*{_PAST}?\W*$", re.IGNORECASE | re.VERBOSE)
_BREADCRUMBS: Final = re.compile(
    r"\S\s*[>›»→/|\\]\s*\S.*\s[>›»→/|\\]\s|^(?:home|start(?:seite)?|accueil|inicio)\b\s*[>›»→/|]", re.IGNORECASE
)
_BREADCRUMB_SEPARATOR: Final = re.compile(r"\w\s*[>›»→]\s*\w")
_COUNT: Final = re.compile(r"^\W*\d[\d.,]*\s*[kKmM]?\s*[^\W\d]{1,16}(?:[\s'’]+[^\W\d]{1,14}){0,2}\W*$")
_COUNTED: Final = re.compile(
    r"""comment|kommentar|comentári|comentari|commentaire|commenti|reacties|opmerking|kommentti|komentarz|komentář|komentár|hozzászólás|comentariu|yorum|σχόλι|комментар|коментар|تعليق|نظر|תגובות|टिप्पणी|ความคิดเห็น|bình\ luận|komentar|コメント|评论|評論|留言|댓글|
    share|teilung|partage|compartid|condivisi|gedeeld|delning|jako|udostępnie|sdílen|megoszt|paylaş|κοινοποι|поделил|поширен|مشاركة|シェア|分享|공유|view|aufruf|vues?\b|visualiza|visite|weergave|visning|katselu|wyświetle|zobrazen|megtekint|vizualiz|görüntül|
    προβολ|просмотр|перегляд|مشاهد|بازدید|צפיות|ครั้ง|lượt\ xem|kali|閲覧|回|浏览|瀏覽|阅读|조회|like|gefällt|j['’]aime|me\ gusta|curtid|mi\ piace|beğen|нрав|いいね|点赞|讚|vote|stimme|voti?\b|votos|głos|hlas|голос|votes?|repl|antwort|réponse|respuesta|resposta|rispost|
    antwoord|svar|odpowied|odpov|válasz|răspuns|yanıt|απαντ|ответ|відповід|رد|返信|回复|回覆|답글|read|minute|min\b|lesezeit|lecture|lectura|leitura|lettura|leestijd|мин|хв|分钟|分鐘|분""",
    re.IGNORECASE | re.VERBOSE,
)
#: Beginnings of short lines that are no part of an article.
_LABELS: Final = re.compile(
    r"""^\W*(?:share|tweet|print|e-?mail|save|bookmark|copy\ link|follow\ |listen|advert|sponsored|promoted|related|recommended|
    more\ (?:from|on|in|stories|news|about)|most\ (?:read|popular|viewed)|trending|popular|latest\ |top\ stories|also\ |see\ also|
    read\ |next\ |previous\ |you\ (?:may|might)\ also|leave\ a|post\ a|write\ a|add\ (?:a\ )?comment|comments?\b|reviews?\b|reply|
    log\ ?in|sign\ |subscribe|newsletter|join\ |get\ the|download|menu|search|skip\ to|back\ to|close|cookie|privacy|terms|
    contact|about\ us|copyright|©|\(c\)|all\ rights|tags?\s*:|topics?\s*:|categor|filed\ under|source\s*:|via\s*:|
    (?:photo(?:graph)?s?|images?|pictures?|credits?|video|graphic|illustration|foto|bild(?:er)?|imagen|crédit\w*|fuente|quelle|фото)\b
    \s*(?:credits?|by|via|courtesy)?\s*[:/|©(]|getty\ images|
    lesen\ sie|mehr\ (?:zum|aus|von)|teilen|weiterlesen|abonnier|anzeige|werbung|kommentare|das\ könnte|lire\ |à\ lire|partager|
    publicité|s'abonner|commentaires|lea\ |leer\ |lee\ |compart|publicidad|suscr|comentarios|te\ puede|leggi|condividi|
    iscriviti|pubblicità|leia\ |assine|lees\ |deel|reclame|reacties|читайте|поделиться|реклама|комментарии|подпис|czytaj|
    udostępnij|reklama|komentarze|läs\ |dela|les\ også|annonse|læs\ |
    (?:ver|leer|ler|vedi|leggi)\ (?:más|mais|anche|tutto|também|também)|artigos?\ relacionad|artículos?\ relacionad|articoli\ correlati|articles?\ (?:liés|similaires|associés)|verwandte\ |ähnliche\ |das\ könnte|gerelateerd|meer\ (?:over|nieuws|uit)|
    del\ (?:denne|artikkel|på)|relatera[dt]|annons|kommentarer|relaterte?|lue\ (?:myös|lisää)|jaa\b|mainos|kommentit|aiheesta|zobacz\ (?:też|także|również)|powiązane|subskryb|čtěte\ (?:také|také)|sdílet|diskuse|související|olvass|megosztás|hirdetés|hozzászólások|kapcsolódó|
    citește\ (?:și|mai)|distribuie|publicitate|comentarii|abonează|paylaş|yorumlar|reklam\b|ilgili\ haberler|abone\ ol|devamını|διαβάστε|κοινοποίηση|σχόλια|διαφήμιση|σχετικά|также\ по\ теме|по\ теме|смотрите\ также|источник\s*:|теги\s*:|фото\s*:|
    читайте|читати|поділитися|коментарі|джерело\s*:|прочетете|сподели|شارك|مشاركة|إعلان|تعليقات|اقرأ\ (?:أيضا|أيضاً|المزيد)|مواضيع\ ذات\ صلة|المصدر\s*:|اشترك|اشتراک|بیشتر\ بخوانید|نظرات|تبلیغات|منبع\s*:|קראו?\ (?:גם|עוד)|שתפו|תגובות|פרסומת|
    यह\ भी\ पढ़ें|शेयर|टिप्पणियाँ|विज्ञापन|อ่าน(?:เพิ่มเติม|ต่อ)|แชร์|โฆษณา|ข่าวที่เกี่ยวข้อง|đọc\ thêm|xem\ thêm|chia\ sẻ|quảng\ cáo|bình\ luận|baca\ juga|bagikan|iklan|komentar|
    関連(?:記事|ニュース|リンク)|あわせて読みたい|シェア|ツイート|コメント|広告|続きを読む|会員登録|ログイン|写真\s*[:：=]|画像\s*[:：]|出典\s*[:：]|ランキング|人気記事|相关(?:新闻|阅读|文章|推荐)|相關(?:新聞|閱讀|文章)|延伸閱讀|推荐阅读|更多(?:新闻|内容|精彩)?$|阅读更多|分享(?:到|至)?|
    评论|評論|留言|广告|廣告|来源\s*[:：]|來源\s*[:：]|责任编辑|責任編輯|编辑\s*[:：]|图片?\s*[:：]|热门|熱門|登录|订阅|訂閱|关注|返回(?:顶部|首页)|관련\s?(?:기사|뉴스)|공유|댓글|광고|더\s?보기|구독|로그인|인기\s?기사|사진\s*[=:：]|출처\s*[:：]|무단\s?전재)""",
    re.IGNORECASE | re.VERBOSE,
)
#: Beginnings of sentences that only sites write.
_CALLS_TO_ACTION: Final = re.compile(
    r"""^\W*(?:sign\ up\ (?:for|to|now|here|today)|subscribe\ (?:to|now|here|today|for)|follow\ (?:us|me)\b|share\ this|share\ (?:on|via)|
    click\ here|tap\ here|read\ (?:more|next|also|the\ full)|join\ our|get\ (?:our|the\ latest|the\ best|the\ day's)|download\ (?:our|the\ app)|like\ us|
    support\ (?:us|our)|already\ a\ (?:member|subscriber)|this\ (?:site|website)\ uses|we\ use\ cookies|by\ (?:signing|subscribing|clicking)|
    leave\ a\ (?:review|comment|reply)|your\ email\ address|copyright|©|all\ rights\ reserved|enter\ your\ email|thanks\ for\ (?:reading|signing)|
    lesen\ sie\ (?:auch|mehr)|abonnieren\ sie|melden\ sie\ sich|lire\ aussi|à\ lire|abonnez|inscrivez|lea\ también|suscr[ií]b|leggi\ anche|
    iscriviti|leia\ (?:também|mais)|assine|lees\ ook|читайте\ также|подпи(?:шитесь|сывайтесь)|czytaj\ (?:też|także|więcej)|
    (?:læs|läs|les)\ (?:også|också|mer)|lue\ myös|čtěte\ také|olvassa\ el|citește\ și|ayrıca\ okuyun|διαβάστε\ (?:επίσης|ακόμη)|читайте\ (?:також|нас)|підпи(?:шіться|суйтесь)|اقرأ\ أيض|اشترك\ في|تابعونا|بیشتر\ بخوانید|קראו\ גם|
    यह\ भी\ पढ़ें|đọc\ thêm|baca\ juga|関連記事|あわせて読みたい|(?:この記事を)?シェアする|メールマガジン|无断转载|未经(?:授权|许可)|版权所有|版權所有|转载请注明|無断転載|扫(?:描|码)|关注(?:我们|公众号)|延伸閱讀|무단\s?전재|저작권자)""",
    re.IGNORECASE | re.VERBOSE,
)


def read_line(text: str, *, month_first: bool = False) -> Line:  # noqa: PLR0911  # one shape a line reads best
    """Return the kind of the line `text`, which is not empty and has no superfluous spaces."""
    words = count_words(text)
    if not any(map(str.isalnum, text)):
        return Line(text, LineKind.SEPARATOR, 0)
    moment = None
    if words <= 25 and any(map(str.isdigit, text)):
        first = next(iter(find_times(text, month_first=month_first)), None)
        if first:
            moment, start, end = first
            around = count_words(text[:start]) + count_words(text[end:])
            if around <= 4:
                return Line(text, LineKind.DATE, words, moment)
        if _TIME.match(text) or _AGO.match(text):
            return Line(text, LineKind.DATE, words)
    bare = _ITEM.sub("", text)
    if words <= 30 and _CALLS_TO_ACTION.match(bare):
        return Line(text, LineKind.NOISE, words, moment)
    ended = bool(_SENTENCE_END.search(text))
    if (words >= 5 and ended) or words >= 25 or (words >= 8 and _ENDS.search(text)):
        return Line(text, LineKind.PROSE if bare is text or words >= 12 else LineKind.ITEM, words, moment)
    if words <= 14 and (
        _LABELS.match(bare)
        or _BREADCRUMBS.search(text)
        or (words <= 6 and _BREADCRUMB_SEPARATOR.search(text))
        or (_COUNT.match(text) and _COUNTED.search(text))
    ):
        return Line(text, LineKind.NOISE, words, moment)
    if bare != text:
        return Line(text, LineKind.ITEM, words, moment)
    return Line(text, LineKind.FRAGMENT, words, moment)


def unwrap(text: str) -> list[str]:
    """Return the lines of `text` that are not empty; lines that were wrapped at a fixed width are joined again."""
    paragraphs = [[" ".join(line.split()) for line in block.split("\n")] for block in re.split(r"\n[ \t]*\n", text)]
    paragraphs = [[line for line in block if line] for block in paragraphs]
    inner = [line for block in paragraphs for line in block[:-1]]
    filled = [line for line in inner if 45 <= len(line) <= 100 and not _ITEM.match(line)]
    open_ended = [line for line in filled if not _ENDS.search(line)]
    if len(inner) >= 3 and len(filled) * 10 >= len(inner) * 7 and len(open_ended) * 10 >= len(filled) * 7:
        return [joined for block in paragraphs for joined in _joined(block)]
    return [line for block in paragraphs for line in block]


def _joined(block: list[str]) -> list[str]:
    lines: list[str] = []
    for line in block:
        if lines and not _ITEM.match(line) and len(lines[-1].rpartition("\n")[2]) >= 1 and _continues(block, line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _continues(block: list[str], line: str) -> bool:
    """Tell whether a line continues the one before it, which then fills its width."""
    before = block[block.index(line) - 1]
    return len(before) >= 40
