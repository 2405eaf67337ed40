"""How a pattern is written so that the engine finds its first letter fast.

The engine of :mod:`re` skips to where a match may begin only where a pattern begins with letters, or a class of them;
a boundary of a word at its beginning, or a group, makes it try every place.
"""

from __future__ import annotations


def at_word(*alternatives: str, inside: tuple[str, ...] = ()) -> str:
    r"""What ``\b(?:…|…)`` matches, found faster; those of ``inside`` may begin inside a word as well.

    Each alternative begins with a letter, or a class of letters: "[Cc]ontact".
    """
    at: dict[str, list[str]] = {}
    anywhere: dict[str, list[str]] = {}
    for words, parts in ((alternatives, at), (inside, anywhere)):
        for alternative in words:
            end = alternative.index("]") + 1 if alternative.startswith("[") else 1
            for letter in alternative[:end].strip("[]"):
                parts.setdefault(letter, []).append(alternative[end:])
    every = []
    for letter in at | anywhere:
        rests = [rf"(?<!\w.)(?:{'|'.join(at[letter])})"] if letter in at else []
        every.append(f"{letter}(?:{'|'.join((*rests, *anywhere.get(letter, ())))})")
    return f"(?:{'|'.join(every)})"
