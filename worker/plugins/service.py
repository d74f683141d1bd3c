"""A stage that posts each document to an HTTP service and stores its answer, a JSON object.

Its options are `WIREMILL_STAGE_HTTP_…`, one for each field of `ServiceOptions`. For a second service, declare a second stage:
an entry point in your own package that names a `service_stage("…")`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from wiremill.contract.document import Document
from wiremill.contract.plugin import Plugin
from wiremill.errors import PageFault, SettingsError
from wiremill.options import load_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohttp import ClientResponse, ClientSession

#: Documents leased at once: enough to keep the connections busy, few enough to retry if the process dies.
_BATCH_PAGES = 32
_CHUNK_BYTES = 64 * 1024
#: Statuses of a request that may succeed later: 408 Request Timeout, 425 Too Early, 429 Too Many Requests.
_RETRYABLE_STATUSES = {408, 425, 429}
_FIELDS = {field.name for field in msgspec.structs.fields(Document)}


class ServiceOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a service, as read from the environment."""

    #: Where documents are posted, http:// or https://.
    url: str
    #: Sent as `Authorization: Bearer …`.
    token: str | None = None
    #: From the connection to the last byte of the answer; keep it below `page_seconds`.
    timeout_seconds: Annotated[float, Meta(gt=0)] = 10.0
    #: Requests at a time, of one process.
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 8
    #: Bytes of an answer.
    answer_max_bytes: Annotated[int, Meta(ge=2)] = 256 * 1024
    #: The fields of the document that are sent, as "title, text"; all of them where None.
    fields: str | None = None


class ServiceError(Exception):
    """The service did not answer as expected; a retry may succeed."""


class Service:
    """The client of one service in one process."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._options: ServiceOptions | None = None
        self._fields: tuple[str, ...] = ()

    def load(self) -> None:
        """Read the options.

        Raises:
            SettingsError: the options are wrong, or the library is missing.
        """
        options = load_options(self._stage, ServiceOptions)
        _check_url(self._stage, options.url)
        fields = tuple(name.strip() for name in (options.fields or "").split(",") if name.strip())
        unknown = [name for name in fields if name not in _FIELDS]
        if unknown:
            raise SettingsError(f"stage {self._stage!r}: a document has no field {unknown[0]!r}")
        try:
            import aiohttp  # noqa: F401
        except ImportError as error:
            raise SettingsError(f"stage {self._stage!r} needs pip install 'wiremill[http]': {error}") from error
        self._fields = fields
        self._options = options

    def run(self, documents: list[Document]) -> list[Any]:
        """Return the answer for each document, or the error in its place."""
        if self._options is None:
            self.load()
        return asyncio.run(self._post_all(list(self._bodies(documents))))

    def _bodies(self, documents: list[Document]) -> Iterator[bytes]:
        for document in documents:
            if self._fields:
                yield msgspec.json.encode({name: getattr(document, name) for name in self._fields})
            else:
                yield msgspec.json.encode(document)

    async def _post_all(self, bodies: list[bytes]) -> list[Any]:
        import aiohttp

        options = self._options
        if options is None:
            raise RuntimeError("not loaded")
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if options.token:
            headers["Authorization"] = f"Bearer {options.token}"
        free = asyncio.Semaphore(options.concurrency)
        async with aiohttp.ClientSession(
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=options.timeout_seconds),
            connector=aiohttp.TCPConnector(limit=options.concurrency),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # a few bytes may unpack to gigabytes
            trust_env=False,
        ) as session:
            return list(await asyncio.gather(*(self._post(session, free, body, options) for body in bodies)))

    async def _post(
        self, session: ClientSession, free: asyncio.Semaphore, body: bytes, options: ServiceOptions
    ) -> Any | Exception:
        import aiohttp

        async with free:
            try:
                async with session.post(options.url, data=body, allow_redirects=False) as response:
                    return await _read_answer(response, options.answer_max_bytes)
            except (PageFault, ServiceError) as error:
                return error
            except TimeoutError:
                return ServiceError(f"no whole answer within {options.timeout_seconds:g} s")
            except (aiohttp.ClientError, OSError) as error:
                return ServiceError(f"{type(error).__name__}: {error}")


def service_stage(name: str, *, publish_waits: bool = True) -> Plugin:
    """Return a stage of this name that posts to the service named by its options."""
    service = Service(name)
    return Plugin(run=service.run, preload=service.load, batch_pages=_BATCH_PAGES, publish_waits=publish_waits)


def _check_url(stage: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
        parts = urlsplit("")
    if not valid:
        raise SettingsError(
            f"stage {stage!r}: the url must begin with http:// or https:// and name a host, not {url!r}"
        )
    if parts.username or parts.password:
        raise SettingsError(f"stage {stage!r}: put no password into the url, which errors may show; use the token")


async def _read_answer(response: ClientResponse, max_bytes: int) -> Any:
    """Return the JSON object of a response.

    Raises:
        PageFault: the service refuses this page, or its answer can't be used.
        ServiceError: a retry may succeed.
    """
    status = response.status
    if status >= 500 or status in _RETRYABLE_STATUSES:
        raise ServiceError(f"the service answered {status}")
    if status >= 400:
        raise PageFault("page_refused", f"the service answered {status}")
    if not 200 <= status < 300:
        raise ServiceError(f"the service answered {status}; redirects are not followed")
    if status == 204:
        return {}
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise PageFault("extension_invalid", "the answer is packed, which was not asked for")
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > max_bytes:
            raise PageFault("extension_invalid", f"the answer has more than {max_bytes:,} bytes")
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PageFault("extension_invalid", f"the answer is no JSON: {error}") from error
    if not isinstance(answer, dict):
        raise PageFault("extension_invalid", "the answer is no JSON object")
    return answer


STAGE = service_stage("http")
