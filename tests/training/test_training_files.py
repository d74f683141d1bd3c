"""Folders of training data."""

from __future__ import annotations

import pytest

from training.files import packed_files


def test_the_files_of_a_folder_come_by_name(tmp_path):
    for name in ("b.jsonl.gz", "a.jsonl.gz", "c.json"):
        (tmp_path / name).touch()
    assert [file.name for file in packed_files(tmp_path)] == ["a.jsonl.gz", "b.jsonl.gz"]


def test_a_folder_without_any_is_named(tmp_path):
    with pytest.raises(SystemExit, match="elsewhere: there is no file"):
        packed_files(tmp_path / "elsewhere")
