"""Files of at most 300 lines, Python functions of at most 30 body lines, Vyper externals of at most 40."""

import ast
import re
from pathlib import Path

from tree import files, text

SOURCES = (".py", ".vy", ".vyi", ".sol", ".js", ".css", ".html", ".sh", ".tree")


def exempt(path: Path) -> bool:
    return "versions" in path.parts and "migrations" in path.parts


def test_no_source_is_longer_than_300_lines():
    long = {str(p): n for p in files(*SOURCES) if not exempt(p) and (n := len(text(p).splitlines())) > 300}
    assert not long, f"split these files, a noun is hiding in them: {long}"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end; functions within count for themselves."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    inner = sum(
        child.end_lineno - child.lineno + 1
        for child in ast.walk(node)
        if child is not node and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return node.end_lineno - body[0].lineno + 1 - inner


def test_python_functions_have_at_most_30_body_lines():
    long = {
        f"{path}:{node.name}": n
        for path in files(".py")
        if not exempt(path)
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (n := body_lines(node)) > 30
    }
    assert not long, f"split these functions: {long}"


def test_vyper_externals_have_at_most_40_lines():
    long = {}
    for path in files(".vy"):
        for part in re.split(r"^(?=@)", re.sub(r"\n@(?!external)", "\n ", text(path)), flags=re.M):
            if part.startswith("@external") and (match := re.search(r"^def (\w+)", part, re.M)):
                body = re.sub(r'""".*?"""', "", part[match.start() :], count=1, flags=re.S)
                lines = [line for line in re.split(r"\n(?=[^\s)])", body)[0].splitlines() if line.strip()]
                if len(lines) > 41:
                    long[f"{path}:{match[1]}"] = len(lines) - 1
    assert not long, f"split these externals: {long}"
