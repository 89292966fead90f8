"""Which routes hand out a file: found by reading the source from whatever makes one up to the views that call it."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.routes import every_route

# What makes an answer a file.
MAKERS = ("StreamingHttpResponse", "FileResponse", "content_disposition_header", "Content-Disposition")
Function = tuple[str, str]


def downloads() -> set[str]:
    """The names of all routes from which a file may come."""
    routes = [(route.name, set(_answers(route.callback))) for route in every_route()]
    makers = _makers()
    return {name for name, answers in routes if answers & makers}


def _answers(callback: Any) -> Iterator[Function]:
    owner = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    if owner is None:
        yield from _of(callback)
        return
    actions = getattr(callback, "actions", None) or {}
    for name in set(actions.values()) or {"get", "post"}:
        yield from _of(getattr(owner, name, None))


def _makers() -> set[Function]:
    """Every function of ours that makes a file, or calls one that does."""
    texts = {name: Path(one.__file__ or "").read_text(encoding="utf-8") for name, one in _ours().items()}
    found: set[Function] = set()
    wanted: set[str] = set(MAKERS)
    while wanted:
        pattern = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in wanted))
        new: set[Function] = set()
        for module, text in texts.items():
            if pattern.search(text):
                new |= {
                    (module, name)
                    for name, calls in _calls(module).items()
                    if calls & (found | {("", one) for one in MAKERS})
                }
        new -= found
        found |= new
        wanted = {name.rpartition(".")[2] for _module, name in new}
    return found


@lru_cache(maxsize=1)
def _ours() -> dict[str, ModuleType]:
    here = str(Path.cwd())
    return {
        name: one
        for name, one in list(sys.modules.items())
        if (path := getattr(one, "__file__", None)) and path.startswith(here) and ".venv" not in path
        and not name.startswith(("tests", "servicedesk.demo")) and not {"migrations", "management"} & set(name.split("."))
    }  # fmt: skip


@cache
def _calls(module: str) -> dict[str, set[Function]]:
    """What each function of a module names: functions of ours, and what makes files."""
    tree, here = ast.parse(Path(_ours()[module].__file__ or "").read_text(encoding="utf-8")), _ours()[module]
    found: dict[str, set[Function]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    found[f"{node.name}.{one.name}"] = _named(one, here, node.name)
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = _named(node, here, "")
    return found


def _named(tree: ast.AST, here: ModuleType, owner: str) -> set[Function]:
    told: set[Function] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in MAKERS:
            told.add(("", node.value))
        elif isinstance(node, ast.Name):
            told |= {("", node.id)} if node.id in MAKERS else _of(getattr(here, node.id, None))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            whose = getattr(here, node.value.id, None)
            if isinstance(whose, ModuleType):
                told |= _of(getattr(whose, node.attr, None))
            elif node.value.id == "self":
                told.add((here.__name__, f"{owner}.{node.attr}"))
    return told


def _of(found: Any) -> set[Function]:
    plain = inspect.unwrap(found) if inspect.isfunction(found) else found
    if not inspect.isfunction(plain) or plain.__module__ not in _ours():
        return set()
    return {(plain.__module__, plain.__qualname__)}
