"""Verbs of saying, and pronouns, by language: they show who the speaker of a quotation is."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from functools import cache

#: Forms that occur next to quotations, in lower case; "*" stands for any ending.
VERBS: dict[str, str] = {
    "en": "said says say saying told tells added adds asked wrote writes replied explained insisted warned argued announced "
    "declared stated noted claimed recalled admitted joked tweeted posted stressed commented concluded continued remarked "
    "quoted responded answered acknowledged emphasized emphasised pointed observed testified shouted urged suggested vowed",
    "de": "sagte sagt sagten erklärte erklärt betonte betont meinte meint teilte schrieb schreibt fügte kritisierte forderte "
    "warnte berichtete berichtet erzählte erzählt antwortete fragte zitierte ergänzte hieß rief so äußerte lobte versicherte",
    "fr": "dit déclaré déclare expliqué explique affirmé affirme ajouté ajoute souligné souligne estimé estime indiqué indique "
    "précisé précise lancé lance répondu répond confié confie raconte raconté assuré assure écrit regretté regrette insisté "
    "annoncé commente commenté dénoncé dénonce réagi martelé prévenu",
    "es": "dijo dice dijeron afirmó afirma declaró declara señaló señala explicó explica aseguró asegura añadió añade agregó "
    "indicó indica manifestó sostuvo expresó comentó comenta destacó advirtió subrayó insistió contó respondió escribió "
    "apuntó recordó reconoció precisó anunció dicho",
    "it": "detto dice disse ha afferma affermato dichiarato dichiara spiega spiegato aggiunto aggiunge sottolineato sottolinea "
    "scrive scritto racconta raccontato conclude concluso osserva commenta commentato ribadito annunciato precisa risposto",
    "pt": "disse diz afirmou afirma declarou declara explicou explica acrescentou acrescenta ressaltou destacou contou conta "
    "comentou escreveu avaliou informou respondeu garantiu alertou completou lembrou criticou anunciou disseram sublinhou referiu",
    "nl": "zei zegt zeiden vertelde vertelt verklaarde verklaart schreef schrijft aldus liet benadrukte benadrukt reageerde "
    "reageert legt stelde stelt meldde antwoordde vervolgt",
    "sv": "sa säger sade berättar berättade förklarade förklarar skriver skrev menar uppger tillade konstaterar kommenterar svarade",
    "da": "sagde siger fortalte fortæller forklarede forklarer skriver skrev udtalte mener tilføjede lyder lød svarede",
    "nb": "sa sier sade fortalte forteller forklarte forklarer skriver skrev uttalte mener la svarte opplyser",
    "fi": "sanoi sanoo kertoi kertoo totesi toteaa kirjoitti kirjoittaa kommentoi lisäsi vastasi korosti kuvaili arvioi",
    "pl": "powiedział powiedziała mówi mówił mówiła stwierdził stwierdziła dodał dodała podkreślił podkreśliła zaznaczył zaznaczyła "
    "napisał napisała oświadczył oświadczyła poinformował poinformowała wyjaśnił wyjaśniła ocenił oceniła tłumaczy odpowiedział",
    "cs": "řekl řekla říká uvedl uvedla dodal dodala prohlásil prohlásila napsal napsala sdělil sdělila vysvětlil vysvětlila popsal míní",
    "sk": "povedal povedala hovorí uviedol uviedla dodal dodala vyhlásil vyhlásila napísal napísala vysvetlil vysvetlila",
    "hu": "mondta mondja közölte jelentette tette fogalmazott írta hangsúlyozta válaszolta nyilatkozta kijelentette",
    "ro": "spus declarat afirmat adăugat precizat explicat scris anunțat transmis spune subliniat arătat",
    "hr": "rekao rekla kaže kazao kazala izjavio izjavila dodao dodala istaknuo istaknula naglasio poručio napisao objasnio",
    "tr": "dedi diyor söyledi belirtti açıkladı ifade konuştu kaydetti vurguladı anlattı yazdı ekledi diye",
    "id": "kata ujar tutur ucap jelas ungkap tegas katanya ujarnya tuturnya ucapnya jelasnya mengatakan menyatakan menegaskan",
    "vi": "nói cho phát tuyên viết chia khẳng",
    "ru": "сказал* говор* заявил* сообщил* отметил* добавил* подчеркнул* рассказал* пояснил* написал* ответил* считает уверен* "
    "объяснил* признал* процитировал* цитиру* приводит передает передаёт отмечает утвержда* заметил* напомнил* предупредил*",
    "uk": "сказав сказала сказали каже заявив заявила повідомив повідомила зазначив зазначила додав додала наголосив наголосила "
    "розповів розповіла написав написала пояснив пояснила відповів підкреслив підкреслила цитує",
    "bg": "каза казва заяви съобщи добави подчерта коментира написа обясни отбеляза посочи",
    "sr": "рекао рекла каже изјавио изјавила додао додала истакао истакла навео навела rekao rekla kaže izjavio izjavila dodao istakao naveo",
    "el": "είπε δήλωσε ανέφερε τόνισε σημείωσε πρόσθεσε εξήγησε υπογράμμισε έγραψε λέει",
    "ar": "قال قالت وقال وقالت صرح صرحت أكد أكدت وأكد أضاف أضافت وأضاف وأضافت أوضح أوضحت وأوضح أعلن كتب ذكر يقول تقول مضيفا",
    "fa": "گفت گفته افزود نوشت اظهار تصریح تاکید",
    "ur": "کہا کہنا بتایا",
    "he": "אמר אמרה אמרו הוסיף הוסיפה הדגיש כתב כתבה ציין ציינה מסר מסרה הבהיר הצהיר",
    "hi": "कहा बताया कहना कहते बोले लिखा",
    "bn": "বলেন বলেছেন জানান বললেন",
    "zh": "说 說 表示 指出 称 稱 强调 強調 认为 認為 告诉 写道 寫道 透露 介绍 回应",
    "ja": "語った 述べた 話した 話す 語る 述べ 語り 話し 言った コメント 強調した 指摘した 説明した 訴えた と話",
    "ko": "말했다 밝혔다 전했다 강조했다 설명했다 덧붙였다 지적했다 주장했다 말했 라고",
}
#: Languages that share the verbs of one above.
_SAME_VERBS = {"nn": "nb", "no": "nb", "bs": "hr", "sl": "hr", "mk": "bg", "be": "ru", "ms": "id"}

#: Pronouns for a person named before.
PRONOUNS = frozenset(
    "he she er sie il elle él ella lui lei ele ela hij ze zij han hon hun hän on ona ő el ea o dia ia он она він вона той тя "
    "αυτός هو هي او वह उन्होंने তিনি 他 她 彼 彼女 그는 그녀는".split()
)
#: Languages without spaces (or with attached particles), where a verb may occur within a run of letters.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko"})


@cache
def speech_verbs(language: str) -> re.Pattern[str] | None:
    """Return a pattern for the verbs of saying of a language, None if it has no list."""
    words = VERBS.get(_SAME_VERBS.get(language, language))
    if words is None:
        return None
    forms = sorted(words.split(), key=lambda form: (-len(form), form))
    alternatives = "|".join(re.escape(form).replace(r"\*", r"\w*") for form in forms)
    return re.compile(
        alternatives if language in UNSPACED_LANGUAGES else rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE
    )
