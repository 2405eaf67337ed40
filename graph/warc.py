"""WARC files (ISO 28500): what was fetched, read and written one capture at a time, in flat memory.

warcio parses and writes the records. What it passes over in silence is told here: a record that is cut, a length that
is wrong, a gzip member that is broken; and it goes on at the next record that can be found.
"""

from __future__ import annotations

import io
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.client import responses
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from graph.content_coding import NotCoded, TooLarge, decoded

MOST = 32 << 20
"""Bytes of one payload that are read, unless another limit is asked for."""
_LONGEST_LINE = 65_536
_MOST_HEADERS = 1 << 20
_BOMB = 4
_MOST_RESTARTS = 1_000
_PIECE = 1 << 16
_MEMBER = b"\x1f\x8b\x08"
_START = re.compile(rb"(?<=\n)WARC/1\.\d\r?\n")
CUT = "it breaks off before its end: the file is cut, or the length is wrong"
"""The error of a record of which a part is not there."""
_FRAMING = ("content-encoding", "transfer-encoding", "content-length")
_READ = ("response", "resource", "revisit")
NOTE = "X-Catalograph"
"""The named field of our own notes (ISO 28500, 4: others ignore what they do not know)."""
NOTES = "application/vnd.catalograph"
"""The type of a metadata record that is a note of ours."""
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, ValueError, EOFError, AttributeError)


@dataclass(frozen=True, slots=True)
class Capture:
    """What was at an address at an instant (ISO 8601, UTC).

    ``status`` is HTTP's, or ``None`` where the content did not come over HTTP (a resource record). ``content`` is
    decoded of chunks and compression. ``error`` says why it could not be read whole; then ``content`` is empty.
    ``type`` is response, resource or revisit (the content was that of an earlier capture, and is not kept again), or
    metadata for a note of ours. ``note`` is what the record's own field :data:`NOTE` says.
    """

    url: str | None
    retrieved: str | None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    type: str = "response"
    error: str | None = None
    note: str = ""

    def header(self, name: str) -> str:
        """The value of a header; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class _Broken(Exception):
    """A file that goes on in no way that can be read."""


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio's reader with limits, and errors where it writes to the error output."""

    most = MOST * _BOMB
    headers = 0
    open = False
    zipped = False
    spoken = False
    decompressor: Any

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _LONGEST_LINE, _LONGEST_LINE))
        self.headers += len(line)
        self.spoken = self.spoken or bool(line.strip())
        if len(line) >= _LONGEST_LINE or self.headers > _MOST_HEADERS:
            raise _Broken("its headers are longer than any are")
        return line

    def read(self, length: int | None = None) -> bytes:
        self.headers = 0
        content: bytes = super().read(length)
        return content

    def _decompress(self, data: bytes) -> bytes:
        if self.decompressor is None or not data:
            return data
        started = self.num_block_read > 0
        try:
            made: bytes = self.decompressor.decompress(data)
        except zlib.error as error:
            if started:
                raise _Broken(f"its gzip is broken: {error}") from error
            self.decompressor = None
            return data
        self.open, self.zipped = not self.decompressor.eof, True
        if self.num_block_read + len(made) > self.most:
            raise _Broken(f"it inflates to more than {self.most:,} bytes")
        return made


class _Records(ArchiveIterator):  # type: ignore[misc]
    """warcio's records; what does not follow on each other is an error."""

    def __init__(self, file: Any, most: int) -> None:
        super().__init__(file)
        self.known_format = "warc"
        self.reader = _Reader(self.fh)
        self.reader.most = max(most, _PIECE) * _BOMB

    def _consume_blanklines(self) -> tuple[bytes | None, int]:
        size = 0
        while True:
            line = self.reader.readline()
            if not line:
                return None, size
            if line.strip():
                return line, size
            size += len(line)


class _Inflated:
    """A gzip file of any members as a plain file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        while True:
            head = self.inflater.unconsumed_tail or self.rest or self.file.read(_PIECE)
            self.rest = b""
            if not head:
                return b""
            made = self.inflater.decompress(head, size if size > 0 else _PIECE)
            if self.inflater.eof:
                self.rest = self.inflater.unused_data
                self.inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
            if made:
                return made


def read(file: BinaryIO, most: int = MOST) -> Iterator[Capture]:
    """The responses, resources and revisits of a WARC file that can be sought in, plain or gzip, in its order.

    So are metadata records that are notes of ours. A payload of more than ``most`` bytes, and what is cut or broken,
    comes as a capture with an error, and the next record that can be found is read after it.
    """
    size = file.seek(0, io.SEEK_END)
    start, count = 0, 0
    for _ in range(_MOST_RESTARTS):
        file.seek(start)
        records = _Records(file, most)
        reader = records.reader
        good, told, last = start, False, None
        try:
            for last in records:
                good = records.offset
                count += 1
                made = _capture(last, most)
                told = made is not None and made.error is not None
                reader.spoken = False
                if made is not None:
                    yield made
                if reader.decompressor is None and last.length > size - good:
                    raise _Broken("" if told else CUT)
            if reader.open or reader.spoken or (last is not None and _missing(last)):
                raise _Broken("" if told and not reader.spoken else CUT)
            return
        except (_Broken, *_BROKEN) as error:
            if "non-chunked gzip" in str(error):
                yield from _in_one(file, most, count)
                return
            if str(error):
                yield Capture(None, None, error=f"the record at byte {records.offset} cannot be read: {_reason(error)}")
            # A length that is wrong may have swallowed records; a gzip member keeps its end.
            found = _next(file, (max(good, records.offset) if reader.zipped else good) + 1)
            if found is None:
                return
            start = found
    yield Capture(None, None, error=f"the file breaks more than {_MOST_RESTARTS:,} times: the rest was not read")


def write(captures: Iterable[Capture], file: BinaryIO, *, compress: bool = True) -> int:
    """Write captures as a WARC 1.1 file, each a gzip member of its own; returns how many those were.

    The same captures make the same bytes. Contents are written as they are, decoded: headers that speak of another
    form are kept under ``X-Archive-Orig-``. Captures with an error, or without an address or instant, are left out.
    """
    writer = WARCWriter(file, gzip=compress, warc_version="WARC/1.1")
    count = 0
    for capture in captures:
        if capture.error is None and capture.url and capture.retrieved and capture.type != "revisit":
            writer.write_record(_record(writer, capture))
            count += 1
    return count


def _record(writer: WARCWriter, capture: Capture) -> ArcWarcRecord:
    told = f"{capture.url}\n{capture.retrieved}\n{capture.status}\n{capture.note}\n".encode() + capture.content
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{capture.url} {capture.retrieved} {zlib.crc32(told)}")
    headers = {"WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Date": capture.retrieved}
    if capture.note:
        headers[NOTE] = capture.note
    http = None
    if capture.status is not None:
        kept = [(f"X-Archive-Orig-{key}" if key.lower() in _FRAMING else key, value) for key, value in capture.headers]
        http = StatusAndHeaders(
            f"{capture.status} {responses.get(capture.status, '')}".strip(),
            [*kept, ("Content-Length", str(len(capture.content)))],
            protocol="HTTP/1.1",
        )
    return writer.create_warc_record(
        capture.url,
        capture.type if http is None and capture.type == "metadata" else "resource" if http is None else "response",
        payload=io.BytesIO(capture.content),
        length=len(capture.content),
        warc_content_type="" if http else (capture.header("Content-Type") or "application/octet-stream"),
        warc_headers_dict=headers,
        http_headers=http,
    )


def _in_one(file: BinaryIO, most: int, skip: int) -> Iterator[Capture]:
    """The captures of a file that was compressed as a whole, after those that were read."""
    file.seek(0)
    try:
        for number, record in enumerate(_Records(_Inflated(file), most)):
            if number >= skip and (made := _capture(record, most)) is not None:
                yield made
    except (_Broken, *_BROKEN) as error:
        yield Capture(None, None, error=f"the file cannot be read to its end: {_reason(error)}")


def _capture(record: ArcWarcRecord, most: int) -> Capture | None:
    if record.length is None or not (record.rec_headers.get_header("Content-Length") or "").strip().isdigit():
        raise _Broken("it has no length")
    if record.rec_type not in _READ and not (record.rec_type == "metadata" and record.content_type == NOTES):
        return None
    url, date = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
    http = record.http_headers
    status = int(http.get_statuscode()) if http and http.get_statuscode().isdigit() else None
    headers = tuple(http.headers) if http else (("Content-Type", record.content_type or ""),)
    note = record.rec_headers.get_header(NOTE) or ""
    made = Capture(url, date, status, headers, type=record.rec_type)
    error = None
    content = b""
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        error = f"the crawler cut the response ({cut})"
    elif record.length > most:
        error = f"it is {record.length:,} bytes long: at most {most:,} are read"
    elif record.rec_type != "revisit":
        try:
            content = _payload(record, made, most)
        except TooLarge:
            error = f"its content comes to more than {most:,} bytes"
        except _Short:
            error = "its content is shorter than its Content-Length says"
        except NotCoded as problem:
            error = f"its content is not what its Content-Encoding says: {problem}"
        if _missing(record):
            error = CUT
    return Capture(url, date, status, headers, b"" if error else content, record.rec_type, error, note)


class _Short(Exception):
    """A content that is not whole."""


def _payload(record: ArcWarcRecord, made: Capture, most: int) -> bytes:
    """The payload without HTTP's framing (RFC 9112, 7.1; RFC 9110, 8.4)."""
    stream = record.raw_stream
    if record.http_headers is None:
        return _all(stream.read)
    if "chunked" in made.header("Transfer-Encoding").lower():
        stream = ChunkedDataReader(stream)
    body = _all(stream.read)
    stated = made.header("Content-Length").strip()
    if stated.isdigit() and not made.header("Transfer-Encoding") and not made.header("Content-Encoding"):
        if int(stated) > len(body):
            raise _Short
        body = body[: int(stated)]
    return decoded(body, made.header("Content-Encoding"), most)


def _all(read: Callable[[int], bytes]) -> bytes:
    parts = []
    while part := read(_PIECE):
        parts.append(part)
    return b"".join(parts)


def _missing(record: ArcWarcRecord) -> int:
    """How many bytes of a record are not there, when what is there is read."""
    while record.raw_stream.read(_PIECE):
        pass
    return int(getattr(record.raw_stream, "limit", 0))


def _next(file: BinaryIO, after: int) -> int | None:
    """Where the next record may begin: a gzip member, or the first line of a record."""
    file.seek(0)
    zipped = file.read(3) == _MEMBER
    at, kept = max(after - 1, 0), b""
    file.seek(at)
    while piece := file.read(_PIECE * 16):
        held = kept + piece
        if zipped:
            place = held.find(_MEMBER, 0 if kept else 1)
        else:
            found = _START.search(held)
            place = found.start() if found else -1
        if place >= 0 and at - len(kept) + place >= after:
            return at - len(kept) + place
        kept = held[-64:]
        at += len(piece)
    return None


def _reason(error: Exception) -> str:
    told = str(error).strip()
    if isinstance(error, AttributeError):  # what the library says of a header that is not there
        return "it lacks a header that each record has"
    if "first line" in told:
        return "it does not begin as a record does"
    return told.splitlines()[0][:300] if told else type(error).__name__
