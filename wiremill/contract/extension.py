"""The extension: a plug-in's result for a page that has already been published. It travels on its own stream."""

from __future__ import annotations

from typing import Any

import msgspec

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)

#: CloudEvents `type` of an extension.
EXTENSION_TYPE = "io.wiremill.extension.v1"


class Extension(msgspec.Struct, kw_only=True, frozen=True):
    """The result of a plug-in that publish does not wait for. The item was published earlier, without it."""

    #: The id of the item.
    id: str
    intake_id: str
    url: str
    #: The plug-in that found it.
    stage: str
    #: What the plug-in returned. If publish waited for the plug-in, this would be in `Item.extensions`.
    fields: dict[str, Any]
    run: StageRun
