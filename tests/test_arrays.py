"""Files of plain arrays."""

from __future__ import annotations

import numpy as np
import pytest

from worker.shared.arrays import load_arrays, pack_arrays


def test_arrays_come_back_as_they_were_and_give_the_same_bytes():
    content = pack_arrays({"a": np.arange(3, dtype=np.int8), "b": np.float32(0.5)})

    with load_arrays(content, "tests", "scripts/test") as found:
        assert found["a"].tolist() == [0, 1, 2]
        assert found["a"].dtype == np.int8
        assert pack_arrays(found) == content


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"text", pack_arrays({"a": np.zeros(1)})[:-30], pack_arrays({"a": np.zeros(1)})]
)
def test_what_is_no_such_file_is_refused_with_the_way_to_make_one(content):
    with pytest.raises(ValueError, match=r"not a file of tests: .*make one with scripts/test"):  # noqa: SIM117
        with load_arrays(content, "tests", "scripts/test") as found:
            found["missing"]


def test_objects_are_never_unpacked():
    with pytest.raises(ValueError, match="pickle"):
        pack_arrays({"a": np.array([object()])})
