"""Names of the months in the languages that dates on pages are most often written in."""

# ruff: noqa: E501, RUF001  # a row is a language; signs of many languages that look like others are what is meant here
from __future__ import annotations

from typing import Final

#: One row a language, twelve columns; forms of one month are parted by a slash. Genitives are given where dates use
#: them. Abbreviations of three letters and more follow from the names (see `_load`).
_TABLE: Final = """
january february march april may june july august september/sept october november december
januar/jänner februar/feber märz/maerz april mai juni juli august september/sept oktober november dezember
janvier février/fevrier mars avril mai juin juillet août/aout septembre octobre novembre décembre/decembre
enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março/marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januar februar mars april mai/maj juni juli august/augusti september oktober november desember/december
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpień września/wrzesień października/październik listopada/listopad grudnia/grudzień
ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga/studenog prosinca
januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
января/январь февраля/февраль марта/март апреля/апрель мая/май июня/июнь июля/июль августа/август сентября/сентябрь октября/октябрь ноября/ноябрь декабря/декабрь
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου/μαίου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
januari februari maret april mei juni juli agustus september oktober november desember
januari februari mac april mei jun julai ogos september oktober november disember
janvier/يناير فبراير مارس أبريل/ابريل/إبريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
जनवरी फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""


def _load() -> dict[str, int]:
    months: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for row in _TABLE.strip().split("\n"):
        for number, cell in enumerate(row.split(), start=1):
            for name in cell.split("/"):
                months.setdefault(name, number)
                for length in (3, 4):
                    if len(name) > length:
                        short.setdefault(name[:length], set()).add(number)
    # An abbreviation that two languages give to two months (mar, jun and jul are safe; lis and srp are not) says nothing.
    for name, numbers in short.items():
        if len(numbers) == 1:
            months.setdefault(name, next(iter(numbers)))
    # English, Spanish and French outweigh the rarer languages that share these.
    months |= {
        "mar": 3,
        "jun": 6,
        "jul": 7,
        "mai": 5,
        "maj": 5,
        "abr": 4,
        "set": 9,
        "out": 10,
        "may": 5,
        "dic": 12,
        "ago": 8,
    }
    return months


#: Name or abbreviation, in lower case: the month's number.
MONTHS: Final = _load()
