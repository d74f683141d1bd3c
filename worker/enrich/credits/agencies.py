"""News agencies: the common short name of each, and its spellings in credits."""

# ruff: noqa: RUF001, RUF003  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
from functools import cache

#: Short name to spellings, which are matched as written or in capitals. Those in `AMBIGUOUS_SPELLINGS` are also words or
#: other names, and count only in brackets, before a slash, or next to a dateline.
AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": (
        "Reuters",
        "Thomson Reuters",
        "Рейтер",
        "Рейтерс",
        "رويترز",
        "رویترز",
        "路透社",
        "路透",
        "ロイター",
        "로이터",
    ),
    "AP": (
        "The Associated Press",
        "Associated Press",
        "AP",
        "АП",
        "أسوشيتد برس",
        "美联社",
        "美聯社",
        "ＡＰ通信",
        "AP通信",
    ),
    "AFP": (
        "Agence France-Presse",
        "Agence France Presse",
        "AFP",
        "АФП",
        "فرانس برس",
        "أ ف ب",
        "法新社",
        "ＡＦＰ時事",
        "AFP時事",
    ),
    "dpa": ("Deutsche Presse-Agentur", "dpa-AFX", "dpa", "DPA", "ДПА"),
    "APA": ("Austria Presse Agentur", "APA"),
    "Keystone-SDA": ("Keystone-SDA", "Keystone-ATS", "sda"),
    "SID": ("Sport-Informations-Dienst", "SID"),
    "epd": ("Evangelischer Pressedienst", "epd"),
    "KNA": ("Katholische Nachrichten-Agentur", "KNA"),
    "TASS": ("TASS", "Itar-Tass", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС", "تاس", "塔斯社", "タス通信"),
    "Interfax": ("Interfax", "Интерфакс", "INTERFAX.RU", "国际文传电讯社", "インタファクス通信"),
    "Interfax-Ukraine": ("Interfax-Ukraine", "Интерфакс-Украина", "Інтерфакс-Україна"),
    "RIA Novosti": ("RIA Novosti", "РИА Новости", "RIA", "俄新社"),
    "Sputnik": ("Sputnik",),
    "Ukrinform": ("Ukrinform", "Укринформ", "Укрінформ"),
    "UNIAN": ("UNIAN", "УНИАН", "УНІАН"),
    "BelTA": ("BelTA", "БЕЛТА", "БелТА"),
    "Kazinform": ("Kazinform", "Казинформ", "Қазинформ", "МИА Казинформ"),
    "Armenpress": ("Armenpress", "Арменпресс", "Արմենպրես"),
    "Azertac": ("Azertac", "AZERTAC", "Азертадж", "AZƏRTAC"),
    "Report": ("Report Informasiya Agentliyi",),
    "EFE": ("Agencia EFE", "EFE"),
    "Europa Press": ("Europa Press", "EUROPA PRESS"),
    "ANSA": ("ANSA",),
    "Adnkronos": ("Adnkronos",),
    "AGI": ("Agenzia Italia", "AGI"),
    "askanews": ("askanews", "Askanews"),
    "LaPresse": ("LaPresse",),
    "Lusa": ("Agência Lusa", "Lusa"),
    "Agência Brasil": ("Agência Brasil",),
    "Estadão Conteúdo": ("Estadão Conteúdo",),
    "Prensa Latina": ("Prensa Latina",),
    "Télam": ("Télam", "Telam"),
    "Notimex": ("Notimex",),
    "ANP": ("ANP",),
    "Belga": ("Belga",),
    "Ritzau": ("Ritzau",),
    "TT": ("TT Nyhetsbyrån", "TT"),
    "NTB": ("NTB",),
    "STT": ("STT", "STT-Lehtikuva"),
    "PAP": ("Polska Agencja Prasowa", "PAP"),
    "ČTK": ("ČTK", "CTK"),
    "TASR": ("TASR",),
    "MTI": ("MTI",),
    "Agerpres": ("Agerpres",),
    "BTA": ("БТА", "BTA"),
    "Tanjug": ("Tanjug", "Танјуг"),
    "Beta": ("Agencija Beta",),
    "Hina": ("Hina", "HINA"),
    "STA": ("STA",),
    "BNS": ("BNS",),
    "ELTA": ("ELTA",),
    "LETA": ("LETA",),
    "ANA-MPA": ("ANA-MPA", "ΑΠΕ-ΜΠΕ"),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "Anadolu", "الأناضول", "AA"),
    "DHA": ("Demirören Haber Ajansı", "DHA"),
    "İHA": ("İhlas Haber Ajansı", "İHA"),
    "Xinhua": ("Xinhua", "Xinhua News Agency", "Синьхуа", "شينخوا", "新华社", "新華社", "新华网"),
    "CNS": ("中新社", "中新网", "中新網"),
    "CNA": ("中央社",),
    "Kyodo": ("Kyodo News", "Kyodo", "共同通信", "共同社", "共同"),
    "Jiji Press": ("Jiji Press", "Jiji", "時事通信", "時事"),
    "Yonhap": ("Yonhap", "Yonhap News", "연합뉴스", "韩联社", "聯合ニュース"),
    "Newsis": ("뉴시스", "Newsis"),
    "News1": ("뉴스1",),
    "KCNA": ("KCNA", "조선중앙통신", "朝中社"),
    "PTI": ("Press Trust of India", "PTI", "पीटीआई", "भाषा"),
    "ANI": ("Asian News International", "ANI"),
    "IANS": ("IANS", "आईएएनएस"),
    "UNI": ("United News of India",),
    "APP": ("Associated Press of Pakistan",),
    "BSS": ("BSS", "বাসস"),
    "Bernama": ("Bernama", "BERNAMA"),
    "Antara": ("ANTARA", "Antara"),
    "VNA": ("VNA", "TTXVN"),
    "PNA": ("PNA", "Philippine News Agency"),
    "AAP": ("Australian Associated Press", "AAP"),
    "PA": ("PA Media", "Press Association", "PA"),
    "UPI": ("United Press International", "UPI"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press", "La Presse Canadienne"),
    "IRNA": ("IRNA", "ایرنا", "إرنا"),
    "ISNA": ("ISNA", "ایسنا"),
    "Fars": ("Fars News Agency", "خبرگزاری فارس"),
    "Tasnim": ("Tasnim", "تسنیم", "خبرگزاری تسنیم"),
    "Mehr": ("Mehr News Agency", "خبرگزاری مهر"),
    "SANA": ("SANA", "سانا"),
    "WAFA": ("WAFA", "وفا"),
    "MENA": ("MENA", "أ ش أ"),
    "SPA": ("SPA", "واس"),
    "WAM": ("WAM", "وام"),
    "QNA": ("QNA", "قنا"),
    "KUNA": ("KUNA", "كونا"),
    "Petra": ("بترا",),
    "MAP": ("MAP",),
    "APS": ("APS",),
    "TAP": ("TAP",),
    "PANA": ("Panapress",),
    "NAN": ("News Agency of Nigeria", "NAN"),
    "GNA": ("Ghana News Agency", "GNA"),
}

#: Spellings that need more than a dash or colon to be a credit ("AA: the battery", "Lusa –", "PA - the state").
AMBIGUOUS_SPELLINGS = frozenset(
    "AA PA TT AP AGI SID STA MAP APS TAP RIA PNA SPA SANA MENA UNI APP NAN Lusa Hina Jiji Beta Report "
    "Sputnik Belga Antara Bloomberg وفا "
    "وام قنا تاس سانا 共同 時事 भाषा Anadolu BTA MTI ANI".split()
)


@cache
def agencies_by_spelling() -> dict[str, str]:
    """Return every spelling, and its form in capitals, to the agency's short name."""
    found: dict[str, str] = {}
    for agency, spellings in AGENCIES.items():
        for spelling in spellings:
            found.setdefault(spelling, agency)
            found.setdefault(spelling.upper(), agency)
    return found


@cache
def agencies_by_folded_name() -> dict[str, str]:
    """Return case-folded spellings to short names, for author fields, where they are hardly ambiguous."""
    return {spelling.casefold(): agency for spelling, agency in agencies_by_spelling().items()}


def spelling_pattern(*, ambiguous: bool) -> str:
    """Return a regex alternation of the spellings, longest first; `ambiguous` includes the ambiguous ones."""
    kept = [spelling for spelling in agencies_by_spelling() if ambiguous or spelling not in AMBIGUOUS_SPELLINGS]
    return "|".join(re.escape(spelling) for spelling in sorted(kept, key=lambda spelling: (-len(spelling), spelling)))
