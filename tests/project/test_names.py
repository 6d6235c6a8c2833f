"""Names say what is inside: no drawers, and actors of tests are roles."""

import ast
import re

from tree import files, text

DRAWERS = {
    *("util", "utils", "helper", "helpers", "common", "core", "base", "misc", "manager", "service", "services"),
    *("handler", "handlers", "processor", "data", "types", "stuff", "lib"),
}
NOBODIES = re.compile(r"\b(alice|bob|charlie|eve)\b", re.IGNORECASE)


def test_no_file_or_folder_is_a_drawer():
    drawers = [str(p) for p in files() if DRAWERS & {part.split(".")[0].lower() for part in p.parts}]
    assert not drawers, f"if code has no home, a noun is missing: {drawers}"


def test_actors_are_named_by_role():
    named = [
        str(p) for p in files(".py", ".vy", ".sol", ".js") if p.name != "test_names.py" and NOBODIES.search(text(p))
    ]
    assert not named, f"call the actor by what they do (payer, merchant, stranger): {named}"


def test_deployables_are_camel_case_and_modules_snake_case():
    wrong = [
        str(p)
        for p in files(".vy")
        if bool(re.fullmatch(r"[a-z0-9_]+", p.stem)) != ("modules" in p.parts) and "mocks" not in p.parts
    ]
    assert not wrong, f"CamelCase is deployed, snake_case is a module: {wrong}"


def test_only_settings_read_the_environment():
    readers = [
        str(p)
        for p in files(".py")
        if p.parts[0] == "backend"
        and p.name != "settings.py"
        and any(
            isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            for node in ast.walk(ast.parse(text(p)))
        )
    ]
    assert not readers, f"only backend/settings.py reads the environment: {readers}"


def test_no_float_meets_money():
    floats = [
        f"{p}:{node.lineno}"
        for p in files(".py")
        if p.parts[:2] in {("backend", "projections"), ("backend", "events"), ("backend", "checkout")}
        for node in ast.walk(ast.parse(text(p)))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and type(node.value) is float)
    ]
    assert not floats, f"money is an integer of smallest units or a Decimal: {floats}"
