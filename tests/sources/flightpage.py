"""Makes flight pages for tests: the rows of a small page around some props."""

from __future__ import annotations

import json
from typing import Any


def rows(props: dict[str, Any], texts: dict[str, str] | None = None, json_ld: str | None = None) -> bytes:
    """A page's rows: ``texts`` become text rows that the props can refer to as ``$id``."""
    lines = [b'1:"$Sreact.fragment"\n', b'2:I[12,["1","a.js"],"default"]\n', b':HL["/a.css","style"]\n']
    lines.append(b'0:{"P":null,"f":[["$","$1","c",{"children":["$La",["$","$L2",null,{"children":"$Lc"}]]}]]}\n')
    for name, text in (texts or {}).items():
        content = text.encode()
        lines.append(f"{name}:T{len(content):x},".encode() + content)
    page: list[Any] = [["$", "$L2", None, props]]
    if json_ld:
        content = json_ld.encode()
        lines.append(f"d:T{len(content):x},".encode() + content)
        page.insert(0, ["$", "$L2", None, {"dangerouslySetInnerHTML": {"__html": "$d"}}])
    lines.append(f"a:{json.dumps(page, ensure_ascii=False)}\n".encode())
    lines.append(b"c:null\n")
    return b"".join(lines)


def page(content: bytes, cut: int = 97) -> bytes:
    """An HTML page that carries rows in script calls, cut every ``cut`` characters."""
    text = content.decode()
    pieces = [text[at : at + cut] for at in range(0, len(text), cut)]
    calls = "".join(f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces)
    return (
        "<!DOCTYPE html><html lang=en><head><title>x</title></head><body>"
        f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{calls}</body></html>"
    ).encode()


def study(**fields: Any) -> dict[str, Any]:
    """Props of the first form; keywords starting with ``extra_`` go into the site's extra data."""
    extra = {name.removeprefix("extra_"): value for name, value in fields.items() if name.startswith("extra_")}
    schema = {name: value for name, value in fields.items() if not name.startswith("extra_")}
    return {"study": {"dataset_schema": {"@type": "Dataset", **schema}, "extra_data": extra, "distance": 0}}
