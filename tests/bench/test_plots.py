"""What bench/speed/plots.py draws."""

from __future__ import annotations

import json
import sys
from xml.etree import ElementTree as ET

import pytest

from bench.speed import plots

FIGURES = {
    "alternatives": [
        {"way": "(a) chord", "pages/s": 10.0, "CPU ms a page": 120.0, "p50 ms": None},
        {"way": "lxml's tree", "pages/s": 500.0, "CPU ms a page": 3.0, "p50 ms": None},
        {"way": "Wiremill", "pages/s": 80.0, "CPU ms a page": 20.0, "p50 ms": 110.0},
    ],
    "backlog": [
        {"pages queued": number, "worker, CPU ms a page": 4.0, "server, CPU ms a page": 0.5} for number in (10, 100)
    ],
    "memory": [
        {"pages": number, "main process": 200, "largest child": 300, "smallest child": 290, "server": 40}
        for number in (0, 100, 200)
    ],
    "redis": [
        {"packed page, KB": 2, "taking in, ms": 0.1, "stages, ms": 0.5, "reading, ms": 0.1, "pages/s it carries": 1429}
    ],
}


def test_tables_of_all_files_are_found_and_lone_figures_left_out():
    files = [
        json.dumps({"title": "A", "figures": {"memory": FIGURES["memory"], "empty": []}}).encode(),
        json.dumps({"title": "B", "figures": {"pages": 100, "redis": FIGURES["redis"]}}).encode(),
        json.dumps({"title": "none"}).encode(),
    ]

    assert plots.tables(files) == {"memory": FIGURES["memory"], "redis": FIGURES["redis"]}


def test_a_missing_matplotlib_is_named_with_the_way_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(SystemExit, match="pip install --group bench"):
        plots.draw(FIGURES, tmp_path)


def test_every_plot_is_small_and_the_same_bytes_each_time(tmp_path):
    pytest.importorskip("matplotlib")

    first, second = plots.draw(FIGURES, tmp_path / "one"), plots.draw(FIGURES, tmp_path / "two")

    assert [path.stem for path in first] == list(FIGURES)
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.stat().st_size < 100_000
        ET.parse(one)


def test_only_what_has_figures_is_drawn(tmp_path):
    pytest.importorskip("matplotlib")

    assert [path.name for path in plots.draw({"redis": FIGURES["redis"]}, tmp_path)] == ["redis.svg"]
