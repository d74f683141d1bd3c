"""News agencies: the usual short name of each, and the spellings of it in fields for authors and sources."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from functools import cache
from typing import Final

from worker.parse.common.strings import match_key

#: One row an agency: its short name, then its other spellings, with bars between. Ambiguous short names (AA, MAP) are
#: left out; the long form counts.
_AGENCIES: Final = """
Reuters|Thomson Reuters|Reuters Staff|Рейтер|Рейтерс|رويترز|رویترز|路透社|路透|ロイター|로이터
AP|Associated Press|The Associated Press|AP News|АП|أسوشيتد برس|美联社|美聯社|AP通信
AFP|Agence France-Presse|Agence France Presse|АФП|فرانس برس|أ ف ب|法新社|AFP時事
dpa|Deutsche Presse-Agentur|dpa-AFX|dpa-infocom|ДПА
APA|Austria Presse Agentur
Keystone-SDA|Keystone-ATS|sda|ATS
SID|Sport-Informations-Dienst
epd|Evangelischer Pressedienst
KNA|Katholische Nachrichten-Agentur
TASS|Itar-Tass|ТАСС|ИТАР-ТАСС|تاس|塔斯社|タス通信
Interfax|Интерфакс
Interfax-Ukraine|Интерфакс-Украина|Інтерфакс-Україна
RIA Novosti|РИА Новости|俄新社
Ukrinform|Укринформ|Укрінформ
UNIAN|УНИАН|УНІАН
BelTA|БЕЛТА
Kazinform|Казинформ|Қазинформ
EFE|Agencia EFE
Europa Press
ANSA|Agenzia ANSA
Adnkronos
AGI|Agenzia Italia
askanews
LaPresse
Lusa|Agência Lusa
Agência Brasil
Estadão Conteúdo
Prensa Latina
Télam
Notimex
ANP|Algemeen Nederlands Persbureau
Belga|Belga News Agency
Ritzau
TT|TT Nyhetsbyrån
NTB|Norsk Telegrambyrå
STT|STT-Lehtikuva
PAP|Polska Agencja Prasowa
ČTK
TASR
MTI|Magyar Távirati Iroda
Agerpres
BTA|БТА
Tanjug|Танјуг
Hina
BNS|Baltic News Service
ELTA
LETA
ANA-MPA|ΑΠΕ-ΜΠΕ
Anadolu|Anadolu Agency|Anadolu Ajansı|الأناضول
DHA|Demirören Haber Ajansı
İHA|İhlas Haber Ajansı
Xinhua|Xinhua News Agency|Синьхуа|شينخوا|新华社|新華社
CNS|中新社|中新网|中国新闻网
CNA|中央社
Kyodo|Kyodo News|共同通信|共同社|共同
Jiji Press|Jiji|時事通信|時事
Yonhap|Yonhap News|Yonhap News Agency|연합뉴스|韩联社|聯合ニュース
Newsis|뉴시스
News1|뉴스1
KCNA|조선중앙통신
PTI|Press Trust of India|पीटीआई
ANI|Asian News International
IANS|Indo-Asian News Service|आईएएनएस
UNI|United News of India
APP|Associated Press of Pakistan
BSS|Bangladesh Sangbad Sangstha|বাসস
Bernama
Antara|Antara News
VNA|Vietnam News Agency|TTXVN
PNA|Philippine News Agency
AAP|Australian Associated Press
PA|PA Media|Press Association|PA News Agency
UPI|United Press International
Bloomberg|Bloomberg News
The Canadian Press|Canadian Press|La Presse Canadienne
IRNA|ایرنا
ISNA|ایسنا
Tasnim|Tasnim News Agency|تسنیم
SANA|سانا
WAFA|وفا
WAM|Emirates News Agency|وام
QNA|Qatar News Agency|قنا
KUNA|Kuwait News Agency|كونا
NAN|News Agency of Nigeria
GNA|Ghana News Agency
"""
#: (Spaces are counted: from each of a long run a search would go through all of it again.)
_SEPARATORS: Final = re.compile(
    r"\s{0,50}(?:[,;/|&+、，]|\s(?:and|und|et|y|e|with|mit|avec|con|via|и)\s)\s{0,50}", re.IGNORECASE
)


@cache
def _agencies_by_spelling() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _AGENCIES.strip().split("\n"):
        spellings = row.split("|")
        for spelling in spellings:
            found.setdefault(match_key(spelling), spellings[0])
    return found


def agency_of(text: str) -> str | None:
    """Return the short name of the agency in a field for a name: alone, in a list, or followed by a place.

    "AFP, Manila" and "AFP Deutschland" are AFP; a person of its own name stays a person.
    """
    if len(text) > 120:
        return None
    agencies = _agencies_by_spelling()
    for part in (text, *_SEPARATORS.split(text)):
        found = agencies.get(match_key(part))
        if found:
            return found
        first, _, rest = part.strip().partition(" ")
        if rest and " " not in rest and first.isupper() and len(first) > 2 and first.isascii():
            found = agencies.get(match_key(first))
            if found:
                return found
    return None
