"""International organisations with their Wikidata ids, and the forms of their names in many languages."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from functools import cache
from typing import Final

from worker.enrich.entities.tokens import dictionary_key

#: Wikidata id to names and short forms.
ORGANISATIONS: Final[dict[str, str]] = {
    "Q318693": "Collective Security Treaty Organisation|Collective Security Treaty Organization|CSTO|"
    "Организация Договора о коллективной безопасности|ОДКБ|集体安全条约组织",
    "Q7184": "North Atlantic Treaty Organization|North Atlantic Treaty Organisation|"
    "NATO|OTAN|НАТО|Nato|ناتو|الناتو|北约|北大西洋条约机构|나토",
    "Q1065": "United Nations|UN|U.N|ONU|Naciones Unidas|Nations unies|Vereinte Nationen|ООН|"
    "Организация Объединённых Наций|الأمم المتحدة|联合国|聯合國|国際連合|国連|유엔|संयुक्त राष्ट्र|জাতিসংঘ|YK|FN|ENSZ|OSN",
    "Q458": "European Union|EU|E.U|Unión Europea|Union européenne|União Europeia|"
    "Europäische Union|Европейский союз|Евросоюз|ЕС|"
    "الاتحاد الأوروبي|欧盟|欧州連合|유럽연합|यूरोपीय संघ|ইউরোপীয় ইউনিয়ন|Euroopan unioni|Európai Unió|Európska únia",
    "Q8901": "European Central Bank|ECB|Banco Central Europeo|"
    "Banque centrale européenne|Europäische Zentralbank|EZB|BCE|欧洲央行|欧州中央銀行",
    "Q7779": "Commonwealth of Independent States|Содружество Независимых Государств|СНГ",
    "Q123759": "Organization of American States|Organización de los Estados Americanos",
    "Q81299": "Organization for Security and Co-operation in Europe|OSCE|ОБСЕ|OSZE",
    "Q7768": "Association of Southeast Asian Nations|ASEAN|АСЕАН|东盟|アセアン|아세안",
    "Q7159": "African Union|Union africaine|União Africana|Африканский союз|الاتحاد الأفريقي|非盟",
    "Q4173083": "Eurasian Economic Union|EAEU|Евразийский экономический союз|ЕАЭС",
    "Q7795": "Organization of the Petroleum Exporting Countries|OPEC|OPEP|ОПЕК|أوبك|欧佩克",
    "Q8475": "Interpol|INTERPOL|Интерпол|الإنتربول|国际刑警组织",
    "Q217172": "Gulf Cooperation Council|GCC|مجلس التعاون الخليجي",
    "Q193272": "Economic Community of West African States|ECOWAS|CEDEAO|ЭКОВАС",
    "Q41550": "Organisation for Economic Co-operation and Development|OECD|OCDE|ОЭСР|经合组织",
    "Q7801": "International Court of Justice|ICJ|Международный суд ООН|محكمة العدل الدولية|国际法院",
    "Q82151": "Food and Agriculture Organization|FAO",
    "Q740308": "United Nations Children's Fund|UNICEF|Unicef|ЮНИСЕФ|اليونيسف|联合国儿童基金会|ユニセフ",
    "Q204344": "World Food Programme|WFP|Welternährungsprogramm",
    "Q7817": "World Health Organization|World Health Organisation|WHO|Organización Mundial de la Salud|"
    "Organisation mondiale de la santé|Organização Mundial da Saúde|Weltgesundheitsorganisation|ВОЗ|"
    "Всемирная организация здравоохранения|منظمة الصحة العالمية|世界卫生组织|世界保健機関|세계보건기구|विश्व स्वास्थ्य संगठन",
    "Q7809": "UNESCO|Unesco|ЮНЕСКО|اليونسكو|联合国教科文组织|ユネスコ|유네스코|यूनेस्को",
    "Q54129": "International Labour Organization|ILO",
    "Q7804": "International Monetary Fund|IMF|FMI|МВФ|Международный валютный фонд|"
    "صندوق النقد الدولي|国际货币基金组织|国際通貨基金|국제통화기금",
    "Q41984": "International Atomic Energy Agency|IAEA|AIEA|МАГАТЭ|"
    "الوكالة الدولية للطاقة الذرية|国际原子能机构|国際原子力機関",
    "Q47488": "International Criminal Court|ICC|Corte Penal Internacional|"
    "Cour pénale internationale|المحكمة الجنائية الدولية|国际刑事法院",
    "Q7825": "World Trade Organization|World Trade Organisation|WTO|ВТО|منظمة التجارة العالمية|世界贸易组织|世界貿易機関",
}
#: Short forms that are as often words or other organisations: they are linked only if the tagger finds them.
_AMBIGUOUS: Final = frozenset({"UN", "FN", "YK", "WHO", "ICC", "FAO", "GCC", "BCE", "ILO", "ЕС", "OSN", "WFP", "ICJ"})


@cache
def organisations_by_name() -> dict[str, str]:
    """Return each form of a name to the Wikidata id."""
    return {name: identity for identity, names in ORGANISATIONS.items() for name in names.split("|")}


@cache
def organisation_names_by_key() -> dict[str, list[str]]:
    """Return the unambiguous forms by key (`tokens.dictionary_key`), the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(organisations_by_name(), key=lambda name: (-len(name), name)):
        if name not in _AMBIGUOUS and len(name) > 2:
            found.setdefault(dictionary_key(name), []).append(name)
    return found
