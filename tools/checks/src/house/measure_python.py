"""Figures of Python files for the report on the house: a JSON list of paths comes in, an object of figures goes out."""

import ast
import json
import sys
import tokenize
from pathlib import Path
from typing import Any


def measure(path: Path) -> dict[str, Any]:
    """Give the functions, comment lines, assertions and imports of one file."""
    text = path.read_text(encoding="utf8")
    tree = ast.parse(text, str(path))
    functions = []
    assertions = 0
    imports: list[str] = []
    comments = _comment_lines(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.append({"name": node.name, "lines": (node.end_lineno or node.lineno) - node.lineno + 1})
        elif _is_assertion(node):
            assertions += 1
        elif isinstance(node, ast.Import):
            imports.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            imports.extend([module, *(f"{module.rstrip('.')}.{alias.name}" for alias in node.names)])
        comments |= _docstring_lines(node)
    filled = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    return {
        "functions": functions,
        "commentLines": len(comments & filled),
        "assertions": assertions,
        "imports": imports,
    }


def _is_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises")


def _comment_lines(path: Path) -> set[int]:
    with path.open("rb") as file:
        return {
            token.start[0]
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
        }


def _docstring_lines(node: ast.AST) -> set[int]:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    first = node.body[0] if node.body else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return set()
    if not isinstance(first.value.value, str):
        return set()
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))


if __name__ == "__main__":
    json.dump({path: measure(Path(path)) for path in json.load(sys.stdin)}, sys.stdout)
