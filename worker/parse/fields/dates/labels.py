"""The dates in a line, and what the words beside each say it is the date of."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.fields.dates.relative import find_relative
from worker.parse.fields.dates.times import find_times, has_year

if TYPE_CHECKING:
    from worker.parse.fields.dates.conventions import DateConventions
    from worker.parse.fields.dates.moment import Moment

#: The label of the date of a change.
_MODIFIED: Final = re.compile(
    r"updat|modif|edited|revis(?:ed|ad|é|ion)|reviewed|aktualisi|geändert|stand:|actuali|mis à jour|mise à jour|aggiorn|"
    r"atuali|bijgewerkt|uppdater|oppdater|opdater|päivitet|zaktuali|aktuali|frissít|güncel|обновл|изменен|оновлен|"
    r"актуализ|ενημ|עודכן|تحديث|محدث|به‌روز|अपडेट|আপডেট|cập nhật|diperbarui|อัปเดต|更新|수정|업데이트|최종",
    re.IGNORECASE,
)
#: The label of the date of publication.
_PUBLISHED: Final = re.compile(
    r"publi(?:sh|é|cad|cat|k[aou]|cer|ser)|posted|originally|pubblicat|veröffentl|erschienen|erstellt|eingestellt|online seit|"
    r"gepubliceerd|geplaatst|offentliggjort|udgivet|julkaistu|zveřejn|vydáno|objavljen|közzét|megjelen|yayın|опубл|"
    r"размещен|публик|δημοσι|פורסם|نشر|منتشر|प्रकाशित|প্রকাশ|đăng|diterbitkan|เผยแพร่|公開|公开|掲載|配信|投稿|"
    r"发布|發布|发表|發表|入力|입력|등록|게시",
    re.IGNORECASE,
)
#: The label of the date of something else: of a birth, of joining a forum, of a photo, of a step on a paper's way to print.
_OTHER: Final = re.compile(
    r"\b(?:born|births?|birthday|join(?:ed|s)?|member|since|regist(?:ered|ration)|received|accepted|submitted|founded|"
    r"photo(?:graph(?:ed)?)?|picture|taken|copyright|until|available|verfügbar|bis|expires?|deadline|geboren|gestorben|mitglied|seit|dabei|beitritt|"
    r"registriert|eingegangen|angenommen|eingereicht|foto|bild|archiv|né|née|naissance|membre|depuis|inscri\w+|reçu|accepté|"
    r"nacid[oa]|nacimiento|miembro|desde|recibido|aceptado|registrad[oa]|nat[oa]|iscritt[oa]|ricevuto|accettato|lid|sinds|"
    r"ontvangen|membro|recebido|aceito|urodz\w+|dołączył\w*|otrzyman\w+)\b|(?<!online )\bseit\b|©|"
    r"родил|рожден|регистр|на форуме|получен|принят|生年月日|会員登録|受付|受理|入会|注册|註冊|加入|出生|收稿|가입|접수|출생",
    re.IGNORECASE,
)
#: The label of a byline, which stands beside the date of publication.
_BYLINE: Final = re.compile(r"^\W*(?:by|von|par|por|door|av|af|di|oleh|автор)\s", re.IGNORECASE)
#: What separates the parts of a line.
_SEPARATOR: Final = re.compile(r"[|·•∙\n–—,;]|\s[-/]\s|\s@\s")
#: What separates a label from dates that it is not about.
_STRONG_SEPARATOR: Final = re.compile(r"[|·•∙\[．]")


class Label(Enum):
    """What a date is the date of, by the words beside it."""

    NONE = 0
    PUBLISHED = 1
    MODIFIED = 2
    OTHER = 3


class PrintedDate(NamedTuple):
    """A date in a line."""

    moment: Moment
    label: Label
    #: Whether it is most of its part of the line, or stands beside a byline.
    stands_out: bool
    #: Whether it has no letters, so that day and month may have been exchanged.
    is_numeric: bool = False
    #: Its length.
    chars: int = 0


def printed_dates(line: str, conventions: DateConventions) -> list[PrintedDate]:
    """Return the dates in a short line with their labels, in order.

    Labels stand before their dates ("Published 5 March, updated …"), or, if the line begins with a date and ends in a label,
    after them.
    """
    found = []
    if has_year(line):
        found = list(find_times(line, month_first=conventions.month_first, language=conventions.language))
    if not found:
        moment = find_relative(line, conventions.fetched_at, conventions.language) if conventions.fetched_at else None
        return [PrintedDate(moment, _label_in(line, last=True), stands_out=True)] if moment else []
    ends = [0, *(end for _, _, end in found)]
    starts = [*(start for _, start, _ in found), len(line)]
    gaps = [line[end:start] for end, start in zip(ends, starts, strict=True)]
    labels = [_label_in(gap, last=True) for gap in gaps[:-1]]
    if labels[0] is Label.NONE and (len(found) == 1 or Label.NONE is not _label_in(gaps[-1], last=False)):
        labels = [_label_in(gap, last=False) for gap in gaps[1:]]
    has_byline = _BYLINE.match(line) is not None
    return [
        PrintedDate(
            moment,
            label,
            has_byline or _is_most_of_part(line, start, end),
            not any(map(str.isalpha, line[start:end])),
            end - start,
        )
        for (moment, start, end), label in zip(found, labels, strict=True)
    ]


def label_of_word(word: str) -> Label:
    """Return the label that a single word is part of ("updated")."""
    return _label_in(word, last=True)


def _label_in(gap: str, *, last: bool) -> Label:
    """Return the label in the text before or after a date: of several, the one next to the date."""
    parts = [part for part in _STRONG_SEPARATOR.split(gap) if any(map(str.isalpha, part))]
    if not parts:
        return Label.NONE
    text = parts[-1 if last else 0]
    nearest, label = len(text) + 1, Label.NONE
    for pattern, kind in ((_OTHER, Label.OTHER), (_PUBLISHED, Label.PUBLISHED), (_MODIFIED, Label.MODIFIED)):
        for match in pattern.finditer(text):
            distance = len(text) - match.start() if last else match.start()
            if distance < nearest:
                nearest, label = distance, kind
    return label


def _is_most_of_part(line: str, start: int, end: int) -> bool:
    """Tell whether a date takes half of the characters between the separators around it, or more."""
    before = _SEPARATOR.split(line[:start])[-1].strip()
    after = _SEPARATOR.split(line[end:])[0].strip()
    return len(before) + len(after) <= end - start
