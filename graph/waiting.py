"""Where graphs and texts wait until they are published: content by its digest, on the disk as soon as it is made."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from graph.provenance import text_digest
from graph.store import files
from graph.store.applying import place


@dataclass(frozen=True, slots=True)
class Content:
    """Content by its digest, with its size in bytes."""

    digest: str
    size: int


class Waiting:
    """A folder in which content waits that the data folder does not have; a context manager, which removes it.

    What is ``open`` in it is closed before. Without a ``folder`` it is a temporary one; the writer's is in the data
    folder, so that publishing moves no bytes.
    """

    def __init__(self, data: Path, folder: Path | None = None) -> None:
        folder = folder or Path(mkdtemp(prefix="catalograph-"))
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.data = data
        self.open = ExitStack()
        (folder / "texts").mkdir(parents=True)

    def keep(self, content: bytes) -> Content:
        """Keep a graph's canonical N-Quads."""
        kept = Content(hashlib.sha256(content).hexdigest(), len(content))
        if not self.has(kept):
            path = place(self.folder, kept.digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return kept

    def has(self, content: Content) -> bool:
        """Whether a graph is there."""
        return any(files.has(place(folder, content.digest), content.size) for folder in (self.data, self.folder))

    def keep_text(self, text: str) -> Content:
        """Keep the text of a document."""
        content = text.encode()
        kept = Content(text_digest(text), len(content))
        if not self.has_text(kept):
            (self.folder / "texts" / kept.digest).write_bytes(content)
        return kept

    def has_text(self, text: Content) -> bool:
        """Whether a text is there."""
        return any(files.has(folder / "texts" / text.digest, text.size) for folder in (self.data, self.folder))

    def read(self, digest: str) -> bytes:
        """A graph's canonical N-Quads."""
        path = place(self.folder, digest)
        return (path if path.exists() else place(self.data, digest)).read_bytes()

    def size_of(self, digest: str) -> int:
        """The size of a graph in bytes."""
        path = place(self.folder, digest)
        return (path if path.exists() else place(self.data, digest)).stat().st_size

    def publish(self) -> None:
        """Put all that waits to where it is published from, and wait until it is on the disk."""
        fresh = set[Path]()
        for path in sorted(path for path in self.folder.glob("*/**/*") if path.is_file()):
            target = self.data / path.relative_to(self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            files.sync(path)
            path.replace(target)
            fresh.add(target.parent)
        files.sync_folders({*fresh, *(folder.parent for folder in fresh)})

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()
        shutil.rmtree(self.folder, ignore_errors=True)
