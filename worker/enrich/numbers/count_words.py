"""Words that decide what a number counts."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

#: Nouns that are counted although they are stop words.
COUNTED = frozenset(
    (
        "people men women children countries years states cities words days weeks months hours minutes times menschen "
        "jahre jahren länder personen personnes gens ans pays años personas países anni persone paesi anos pessoas "
        "mensen jaar människor år mennesker ihmistä vuotta ludzi lat osób человек людей лет стран людина років осіб "
        "kişi yıl orang tahun người năm شخص شخصا लोग लोगों"
    ).split()
)
#: Units of measure, times of day and conjunctions: not counted.
UNITS = frozenset(
    (
        "am pm km m cm mm kg g mb gb tb mph kmh px pt fps hz ghz mhz mah kwh kw mw w v inch inches x or to and in of on "
        "at bis und et y e o i и в на"
    ).split()
)
#: Adjectives between a number and its noun.
ADJECTIVES = frozenset(
    (
        "young old new other more different russian ukrainian american israeli palestinian british french german "
        "foreign local civilian armed injured dead million neue junge weitere verletzte tote nouveaux autres nuevas "
        "nuevos otras altri nuovi novos outros andere nieuwe nya andra nowych innych новых других"
    ).split()
)
#: Nouns before a number that is a label; compared with the end of the text before it.
LABELLED = tuple(
    (
        "no nr n° art article artikel section chapter page vol figure step room flight route channel age aged version top "
        "covid № статья"
    ).split()
)
