"""Labels of genres in sections, paths and tags, and phrases that are typical of a genre, by language.

All are case-folded (`str.casefold`); labels of several words have spaces, also where paths have hyphens.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wiremill.contract.classification import Genre

#: Ordered by language, so that speakers can check them: English, German, French, Spanish, Italian, Portuguese, Dutch,
#: Swedish, Norwegian and Danish, Polish, Czech and Slovak, Finnish, Turkish, Russian, Ukrainian, Arabic, Indonesian,
#: Japanese, Chinese, Korean, Hungarian, Romanian, Greek.
_LABELS: Final[dict[Genre, tuple[str, ...]]] = {
    "opinion": (
        "opinion|opinions|op ed|oped|editorial|editorials|column|columns|columnist|columnists|commentary|commentisfree",
        "comment|viewpoint|viewpoints|perspective|letters|letters to the editor|guest essay|views",
        "meinung|kommentar|kommentare|kolumne|kolumnen|leitartikel|gastbeitrag|gastkommentar|glosse|standpunkt",
        "tribune|tribunes|chronique|chroniques|éditorial|editos|édito|edito|idées|débats|point de vue|billet",
        "opinión|editoriales|columna|columnas|columnistas|tribuna|firmas",
        "opinioni|editoriale|editoriali|commenti|commento|rubrica|l opinione",
        "opinião|opiniao|editorial|coluna|colunas|colunistas|artigo de opinião",
        "opinie|opinies|mening|meningen|commentaar|columnisten",
        "ledare|krönika|krönikor|debatt|åsikt|insändare|kronika",
        "kronikk|leder|meninger|kommentarer|debat|ledende artikkel|synspunkt|klumme|klummer",
        "opinie i komentarze|komentarz|komentarze|felieton|felietony|publicystyka",
        "komentář|komentáře|názor|názory|komentar|nazory|komentáre|stĺpček",
        "mielipide|mielipiteet|pääkirjoitus|kolumni|kolumnit",
        "yazarlar|köşe yazısı|köşe yazıları|görüş|yorum",
        "мнение|мнения|колонка|колонки|авторская колонка|редакционная статья",
        "думка|думки|погляд|погляди|блоги",
        "رأي|آراء|مقالات رأي|مقال رأي|افتتاحية",
        "opini|kolom|tajuk rencana",
        "社説|オピニオン|論説|コラム",
        "评论|社论|观点|評論|社論",
        "사설|칼럼|오피니언",
        "vélemény|publicisztika|opinii|editoriale|γνώμη|απόψεις|γνώμες",
    ),
    "analysis": (
        "analysis|explainer|explainers|explained|fact check|background|in depth|news analysis",
        "analyse|analysen|hintergrund|hintergründe|faktencheck",
        "analyses|décryptage|decryptage|éclairage|análisis|claves|analisi|approfondimento|approfondimenti",
        "análise|análises|analysere|analys|analyser|analiza|analizy|analýza|analýzy|analyysi|analyysit|taustat",
        "analiz|analizler|аналитика|анализ|разбор|аналіз|аналітика|تحليل|تحليلات|تقارير وتحليلات",
        "analisis|解説|分析|深度|해설|elemzés|ανάλυση",
    ),
    "live_blog": (
        "live|liveblog|live blog|live updates|live coverage|liveticker|live ticker|newsticker|ticker|newsblog",
        "en direct|direct|en vivo|en directo|in diretta|diretta|ao vivo|minuto a minuto|minute par minute",
        "direkt|direkterapport|liverapport|direktesenter|na żywo|relacja na żywo|živě|naživo|živo",
        "suora|livenä|suora lähetys|canlı|canlı anlatım|онлайн трансляция|прямая трансляция|хроника|наживо",
        "مباشر|تغطية مباشرة|langsung|ライブ|速報ライブ|直播|实时更新|실시간|élő|percről percre|ζωντανά",
    ),
    "interview": (
        "interview|interviews|q a|q and a|qanda|in conversation|gespräch|im gespräch|entretien|entretiens",
        "entrevista|entrevistas|intervista|interviste|vraaggesprek|intervju|intervjuer|wywiad|wywiady|rozhovor|rozhovory",
        "haastattelu|haastattelut|röportaj|söyleşi|интервью|інтерв ю|інтерв'ю|حوار|حوارات|مقابلة|مقابلات",
        "wawancara|インタビュー|专访|访谈|專訪|인터뷰|interjú|interviu|interviuri|συνέντευξη|συνεντεύξεις",
    ),
    "press_release": (
        "press release|press releases|news release|media release|pressrelease|pressreleases|prnewswire|newswire|for immediate release",
        "pressemitteilung|pressemitteilungen|presseinformation|medienmitteilung|ots|communiqué de presse|communiqués",
        "communique de presse|nota de prensa|comunicado de prensa|comunicados|comunicato stampa|comunicati stampa",
        "comunicado de imprensa|nota de imprensa|persbericht|persberichten|pressmeddelande|pressmeddelanden|pressemelding",
        "pressemeddelelse|komunikat prasowy|tisková zpráva|tlačová správa|lehdistötiedote|tiedote|basın bülteni|basın açıklaması",
        "пресс релиз|пресс релизы|прес реліз|بيان صحفي|siaran pers|プレスリリース|新闻稿|新聞稿|보도자료|sajtóközlemény",
        "comunicat de presă|δελτίο τύπου",
    ),
    "obituary": (
        "obituary|obituaries|obits|deaths|in memoriam|nachruf|nachrufe|nécrologie|necrologie|disparition|hommage",
        "obituario|obituarios|necrológica|necrológicas|necrologio|necrologi|obituário|in memoriam",
        "dödsfall|minnesord|minneord|nekrolog|nekrologi|dødsfall|mindeord|dødsfald|nekrology|muistokirjoitus",
        "vefat|некролог|некрологи|نعي|وفيات|obituari|訃報|追悼|讣告|訃聞|부고|gyászhír|nekrológ|necrolog|νεκρολογία",
    ),
    "review": (
        "review|reviews|film review|movie reviews|book review|book reviews|album review|restaurant review|hands on",
        "rezension|rezensionen|filmkritik|kritik|testbericht|testberichte|critique|critiques|critique de film",
        "reseña|reseñas|crítica|críticas|critica|recensione|recensioni|resenha|recensie|recensies",
        "recension|recensioner|anmeldelse|anmeldelser|anmeldelse film|recenzja|recenzje|recenze|recenzia|recenzie|arvostelu|arvostelut",
        "inceleme|eleştiri|рецензия|рецензии|обзор|обзоры|рецензія|огляд|مراجعة|مراجعات|resensi|ulasan",
        "レビュー|書評|影评|书评|測評|评测|리뷰|kritika|könyvkritika|κριτική",
    ),
    "sponsored": (
        "sponsored|sponsored content|sponsor content|advertorial|advertorials|partner content|paid content|paid post|brand voice",
        "brandvoice|brand studio|branded content|promoted|promoted content|paid partnership|presented by|advertisement feature",
        "anzeige|werbung|gesponsert|bezahlter inhalt|publireportage|publirreportaje|publi rédactionnel|contenu sponsorisé",
        "contenu partenaire|partenaire|contenido patrocinado|patrocinado|brandcontent|contenuto sponsorizzato|sponsorizzato",
        "publiredazionale|informazione pubblicitaria|conteúdo patrocinado|conteúdo de marca|publieditorial|gesponsord|partnerbijdrage",
        "annons|annonsinnehåll|annonsørinnhold|annonse|annoncørbetalt indhold|sponsoreret|materiał sponsorowany|artykuł sponsorowany",
        "komerční sdělení|komerčný článok|pr článok|pr článek|kaupallinen yhteistyö|mainos|reklam|sponsorlu içerik|advertoryal",
        "на правах рекламы|партнёрский материал|партнерский материал|реклама|спецпроект|на правах реклами|промо",
        "محتوى برعاية|إعلان|konten bersponsor|pariwara|PR|広告|提供|广告|推广|赞助内容|광고|szponzorált|fizetett tartalom|publicitate|advertoriale|χορηγούμενο",
    ),
    "news": (
        "news|breaking news|world|politics|nation|national|local news|us news|uk news|business news|headlines",
        "nachrichten|politik|ausland|inland|panorama|actualités|actualité|politique|monde|france|noticias|noticia",
        "actualidad|política|mundo|notizie|cronaca|politica|mondo|esteri|notícias|nieuws|binnenland|buitenland",
        "nyheter|nyheder|inrikes|utrikes|utenriks|innenriks|indland|udland|wiadomości|polityka|kraj|świat|zprávy|domácí",
        "zahraniční|správy|uutiset|kotimaa|ulkomaat|haber|haberler|gündem|siyaset|новости|политика|новини|політика",
        "أخبار|سياسة|berita|nasional|ニュース|政治|新闻|新聞|뉴스|정치|hírek|belföld|külföld|știri|ειδήσεις|πολιτική",
    ),
}


def _by_label() -> dict[str, Genre]:
    found: dict[str, Genre] = {}
    for genre, lines in _LABELS.items():
        for line in lines:
            for label in line.casefold().split("|"):
                # The first genre keeps a word that several use.
                found.setdefault(label, genre)
    return found


#: A label to its genre.
LABELS: Final = _by_label()

#: Said at the head or the foot of what a firm or an office sends out.
RELEASE_PHRASES: Final = (
    *("for immediate release", "/prnewswire/", "(business wire)", "(globe newswire)", "globe newswire", "accesswire"),
    *("media contact", "press contact", "contact for media", "forward-looking statements", "source: business wire"),
    *(
        "pressekontakt",
        "ansprechpartner für die presse",
        "rückfragen der redaktion",
        "contact presse",
        "contacts presse",
    ),
    *("contacto de prensa", "contacto para medios", "contatti stampa", "ufficio stampa:", "contato para imprensa"),
    *(
        "perscontact",
        "noot voor de redactie",
        "presskontakt",
        "pressekontakt:",
        "kontakt dla mediów",
        "kontakt pro média",
    ),
    *(
        "basın iletişim",
        "контакты для сми",
        "контакти для змі",
        "للتواصل الإعلامي",
        "kontak media",
        "報道関係",
        "媒体联系",
    ),
)
#: Phrases of headlines about a death; words may be truncated.
DEATH_PHRASES: Final = (
    *(" dies at ", " dies aged ", " dead at ", " has died", " dies, ", ", dies", "obituary"),
    *(
        "ist tot",
        "gestorben",
        "est mort",
        "est décédé",
        "mort de ",
        "muere ",
        "fallece",
        "è morto",
        "è morta",
        "morre ",
    ),
    *(
        "overleden",
        "har avlidit",
        "är död",
        "er død",
        "nie żyje",
        "zmarł",
        "zemřel",
        "zomrel",
        "on kuollut",
        "hayatını kaybetti",
    ),
    *(
        "умер ",
        "умерла",
        "скончал",
        "помер ",
        "померла",
        "وفاة",
        "meninggal",
        "死去",
        "逝世",
        "去世",
        "별세",
        "elhunyt",
        "a murit",
        "πέθανε",
    ),
)
#: Phrases of columns about their author, mostly in the last lines.
OPINION_PHRASES: Final = (
    *(
        "views expressed",
        "opinions expressed",
        "the author's own",
        "opinion columnist",
        "the writer is a",
        "guest essay",
    ),
    *(
        "die in diesem gastbeitrag",
        "gibt die meinung des autors",
        "n'engage que",
        "las opiniones expresadas",
        "las opiniones vertidas",
    ),
    *(
        "le opinioni espresse",
        "as opiniões expressas",
        "este texto não reflete",
        "op persoonlijke titel",
        "åsikterna i texten",
    ),
    *(
        "мнение редакции может не совпадать",
        "мнение автора может не совпадать",
        "думка редакції може не",
        "آراء الكاتب",
    ),
    *("yazarın kendi görüş", "poglądy autora", "názory autora", "kirjoittajan omia"),
)
