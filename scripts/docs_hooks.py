"""Hooks for mkdocs: pages in the root of the project are pages of the site too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parent.parent
PAGES = ("SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")
#: A link from `docs/` to a page of the root, and one from the root to `docs/`.
_UP = re.compile(r"\]\(\.\./(" + "|".join(map(re.escape, PAGES)) + r")(#[^)]*)?\)")
_DOWN = re.compile(r"\]\(docs/([^)]+)\)")
#: A link to a file that is not a page of the site; only its text is kept.
_SOURCE = re.compile(
    r"\[([^\]]+)\]\((?:\.\./)?(?:(?:bench|docker|producers|scripts|tests|training|wiremill|worker)/[^)]*|Dockerfile|NOTICE|README\.md)\)"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name in PAGES:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Make links lead to the same pages as in the repository."""
    markdown = _UP.sub(lambda link: f"]({link[1]}{link[2] or ''})", markdown)
    markdown = _DOWN.sub(lambda link: f"]({link[1]})", markdown)
    return _SOURCE.sub(lambda link: link[1], markdown)
