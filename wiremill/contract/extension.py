"""The extension: what a plug-in found in a page that had been published before, as it travels on a stream of its own."""

from __future__ import annotations

from typing import Any

import msgspec

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)

#: CloudEvents `type` of an extension.
EXTENSION_TYPE = "io.wiremill.extension.v1"


class Extension(msgspec.Struct, kw_only=True, frozen=True):
    """What a plug-in found that publish does not wait for; the item came before, without it."""

    #: The item's.
    id: str
    intake_id: str
    url: str
    #: The plug-in that found it.
    stage: str
    #: What the plug-in returned: what stands in `Item.extensions` where publish waits.
    fields: dict[str, Any]
    run: StageRun
