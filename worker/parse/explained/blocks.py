"""The blocks of a page, each with the reason why it is part of the main text or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, strip_controls
from worker.parse.explained.explanation import BlockExplanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wiremill.contract.document import Document
    from worker.parse.maintext.segment_choice import Judgement
    from worker.parse.recorder import RecordedPage

#: What a step means for a block that it lowered. A step without an entry is called by its name.
_LOWERED: Final = {
    "small page": "named or linked like a frame, on a small page",
    "comments": "comments of readers",
    "paragraphs": "unlike the paragraphs around it",
    "container": "outside the main container",
}
_RAISED: Final = {
    "small page": "nothing says otherwise, on a small page",
    "paragraphs": "like the paragraphs around it",
}
#: Steps that no block is chosen or dropped for: they treat all blocks alike.
_GENERAL: Final = frozenset({"model", "sharpened"})
#: Share of its value that a block keeps, or gains, from which on a step is a reason.
_LOWERED_SHARE, _RAISED_SHARE = 0.7, 1.5
#: A block with a lower value is dropped with or without the container.
_HOPELESS: Final = 0.25


def explain_segments(page: RecordedPage, document: Document) -> list[BlockExplanation]:
    """Explain the segments of an HTML page."""
    outline, judgement = page.tree.outline, page.main.choice.judgement
    if judgement is None:
        return []
    whys = _reasons(page, document, judgement)
    chosen = set() if document.no_content_reason else set(page.main.segments)
    found = []
    for index, text in enumerate(outline.texts):
        context = outline.contexts[index]
        found.append(
            BlockExplanation(
                number=index + 1,
                kind=context.kind,
                level=context.level,
                words=count_words(text),
                text=strip_controls(text),
                chosen=index in chosen,
                why=whys[index],
                probability=round(float(judgement.probabilities[index]), 4),
                steps=_changes(judgement, index),
            )
        )
    return found


def explain_parts(document: Document, why: str) -> list[BlockExplanation]:
    """Explain the blocks of a document that no model judged; each is part of its text because of `why`."""
    texts = ((block, document.text[block.start : block.end]) for block in document.blocks)
    return [
        BlockExplanation(
            number=number,
            kind=block.kind,
            level=block.level,
            words=count_words(text),
            text=text,
            chosen=True,
            why=why,
        )
        for number, (block, text) in enumerate(texts, 1)
    ]


def _reasons(page: RecordedPage, document: Document, judgement: Judgement) -> list[str]:
    """Return for each segment why it is main text or not."""
    main, texts = page.main, page.tree.outline.texts
    taken, segments = set(main.choice.chosen), set(main.segments)
    first_of = {texts[index]: index + 1 for index in reversed(main.choice.chosen)}
    found = []
    for index, text in enumerate(texts):
        if index in main.leftovers and not document.no_content_reason:
            why = main.leftovers[index]
        elif main.origin.origin == "site" and not document.no_content_reason:
            why = "in the site's main" if index in segments else "outside the site's main"
        elif index in taken and document.no_content_reason:
            why = f"the page has no content: {document.no_content_reason.replace('_', ' ')}"
        elif index in segments:
            why = _why_chosen(judgement, index)
        elif index in taken:
            why = f"the text is taken from {main.origin.origin}"
        elif judgement.selected[index] and text in first_of:
            why = f"duplicate of {first_of[text]}"
        else:
            why = ", ".join([*_why_dropped(judgement, index), _model(judgement, index)])
        found.append(why)
    return found


def _why_dropped(judgement: Judgement, index: int) -> Iterator[str]:
    for name, before, after in _steps(judgement, index):
        is_hopeless = name == "container" and before < _HOPELESS
        if after < _LOWERED_SHARE * before and not is_hopeless:
            yield _LOWERED.get(name, name)


def _why_chosen(judgement: Judgement, index: int) -> str:
    raised = [
        _RAISED.get(name, name) for name, before, after in _steps(judgement, index) if after > _RAISED_SHARE * before
    ]
    above = ["right above the text"] * bool(judgement.headings[index])
    return ", ".join([*above, *raised, _model(judgement, index)])


def _steps(judgement: Judgement, index: int) -> Iterable[tuple[str, float, float]]:
    """Yield the steps that treat blocks differently, with the value of a block before and after each."""
    names, values = [*judgement.steps], [float(values[index]) for values in judgement.steps.values()]
    return (
        (name, before, after)
        for name, before, after in zip(names[1:], values, values[1:], strict=False)
        if name not in _GENERAL
    )


def _model(judgement: Judgement, index: int) -> str:
    return f"model {float(judgement.steps['model'][index]):.2f}"


def _changes(judgement: Judgement, index: int) -> dict[str, float]:
    """Return the value of a block after each step that changed it."""
    found: dict[str, float] = {}
    before = -1.0
    for name, values in judgement.steps.items():
        value = round(float(values[index]), 4)
        if value != before:
            found[name] = before = value
    return found
