"""Phrases of pages without content in many languages: errors, logins, challenges, requests for JavaScript."""

# ruff: noqa: E501, RUF001  # lists of phrases; look-alike characters of many scripts are intended
from __future__ import annotations

import re
from typing import Final

#: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish and Norwegian, Finnish, Polish, Czech, Hungarian,
#: Romanian, Turkish, Greek, Russian, Ukrainian, Arabic, Persian, Hebrew, Hindi, Thai, Vietnamese, Indonesian, Japanese,
#: Chinese, Korean.
_NOT_FOUND: Final = r"""
    (?:the\ |this\ |that\ )?(?:requested\ |web\ ?)?(?:page|file|url|content|article|resource|document|site)\ (?:was\ |is\ |could\ |can\ )?(?:not|no\ longer)\ ?(?:be\ )?(?:found|exist|available)|page\ (?:doesn['’]t|does\ not)\ exist|not\ found|page\ (?:missing|unavailable|gone)|
    (?:the\ )?page\ (?:you\ (?:are|were)\ looking\ for\ )?(?:can['’]?t|cannot|couldn['’]t|could\ not)\ be\ found|
    (?:die\ |diese\ )?(?:angeforderte\ )?(?:seite|datei)\ (?:wurde\ |konnte\ |kann\ |existiert\ |ist\ )?(?:leider\ )?nicht\ (?:gefunden|verfügbar|vorhanden|mehr)(?:\ werden)?|seite\ existiert\ nicht|nicht\ gefunden|
    (?:la\ |cette\ )?page\ (?:demandée\ )?(?:est\ )?(?:introuvable|non\ trouvée|inexistante)|page\ n['’]existe\ (?:pas|plus)|
    (?:la\ )?página\ (?:solicitada\ )?(?:no\ (?:encontrada|existe|disponible|se\ encuentra|ha\ sido\ encontrada)|não\ (?:encontrada|existe|disponível|foi\ encontrada))|página\ que\ buscas\ no\ existe|
    (?:la\ )?pagina\ (?:richiesta\ )?(?:non\ (?:trovata|esiste|disponibile|è\ stata\ trovata)|niet\ gevonden|nu\ (?:a\ fost\ găsită|există)|bestaat\ niet)|
    sidan\ (?:hittades\ inte|kunde\ inte\ hittas|finns\ inte|saknas)|siden\ (?:blev\ ikke\ fundet|ble\ ikke\ funnet|finnes\ ikke|findes\ ikke|ikke\ fundet)|
    sivua\ ei\ (?:löydy|löytynyt|löydetty)|(?:nie\ znaleziono\ strony|strona\ nie\ (?:została\ znaleziona|istnieje)|strony\ nie\ znaleziono)|
    stránka\ (?:nenalezena|nebyla\ nalezena|neexistuje|sa\ nenašla|nebola\ nájdená)|(?:az\ )?oldal\ nem\ található|a\ keresett\ oldal\ nem\ található|
    sayfa\ bulunamadı|aradığınız\ sayfa\ bulunamadı|(?:η\ )?σελίδα\ δεν\ βρέθηκε|
    страница\ не\ (?:найдена|существует)|запрашиваемая\ страница\ не\ найдена|сторінк[ау]\ не\ (?:знайдено|існує)|страницата\ не\ е\ намерена|
    (?:عذرا\W*)?(?:لم\ يتم\ العثور\ على\ (?:الصفحة|هذه\ الصفحة)|الصفحة\ غير\ موجودة)|صفحه\ (?:مورد\ نظر\ )?(?:یافت|پیدا)\ نشد|(?:הדף|העמוד)\ (?:המבוקש\ )?לא\ נמצא|
    पृष्ठ\ नहीं\ मिला|पेज\ नहीं\ मिला|ไม่พบหน้า(?:เว็บ)?(?:ที่คุณต้องการ|นี้)?|không\ tìm\ thấy\ trang|trang\ không\ tồn\ tại|halaman\ tidak\ ditemukan|
    (?:お探しの|指定された|ご指定の)?(?:ページ|記事|ファイル)(?:が|は)(?:見つかりません(?:でした)?|存在しません)|
    (?:您访问的|您要找的|抱歉，)?(?:页面|頁面|网页|網頁|文章)(?:不存在|未找到|找不到(?:了)?|无法找到|已删除)|找不到(?:该|该页|您要的)?(?:页面|頁面|网页|網頁)|
    (?:요청하신\ )?페이지를\ 찾을\ 수\ 없습니다|존재하지\ 않는\ 페이지입니다
"""
_REFUSED: Final = r"""
    (?:http\ )?(?:access\ (?:is\ )?(?:denied|forbidden)|forbidden|unauthori[sz]ed|bad\ request|method\ not\ allowed|gone|too\ many\ requests|rate\ limit\ exceeded)|
    (?:http\ )?(?:internal\ server\ error|bad\ gateway|gateway\ time-?out|service\ (?:temporarily\ )?unavailable|server\ error|application\ error|database\ error|error\ establishing\ a\ database\ connection|origin\ dns\ error)|
    (?:web\ server\ is\ (?:down|returning\ an\ unknown\ error)|(?:site|website)\ (?:is\ )?(?:temporarily\ )?(?:unavailable|offline|down\ for\ maintenance|under\ maintenance))|this\ site\ can['’]t\ be\ reached|
    zugriff\ verweigert|interner\ serverfehler|dienst\ nicht\ verfügbar|accès\ (?:refusé|interdit)|erreur\ (?:interne\ )?(?:du\ )?serveur|service\ indisponible|
    acceso\ (?:denegado|prohibido)|error\ (?:interno\ )?del\ servidor|acesso\ negado|erro\ (?:interno\ )?do\ servidor|accesso\ negato|errore\ (?:interno\ )?del\ server|
    toegang\ geweigerd|åtkomst\ nekad|adgang\ nægtet|ingen\ tilgang|pääsy\ (?:estetty|kielletty)|odmowa\ dostępu|brak\ dostępu|přístup\ (?:odepřen|zakázán)|hozzáférés\ megtagadva|acces\ interzis|erişim\ engellendi|
    доступ\ (?:запрещ[её]н|ограничен|заборонено)|ошибка\ сервера|внутренняя\ ошибка\ сервера|تم\ رفض\ الوصول|الوصول\ مرفوض|دسترسی\ غیرمجاز|הגישה\ נדחתה|
    アクセスが拒否されました|アクセスできません|サーバーエラー|访问被拒绝|拒绝访问|禁止访问|存取被拒|服务器错误|伺服器錯誤|접근이\ (?:거부|차단)되었습니다|서버\ 오류|truy\ cập\ bị\ từ\ chối|akses\ ditolak
"""
_ERROR_WORD: Final = r"""(?:(?:http|https|status|erreur|errore|erro|error|fehler|fel|fejl|feil|virhe|błąd|chyba|hiba|eroare|hata|σφάλμα|ошибка|помилка|خطأ|خطای|שגיאה|त्रुटि|ข้อผิดพลาด|lỗi|kesalahan|エラー|错误|錯誤|오류)(?:\ (?:code|page))?\W*)"""
_CODE: Final = r"(?:40[0-9]|410|418|42[0-9]|451|50[0-9]|52[0-9])"
_POLITE: Final = r"(?:(?:oops|ooops|whoops|uh[ -]oh|sorry|hoppla|ups|oups|désolé|lo\ sentimos|siamo\ spiacenti|desculpe|извините|抱歉|申し訳ございません|죄송합니다)\W*)?"

#: A title, or a part of one, that names an error and nothing else.
ERROR_TITLE: Final = re.compile(
    rf"""\W*{_POLITE}{_ERROR_WORD}{{0,2}}(?:{_CODE}\W*{_ERROR_WORD}?(?:\W*(?:the|your)\ )?)?(?:{_NOT_FOUND}|{_REFUSED})?(?:\W*(?:\(?{_ERROR_WORD}?{_CODE}\)?)?)(?:\W*{_ERROR_WORD})?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What such a title has besides apologies and punctuation.
ERROR_MARK: Final = re.compile(rf"{_CODE}|{_ERROR_WORD}|{_NOT_FOUND}|{_REFUSED}", re.IGNORECASE | re.VERBOSE)
#: The message for a page that does not exist.
NOT_FOUND: Final = re.compile(_NOT_FOUND.replace("|not\\ found|", "|"), re.IGNORECASE | re.VERBOSE)

#: Titles and first lines of challenges; Cloudflare's in all its languages.
CHALLENGE: Final = re.compile(
    r"""^\W*(?:just\ a\ (?:moment|second)\W*$|attention\ required!|pardon\ our\ interruption|access\ to\ this\ page\ has\ been\ denied|
    (?:please\ )?(?:verify|confirm|prove)\ (?:that\ )?you(?:['’]re|\ are)\ (?:a\ |not\ a\ )?(?:human|real|robot)|verifying\ (?:that\ )?you\ are\ (?:a\ )?human|
    (?:are\ you\ (?:a\ )?(?:robot|human)|robot\ check|bot\ (?:check|verification)|human\ verification|security\ (?:check(?:point)?|verification|challenge)|one\ more\ step|captcha|captcha\ (?:check|challenge|required)|unusual\ traffic|ddos-guard|vercel\ security\ checkpoint)\W*$|
    checking\ (?:your\ browser|if\ the\ site\ connection\ is\ secure)|performing\ security\ verification|let['’]s\ confirm\ you\ are\ human|we\ need\ to\ (?:verify|make\ sure)\ (?:that\ )?you|press\ (?:&|and)\ hold|
    (?:nur\ )?einen\ moment(?:\ bitte)?\W*$|un\ (?:momento|instant|moment)\W*$|um\ momento\W*$|een\ (?:moment|ogenblik)(?:\ geduld)?\W*$|ett\ ögonblick\W*$|et\ øjeblik\W*$|vent\ litt\W*$|hetkinen\W*$|
    chwileczkę\W*$|cierpliwości\W*$|okamžik\W*$|egy\ pillanat\W*$|un\ moment\W*$|bir\ dakika\ lütfen\W*$|μια\ στιγμή\W*$|один\ момент\W*$|подождите\W*$|зачекайте\W*$|لحظة\W*$|یک\ لحظه\W*$|רק\ רגע\W*$|
    chờ\ một\ chút\W*$|tunggu\ sebentar\W*$|しばらくお待ちください\W*$|请稍候\W*$|請稍候\W*$|잠시만\ 기다리십시오\W*$|
    (?:sind\ sie\ ein\ (?:mensch|roboter)|êtes-vous\ (?:un\ )?(?:robot|humain)|vérification\ de\ sécurité|verificaci[oó]n\ de\ seguridad|verificação\ de\ segurança|verifica\ di\ sicurezza|sicherheitsüberprüfung|beveiligingscontrole|проверка\ безопасности|вы\ не\ робот|подтвердите,\ что\ вы|güvenlik\ (?:kontrolü|doğrulaması)|التحقق\ الأمني|安全验证|安全驗證|人机验证|보안\ 확인|ロボットではありません))""",
    re.IGNORECASE | re.VERBOSE,
)
#: Strings in the source of bot shields' pages that the pages behind them lack.
BOT_SHIELD: Final = (
    *("_cf_chl_opt", "cf-challenge-running", "challenge-error-text", "cf-error-details"),  # Cloudflare
    *("geo.captcha-delivery.com", "ct.captcha-delivery.com"),  # DataDome
    *('"px-captcha"', "'px-captcha'", "captcha.px-cdn.net", "captcha.px-cloud.net"),  # PerimeterX
    *("Incapsula incident ID", "&incident_id=", "&edet="),  # Imperva
    *("gokuProps", "AwsWafIntegration", "AwsWafCaptcha"),  # AWS
    *("sec-if-cpt-container", "/_sec/cp_challenge/", '"bm-verify"', "triggerInterstitialChallenge"),  # Akamai
    *("sucuri_cloudproxy_js", "/.well-known/ddos-guard/", "KPSDK.", "/_fs-ch-", "validate.perfdrive.com"),
    *("distil_r_captcha", "/recaptcha/challengepage/", "/.within.website/x/cmd/anubis/"),
)
#: CAPTCHA checkboxes. Many a form has one, so they count only on a page with little else.
CAPTCHA_CHECKBOX: Final = re.compile(
    r"class=[\"'][^\"']{0,80}(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha|geetest_)|hcaptcha\.com/captcha|challenges\.cloudflare\.com/turnstile"
)

#: Requests for JavaScript: its name, and a verb near it.
SCRIPT_NEEDED: Final = re.compile(
    r"""java\s?script|джаваскрипт|جافا\s?سكريبت""",
    re.IGNORECASE,
)
SCRIPT_VERB: Final = re.compile(
    r"""enabl|turn(?:ed)?\ (?:it\ )?on|requir|needs?\b|doesn['’]t\ work|support|disabled|aktivier|einschalt|benötig|erforder|deaktiv|activ[aeér]|nécess|requi[eè]r|habilit|necesit|precis[ae]|necessari|attiv|abilit|richied|
    inschakel|nodig|vereist|aktivera|krävs|aktiver|kræve|käyttöön|vaatii|włącz|wymaga|zapn|povol|vyžad|engedélyez|szükséges|activeaz|necesar|etkinleştir|gerek|ενεργοποι|απαιτ|
    включ|нуж[на]|треб|увімк|потріб|تفعيل|تمكين|يتطلب|فعال|נדרש|הפע[לי]|सक्षम|เปิดใช้|bật|kích\ hoạt|aktifkan|有効|必要|启用|啟用|开启|開啟|需要|사용|활성화|필요""",
    re.IGNORECASE | re.VERBOSE,
)

#: Titles of login pages.
LOGIN_TITLE: Final = re.compile(
    r"""\W*(?:please\ )?(?:log\ ?in|log\ ?on|sign\ ?in|member\ log\ ?in|account\ log\ ?in|login\ required|(?:log|sign)\ ?in\ (?:to|or|with|required|page)\b.{0,60}|authentication\ required|single\ sign[ -]on|
    anmeld(?:en|ung)|einloggen|bitte\ (?:melden\ sie\ sich\ an|anmelden)|(?:se\ )?connexion|connectez-vous|s['’]identifier|identifi(?:ez-vous|cation)|iniciar?\ sesi[oó]n|inicio\ de\ sesi[oó]n|acceder|identif[ií]cate|accedi|accesso|
    entrar|iniciar\ sess[aã]o|fazer\ login|faça\ login|inloggen|aanmelden|logga\ in|log\ ind|logg\ inn|innlogging|kirjaudu(?:\ sisään)?|zaloguj(?:\ się)?|logowanie|přihl[aá][sš](?:it\ se|en[ií])|bejelentkezés|belépés|autentificare|conectare|
    oturum\ aç|giriş(?:\ yap)?|σύνδεση|είσοδος|вход|войти|авторизация|увійти|вхід|تسجيل\ الدخول|دخول|ورود|התחברות|כניסה|लॉग\ ?इन|เข้าสู่ระบบ|đăng\ nhập|masuk|ログイン|サインイン|登录|登錄|登入|로그인)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: Login pages by the last part of their path.
LOGIN_URL: Final = re.compile(
    r"^https?://(?:login|signin|auth|sso|accounts?|idp)\.|/(?:log-?in|sign-?in|log-?on|auth|sso|oauth2?|connexion|anmelden|iniciar-sesion|accedi|inloggen)(?:[/.?#]|$)",
    re.IGNORECASE,
)

#: Words in requests for consent.
CONSENT_WORD: Final = re.compile(
    r"""cookie|consent|gdpr|dsgvo|rgpd|einwillig|zustimm|datenschutz|consentement|confidentialité|consentimiento|privacidad|privacidade|consentimento|consenso|privacy|toestemming|samtyck|samtykke|integritet|privatliv|personvern|suostumus|evästee|zgod[aęyi]|
    ciasteczk|prywatno|souhlas|soukrom|sütik|hozzájárul|adatvéd|consimțământ|confidențial|çerez|gizlilik|συγκατάθεση|απορρήτου|согласи|конфиденциальн|згод[ауи]|конфіденц|ملفات\ تعريف\ الارتباط|موافق|الخصوصية|کوکی|رضایت|עוגיות|הסכמה|
    פרטיות|คุกกี้|ความยินยอม|quyền\ riêng\ tư|persetujuan|privasi|クッキー|同意|プライバシー|隐私|隱私|쿠키|동의|개인정보""",
    re.IGNORECASE | re.VERBOSE,
)
#: Titles of consent walls.
CONSENT_TITLE: Final = re.compile(
    r"""^\W*(?:before\ you\ continue\b|bevor\ sie\ (?:zu\b|fortfahren)|avant\ d['’](?:accéder|continuer)|antes\ de\ (?:continuar|ir\ a|aceder)|prima\ di\ continuare|voordat\ je\ (?:doorgaat|verdergaat)|innan\ du\ fortsätter|før\ du\ (?:fortsætter|fortsetter)|ennen\ kuin\ jatkat|
    zanim\ przejdziesz|než\ budete\ pokračovat|mielőtt\ (?:tovább|a\ google)|înainte\ de\ a\ continua|devam\ etmeden\ önce|προτού\ συνεχίσετε|прежде\ чем\ перейти|перш\ ніж\ перейти|قبل\ المتابعة|次に進む前に|在您继续|繼續前往|계속하기\ 전에|trước\ khi\ bạn\ tiếp\ tục|sebelum\ (?:anda\ )?melanjutkan|
    (?:cookie|consent|privacy|gdpr)[ -]?(?:consent|wall|gate|choices|settings|notice|management|preferences|redirect)\W*$|
    (?:your\ )?(?:privacy|cookie)\ choices\W*$|.{0,40}\bfamily\ of\ brands\W*$|(?:wir|nous|noi|wij|vi)\ (?:brauchen|benötigen|avons\ besoin).{0,60}(?:zustimmung|einwilligung|consentement|accord)|cookie-?(?:zustimmung|einwilligung|instellingen|toestemming|hinweis)\W*$)""",
    re.IGNORECASE | re.VERBOSE,
)
CONSENT_URL: Final = re.compile(
    r"^https?://(?:[\w-]+\.)?(?:consent|guce|cmp|privacy-?(?:gate|mgmt|wall)|cookie-?wall|myprivacy)\.|/(?:collectconsent|consent-?(?:wall|gate|check|redirect|page)?|cookie-?(?:wall|consent)|privacy-?(?:gate|wall)|gdpr-?(?:consent|wall)?)(?:[/?#.]|$)",
    re.IGNORECASE,
)

#: Titles of directory listings, as web servers write them.
DIRECTORY_TITLE: Final = re.compile(
    r"^\W*(?:index of|directory listing (?:for|of)|listing of|verzeichnis von|contents of|directory:?) ?/|\bFTP (?:listing|directory)\b",
    re.IGNORECASE,
)
SITEMAP_TITLE: Final = re.compile(
    r"^\W*(?:html\s*)?(?:site\s?map|plan (?:du|de) site|mapa (?:del sitio|do site|web|strony|stránek)|mappa del sito|sitemap|seitenübersicht|inhaltsverzeichnis|webbplatskarta|sivukartta|oldaltérkép|harta site(?:-ului)?|site haritası|χάρτης ιστότοπου|карта сайта|мапа сайту|خريطة الموقع|نقشه سایت|מפת (?:ה)?אתר|サイトマップ|网站地图|網站導覽|사이트맵|sơ đồ trang(?: web)?|peta situs)\W*$",
    re.IGNORECASE,
)
