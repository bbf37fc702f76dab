#!/usr/bin/python3
"""Print the official names found in a text: annotate_file.py ENDPOINT FILE (FILE "-": standard input)."""

import argparse
import os
import shutil
import sys
import unicodedata
from typing import Dict, Iterable, List, NoReturn, Optional, Sequence, Tuple

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from zhengming import Client, Mention, Results, ZhengmingError  # noqa: E402

COLUMNS: Tuple[str, ...] = ("mention", "category", "verdict", "official English", "official Chinese")
GAP = "  "


def char_width(char: str) -> int:
    """Columns of a terminal: two for East Asian wide characters, none for marks that combine."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    return sum(map(char_width, text))


def one_line(text: str) -> str:
    """Line breaks become spaces; what a terminal would obey is not printed."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char) != "Cc")


def wrap(text: str, limit: int) -> List[str]:
    """Lines of at most `limit` columns, broken at spaces, and between wide characters."""
    lines, line = [], ""
    for char in text:
        if width(line + char) > limit and line:
            space = line.rfind(" ") + 1 if char_width(char) == 1 and char != " " else len(line)
            cut = space or len(line)
            lines.append(line[:cut].rstrip())
            line = (line[cut:] + char).lstrip()
        else:
            line += char
    return lines + [line.rstrip()]


def flat(mentions: Iterable[Mention], depth: int = 0) -> Iterable[Tuple[int, Mention]]:
    """Each mention, followed by the names inside it."""
    for mention in mentions:
        yield depth, mention
        yield from flat(mention.parts, depth + 1)


def rows_of(mentions: Iterable[Mention], parts: bool) -> List[Tuple[str, ...]]:
    """A row for each different mention, in the order of the text, with how often it came."""
    counts: Dict[Tuple[str, ...], int] = {}
    for depth, mention in flat(mentions):
        if depth == 0 or parts:
            english, chinese = mention.official.get("en", ""), mention.official.get("zh-Hans", "")
            cells = (mention.text, mention.category or "", mention.verdict, english, chinese)
            row = ("  " * depth + one_line(cells[0]),) + tuple(map(one_line, cells[1:]))
            counts[row] = counts.get(row, 0) + 1
    return [(row[0] + (f" ×{count}" if count > 1 else ""),) + row[1:] for row, count in counts.items()]


def widths_for(rows: Sequence[Sequence[str]], room: Optional[int]) -> List[int]:
    """As wide as the widest cells; where that is more than the room, the widest columns give way."""
    widths = [max(map(width, column)) for column in zip(*rows)]
    while room is not None and sum(widths) + len(GAP) * (len(widths) - 1) > room and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    return widths


def table(rows: Sequence[Sequence[str]], room: Optional[int]) -> List[str]:
    widths = widths_for(rows, room)
    lines = []
    for row in rows:
        cells = [wrap(cell, limit) for cell, limit in zip(row, widths)]
        for place in range(max(map(len, cells))):
            parts = [cell[place] if place < len(cell) else "" for cell in cells]
            lines.append(GAP.join(text + " " * (limit - width(text)) for text, limit in zip(parts, widths)).rstrip())
    return [lines[0], GAP.join("-" * limit for limit in widths)] + lines[1:]


def report(found: Results[Mention], parts: bool) -> None:
    if found:
        room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        print("\n".join(table([COLUMNS] + rows_of(found, parts), room)))
        print()
    names = len({mention.text for mention in found})
    print(f"{len(found)} mentions, {names} different ones; the glossary is at generation {found.generation}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Print the official names found in a text.")
    parser.add_argument("endpoint", help="where `zhengming serve` listens, for example tcp://127.0.0.1:5555")
    parser.add_argument("file", help="the text, UTF-8; - is standard input")
    parser.add_argument("--as-of", metavar="DATE", help="the text's date: 2018, 2018-03 or 2018-03-17; today if absent")
    parser.add_argument("--lang", metavar="TAG", help="only names in this language: en, zh-Hans, ...")
    parser.add_argument("--category", help="only agency, title, initiative, event, document, place or person")
    parser.add_argument("--parts", action="store_true", help="list the names inside a longer one, too")
    parser.add_argument("--timeout", type=float, default=5.0, metavar="SECONDS", help="how long to wait (5)")
    return parser.parse_args()


def read(path: str) -> str:
    if path == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return file.read()


def fail(text: object, status: int) -> NoReturn:
    print(f"annotate_file.py: {text}", file=sys.stderr)
    sys.exit(status)


def main() -> None:
    """Exit status: 0 done, 1 a fault, 2 bad input."""
    options = arguments()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        text = read(options.file)
    except OSError as error:
        fail(f"{options.file}: {error.strerror}", 2)
    except UnicodeDecodeError as error:
        fail(f"{options.file}: byte {error.start} is not UTF-8", 2)
    try:
        with Client(options.endpoint, timeout=options.timeout) as client:
            found = client.annotate(text, lang=options.lang, category=options.category, as_of=options.as_of)
    except ZhengmingError as error:
        fail(error, 2 if error.code == "bad_input" else 1)
    report(found, options.parts)


if __name__ == "__main__":
    main()
