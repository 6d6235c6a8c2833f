"""Small wrongs done to a contract's text, one at a time: comparisons turned, checks and writes left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TURNS = {"==": ("!=",), "!=": ("==",), "<=": ("<", ">"), ">=": (">", "<"), "<": ("<=", ">="), ">": (">=", "<=")}
COMPARISON = re.compile(r"(?<![<>=!:-])(==|!=|<=|>=|<|>)(?![<>=])")
WRITE = re.compile(r"^\s+(self|[a-z_]+)\.[a-z_]+(\[.*\])* [-+|]?= ")
DROPPED_CALL = re.compile(r"^\s+[a-z_.]*\._(check|write|add|cancel|push|take|complete)(_\w+)?\(")
STRING = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Mutant:
    """What stood in a file at a line (from 1), over `span` lines, and what stands there instead."""

    path: Path
    line: int
    span: int
    was: str
    instead: str

    def __str__(self) -> str:
        what = f"without {self.was.strip()}" if self.instead.strip() == "pass" else self.instead.strip()
        return f"{self.path}:{self.line}: {what}"

    def of(self, text: str) -> str:
        lines = text.splitlines()
        lines[self.line - 1 : self.line - 1 + self.span] = [self.instead]
        return "\n".join(lines) + "\n"


def code_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines outside of comments, docstrings and declarations."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        quotes = line.count('"""')
        if quotes or inside:
            inside ^= quotes % 2 == 1
        elif line.startswith("    ") and not line.strip().startswith(("#", "log ")):
            yield number, line


def statement_span(lines: list[str], number: int) -> int:
    """How many lines a statement takes until its brackets close."""
    depth, span = 0, 0
    for line in lines[number - 1 :]:
        bare = STRING.sub("", line)
        depth += sum(bare.count(b) for b in "([{") - sum(bare.count(b) for b in ")]}")
        span += 1
        if depth <= 0:
            break
    return span


def mutants_of(path: Path, text: str) -> Iterator[Mutant]:
    lines = text.splitlines()
    for number, line in code_lines(text):
        indent = line[: len(line) - len(line.lstrip())]
        if line.lstrip().startswith("assert ") or WRITE.match(line) or DROPPED_CALL.match(line):
            yield Mutant(path, number, statement_span(lines, number), line, f"{indent}pass")
        # A reason may hold anything that looks like a comparison.
        bare = STRING.sub(lambda match: " " * len(match[0]), line)
        for match in COMPARISON.finditer(bare):
            for turned in TURNS[match[1]]:
                yield Mutant(path, number, 1, line, line[: match.start()] + turned + line[match.end() :])
