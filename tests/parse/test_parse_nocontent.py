"""Pages that are no content pages say so, and why; pages with content are never taken for one."""

# ruff: noqa: E501, RUF001  # pages in one line each; look-alike characters of many scripts are intended
from __future__ import annotations

import pytest

from worker.parse import parse

URL = "https://example.com/x"
NAV = "<nav><a href=/a>News</a> <a href=/b>Sport</a> <a href=/c>Weather</a></nav>"
SCRIPT = "<script src=/app.js></script>"


def page(body: str, title: str = "Example", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def reason(body: bytes, url: str = URL) -> str | None:
    document = parse(body, url=url)
    assert ("no_content" in document.flags) == (document.text == "") == (document.no_content_reason is not None)
    if document.no_content_reason:
        assert document.blocks == []
        assert "text" not in document.provenance
    return document.no_content_reason


@pytest.mark.parametrize("body", [b"", b" \n", b"<html></html>", b"<!-- nothing -->", b"<p> </p>"])
def test_a_page_without_anything_is_empty(body):
    assert reason(body) == "empty"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Page not found | Example", "The page that you asked for is not here."),
        ("404 Not Found", "The requested URL /x was not found on this server."),
        ("Error 404", "Try the search."),
        ("403 Forbidden", "nginx"),
        ("502 Bad Gateway", "nginx/1.24.0"),
        ("503 Service Unavailable", "Back soon."),
        ("Access Denied", "You don't have permission to view this."),
        ("Seite nicht gefunden – Beispiel", "Leider gibt es diese Seite nicht mehr."),
        ("Page introuvable | Exemple", "La page demandée a peut-être été déplacée."),
        ("Página no encontrada", "La página que buscas ya no está aquí."),
        ("Página não encontrada - Exemplo", "Tente a busca."),
        ("Pagina non trovata", "Torna alla pagina iniziale."),
        ("Pagina niet gevonden", "Ga terug naar de voorpagina."),
        ("Sidan hittades inte", "Gå till startsidan."),
        ("Siden blev ikke fundet", "Gå til forsiden."),
        ("Sivua ei löytynyt", "Siirry etusivulle."),
        ("Nie znaleziono strony", "Wróć na stronę główną."),
        ("Stránka nenalezena", "Zpět na úvod."),
        ("Az oldal nem található", "Vissza a főoldalra."),
        ("Sayfa bulunamadı", "Ana sayfaya dön."),
        ("Η σελίδα δεν βρέθηκε", "Πίσω στην αρχή."),
        ("Страница не найдена — Пример", "Вернитесь на главную."),
        ("Сторінку не знайдено", "Поверніться на головну."),
        ("الصفحة غير موجودة", "العودة إلى الرئيسية"),
        ("صفحه یافت نشد", "بازگشت به خانه"),
        ("הדף לא נמצא", "חזרה לדף הבית"),
        ("ページが見つかりません｜例", "トップへ戻る"),
        ("页面不存在 - 例子", "返回首页"),
        ("페이지를 찾을 수 없습니다", "홈으로"),
        ("ไม่พบหน้าที่คุณต้องการ", "กลับหน้าแรก"),
        ("Không tìm thấy trang", "Về trang chủ"),
        ("Halaman tidak ditemukan", "Kembali ke beranda"),
    ],
)
def test_the_page_of_an_error_says_so_in_any_language(title, line):
    assert reason(page(f"{NAV}<h1>{title}</h1><p>{line}</p>", title)) == "error"


def test_an_error_that_offers_other_pages_to_read_is_one_all_the_same():
    cards = "".join(
        f"<p>A teaser of another page, number {n}, which says a few words more of it.</p>" for n in range(12)
    )
    assert reason(page(f"<h1>Page not found</h1>{cards}", "Page not found - Example")) == "error"


def test_a_page_about_errors_is_content():
    line = "<p>The server answers with this status where it finds nothing at the address that was asked for.</p>"
    head = '<link rel="canonical" href="https://example.com/status/404">'
    assert reason(page("<h1>404 Not Found</h1>" + line * 5, "404 Not Found - HTTP", head)) is None
    assert reason(page("<h1>404 Not Found</h1>" + line * 40, "404 Not Found")) is None


@pytest.mark.parametrize(
    "title", ["Room 404", "404 Media looks back on a year", "Sorry", "Gone with the tide", "Error of judgement"]
)
def test_a_title_that_only_sounds_like_an_error_is_none(title):
    assert reason(page(f"<h1>{title}</h1><p>A short text of a few words that ends here.</p>", title)) is None


@pytest.mark.parametrize("text", ["404 page not found", "Internal Server Error\n", "error code: 403", "Not Found"])
def test_a_server_s_error_in_one_line_of_plain_text_is_one(text):
    assert reason(text.encode()) == "error"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<script>window._cf_chl_opt={cType:'managed'}</script><noscript>Enable JavaScript and cookies to continue</noscript>"),
        ("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><div class=cf-error-details>Why?</div>"),
        ("Einen Moment bitte…", "<p>Sicherheitsüberprüfung wird durchgeführt</p>"),
        ("しばらくお待ちください...", "<p>接続のセキュリティを確認しています</p>"),
        ("请稍候…", "<p>正在验证</p>"),
        ("Один момент…", "<p>Проверка соединения</p>"),
        ("example.com", "<script src=https://geo.captcha-delivery.com/captcha/></script><p>Please enable JS and disable any ad blocker</p>"),
        ("Access to this page has been denied", '<div id="px-captcha"></div><p>Press & Hold to confirm you are a human.</p>'),
        ("Pardon Our Interruption", "<p>As you were browsing something made us think you were a bot.</p>"),
        ("", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=1&incident_id=77-88&edet=12">Request unsuccessful.</iframe>'),
        ("", "<script>window.gokuProps={key:1}</script><script src=https://x.token.awswaf.com/x/challenge.js></script>"),
        ("", '<div id="sec-if-cpt-container"></div><script src=/_sec/cp_challenge/ak-challenge.js></script>'),
        ("Example", '<form><div class="g-recaptcha" data-sitekey=x></div><input type=submit></form>'),
        ("Example", '<form><p>One more click</p><div class="h-captcha"></div></form>'),
        ("Security check", '<div class="cf-turnstile"></div>'),
        ("Robot Check", "<h4>Enter the characters you see below</h4><input>"),
    ],
)  # fmt: skip
def test_a_challenge_is_a_captcha(title, body):
    assert reason(page(body, title)) == "captcha"


def test_a_page_behind_a_shield_or_with_a_box_to_tick_in_its_form_is_content():
    line = "<p>The mill was built by the river in a year that nobody remembers, and it turned for two hundred more.</p>"
    marks = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script src="https://js.datadome.co/tags.js"></script>'
    form = '<form><textarea name=message></textarea><div class="g-recaptcha"></div></form>'
    assert reason(page(line * 12 + marks + form, "The mill")) is None
    assert reason(page(line + form, "Write to us")) is None


@pytest.mark.parametrize(
    ("url", "title", "text"),
    [
        ("https://consent.example.com/m?continue=x", "Before you continue", "We use cookies and data. Accept all. Reject all."),
        ("https://example.com/a", "Bevor Sie zu Beispiel weitergehen", "Wir verwenden Cookies. Alle akzeptieren. Datenschutz."),
        ("https://example.com/a", "Avant d'accéder à Exemple", "Nous utilisons des cookies. Votre consentement. Tout accepter."),
        ("https://example.com/cookie-wall/?to=a", "Example", "Geef toestemming voor cookies. Accepteren."),
        ("https://example.com/a", "Privacy settings", "Cookies? We ask for your consent. Cookies of partners need consent. Privacy."),
    ],
)  # fmt: skip
def test_a_page_that_only_asks_for_consent_is_a_consent_wall(url, title, text):
    assert reason(page(f"<p>{text}</p><button>OK</button>", title), url) == "consent_wall"


def test_a_page_about_cookies_is_content():
    line = (
        "<p>Bake the cookies for twelve minutes and let them cool on a rack before anybody eats them all at once.</p>"
    )
    assert reason(page("<h1>Cookies</h1>" + line * 4, "Cookies")) is None


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Log in | Example", "Password"),
        ("Sign in", "Password"),
        ("Anmelden – Beispiel", "Passwort"),
        ("Connexion", "Mot de passe"),
        ("Iniciar sesión", "Contraseña"),
        ("Accedi", "Password"),
        ("Entrar", "Senha"),
        ("Inloggen", "Wachtwoord"),
        ("Logga in", "Lösenord"),
        ("Zaloguj się", "Hasło"),
        ("Вход", "Пароль"),
        ("تسجيل الدخول", "كلمة المرور"),
        ("ログイン", "パスワード"),
        ("登录", "密码"),
        ("로그인", "비밀번호"),
        ("Giriş yap", "Şifre"),
    ],
)
def test_a_form_for_a_password_and_little_else_is_a_login(title, label):
    form = f"<form method=post><label>{label}</label><input type=password><button>OK</button></form>"
    assert reason(page(f"{NAV}<h1>{title}</h1>{form}", title), "https://example.com/member") == "login"


def test_a_hidden_login_form_makes_no_login_of_a_page():
    form = '<form style="display: none"><input type=password></form>'
    assert reason(page(f"<p>A short text of a few words that ends here.</p>{form}")) is None


@pytest.mark.parametrize(
    "notice",
    [
        "You need to enable JavaScript to run this app.",
        "Bitte aktivieren Sie JavaScript, um diese Seite zu nutzen.",
        "Veuillez activer JavaScript pour continuer.",
        "Necesitas habilitar JavaScript para usar esta aplicación.",
        "Abilita JavaScript per continuare.",
        "Ative o JavaScript para continuar.",
        "Schakel JavaScript in: dit is nodig.",
        "Aktivera JavaScript för att fortsätta.",
        "Włącz JavaScript, aby kontynuować.",
        "Povolte prosím JavaScript.",
        "Пожалуйста, включите JavaScript.",
        "Увімкніть JavaScript.",
        "يرجى تفعيل JavaScript للمتابعة",
        "このアプリにはJavaScriptを有効にする必要があります。",
        "请启用 JavaScript 后继续。",
        "JavaScript를 활성화해 주세요.",
        "Lütfen JavaScript'i etkinleştirin.",
        "Vui lòng bật JavaScript.",
    ],
)
def test_a_call_for_javascript_and_nothing_else_is_an_empty_application(notice):
    assert reason(page(f'<noscript>{notice}</noscript><div id="root"></div>{SCRIPT}')) == "app_shell"


def test_an_application_without_text_is_a_shell():
    assert reason(page(f'<div id="__next"></div>{SCRIPT}')) == "app_shell"
    assert reason(page(f"<header>Example menu</header><app-root></app-root>{SCRIPT}")) == "app_shell"


def test_a_short_article_about_javascript_is_content():
    line = "<p>JavaScript needs no types, which some of us enable all the same, for reasons of their own kind.</p>"
    assert reason(page("<h1>On types</h1>" + line * 4)) is None


def test_a_list_of_files_is_an_index():
    rows = "".join(f'<a href="f{n}.txt">f{n}.txt</a> 2024-01-0{n}\n' for n in range(1, 9))
    assert reason(page(f'<h1>Index of /data</h1><pre><a href="../">../</a>\n{rows}</pre>', "Index of /data")) == "index"


@pytest.mark.parametrize(
    "title", ["Sitemap", "Plan du site", "Mapa del sitio", "Карта сайта", "サイトマップ", "网站地图"]
)
def test_a_map_of_the_site_made_of_links_is_an_index(title):
    links = "".join(f"<li><a href=/{n}>The page of the number {n}</a></li>" for n in range(20))
    assert reason(page(f"<h1>{title}</h1><ul>{links}</ul>", title)) == "index"


def test_a_short_note_is_content():
    assert reason(page("<article><h1>Note</h1><p>The library is closed on Monday.</p></article>", "Note")) is None


POSTS = (("Mending the quay", "6 Apr 2026"), ("Que dit la marée", "21/04/2026"), ("灯台の明かり", "2026年5月2日"))


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href={href}>{name}</a> <span>{date}</span></li>",
        "<p>{date} · <a href={href}>{name}</a></p>",
        "<tr><td>{date}</td><td><a href={href}>{name}</a></td></tr>",
    ],
)
def test_a_list_of_dated_links_is_an_index_and_keeps_them(row):
    rows = "".join(row.format(href=f"/{number}", name=name, date=date) for number, (name, date) in enumerate(POSTS))
    body = page(f"<h1>Blog</h1>{f'<table>{rows}</table>' if '<tr>' in row else rows}")
    assert reason(body) == "index"
    assert [link.text for link in parse(body, url=URL).links] == [name for name, _ in POSTS]


@pytest.mark.parametrize(
    "body",
    [
        # Links without dates, posts with their beginnings, prose with links and dates, two posts.
        "<ul><li><a href=/1>Nets</a></li><li><a href=/2>Ropes</a></li><li><a href=/3>Sails</a></li></ul>",
        "".join(
            f"<p><a href=/{n}>{n}</a> {d}</p><p>The harbour wall was finished in spring after long work.</p>"
            for n, d in POSTS
        ),
        "".join(
            f"<p>On {d} the mayor wrote <a href=/1>{n}</a>, which all of the town has read since then.</p>"
            for n, d in POSTS
        ),
        "".join(f"<li><a href=/{n}>{n}</a> {d}</li>" for n, d in POSTS[:2]),
    ],
)
def test_what_is_more_or_less_than_dated_links_is_content(body):
    assert reason(page(f"<h1>Blog</h1>{body}")) is None
