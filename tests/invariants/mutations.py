"""Small wrongs done to a contract's text, one at a time: comparisons turned, checks, writes and calls left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

TURNS = {"==": ("!=",), "!=": ("==",), "<=": ("<", ">"), ">=": (">", "<"), "<": ("<=", ">="), ">": (">=", "<=")}
COMPARISON = re.compile(r"(?<![<>=!:-])(==|!=|<=|>=|<|>)(?![<>=])")
WRITE = re.compile(r"^\s+(self|[a-z_]+)\.[a-z_]+(\[.*\])* [-+|]?= ")
# A statement that is nothing but a call: a check, a write, a push, a taking of money.
CALL = re.compile(r"^\s+(extcall |([a-z_]+\.)+_(?!because)[a-z]\w*\()")
CONDITION = re.compile(r"^\s+if ")
REFUSAL = re.compile(r"^\s+(refusal\._because\(|raise )")
FUNCTION = re.compile(r"^def (\w+)\(")
STRING = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Mutant:
    """What stood in a file at a line (from 1), over `span` lines, and what stands there instead; in which function, and
    which one of those that are alike there."""

    path: Path
    line: int
    span: int
    was: str
    instead: str
    function: str
    nth: int = 1

    def __str__(self) -> str:
        """Without the line, so that a name outlives changes elsewhere in the file."""
        what = "left out" if self.instead.strip() == "pass" else self.instead.strip()
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.path} {self.function}: {self.was.strip()} → {what}{again}"

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


def refusal_span(lines: list[str], number: int) -> int:
    """How many lines a condition takes with the refusal that is all it guards; none if it guards anything else."""
    span = statement_span(lines, number)
    following = number + span
    if following > len(lines) or not REFUSAL.match(lines[following - 1]):
        return 0
    return span + statement_span(lines, following)


def dropped_span(lines: list[str], number: int) -> int:
    """How many lines go if the statement of this line is left out; none if it is not of those."""
    line = lines[number - 1]
    if CONDITION.match(line):
        return refusal_span(lines, number)
    if line.lstrip().startswith("assert ") or WRITE.match(line) or CALL.match(line):
        span = statement_span(lines, number)
        # A line among others that ends with a comma is a part of something.
        return 0 if lines[number + span - 2].endswith(",") else span
    return 0


def function_at(lines: list[str], number: int) -> str:
    return next((m[1] for line in reversed(lines[:number]) if (m := FUNCTION.match(line))), "")


def mutants_of(path: Path, text: str) -> Iterator[Mutant]:
    """Each with a name of its own."""
    seen: Counter = Counter()
    for mutant in wrongs_of(path, text):
        seen[str(mutant)] += 1
        yield replace(mutant, nth=seen[str(mutant)])


def wrongs_of(path: Path, text: str) -> Iterator[Mutant]:
    lines = text.splitlines()
    for number, line in code_lines(text):
        indent = line[: len(line) - len(line.lstrip())]
        span = dropped_span(lines, number)
        if span:
            yield Mutant(path, number, span, line, f"{indent}pass", function_at(lines, number))
        # A reason may hold anything that looks like a comparison.
        bare = STRING.sub(lambda match: " " * len(match[0]), line)
        for match in COMPARISON.finditer(bare):
            for turned in TURNS[match[1]]:
                instead = line[: match.start()] + turned + line[match.end() :]
                yield Mutant(path, number, 1, line, instead, function_at(lines, number))
