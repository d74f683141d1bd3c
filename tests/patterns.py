"""The regular expressions of the product: those of modules, of what functions make for a language, and written in place."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import producers
import wiremill
import worker

#: Functions make patterns for a language; these differ in script, in word breaks and in the grammar of dates.
LANGUAGES = ("en", "ru", "zh", "th")
#: Lists, tuples and dicts within each other that are looked through.
_DEEPEST = 4
#: Methods of a pattern that begin at one place; all others search. One that only ever begins at a place may take time
#: linear in the text behind it.
_AT_A_PLACE = {"match", "fullmatch"}


class Found(NamedTuple):
    pattern: re.Pattern
    #: The methods that are called: `match`, `fullmatch`, and `search` for any other. What is handed on unseen has all.
    methods: frozenset[str]


ALL = frozenset({"match", "fullmatch", "search"})


@cache
def patterns():
    """Return all patterns by name: `module.NAME`, with the last part of the module's name alone, so that it may move."""
    found = {}
    modules = [*_modules()]
    texts = {module: Path(module.__file__).read_text("utf-8") for module in modules}
    for module in modules:
        short = module.__name__.rpartition(".")[2]
        for name, value in [*vars(module).items()]:
            for path, pattern in _of(value, module, name):
                bound = getattr(value, "__self__", None) is pattern and _kind(value.__name__)
                methods = {bound} if bound else _methods(name, module, texts) if path == name else ALL
                _add(found, f"{short}.{path}", Found(pattern, frozenset(methods)))
        for call, pattern in _in_place(texts[module]):
            _add(found, f"{short}: {pattern.pattern}", Found(pattern, frozenset({_kind(call)})))
    return found


def _add(found, name, one):
    """Add a pattern; of one that stands in several modules all that any of them does is kept."""
    for other, known in found.items():
        if known.pattern == one.pattern:
            found[other] = Found(known.pattern, known.methods | one.methods)
            return
    while name in found:  # two modules of one name
        name += "'"
    found[name] = one


def _kind(method):
    return method if method in _AT_A_PLACE else "search"


def _modules():
    for package in (worker, wiremill, producers):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.endswith("__main__"):  # which runs the command line
                yield importlib.import_module(info.name)


def _of(value, module, name):
    if inspect.isfunction(getattr(value, "__wrapped__", value)):
        yield from _made(value, module, name)
    elif inspect.isclass(value):
        if value.__module__ == module.__name__:
            for part, kept in vars(value).items():
                yield from _held(kept, f"{name}.{part}")
    else:
        yield from _held(value, name)


def _held(value, name, depth=0):
    """Yield the patterns in a value: itself, one that it is a bound method of, or those that it holds."""
    bound = getattr(value, "__self__", None)
    if isinstance(bound, re.Pattern):
        value = bound
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < _DEEPEST:
        if isinstance(value, dict):
            parts = [*value.items(), *((f"{key!r}'", key) for key in value)]
        elif isinstance(value, list | tuple | set | frozenset):
            names = getattr(value, "_fields", None) or range(len(value))
            parts = zip(names, value, strict=True)
        else:
            return
        for key, part in parts:
            yield from _held(part, f"{name}[{key}]", depth + 1)


def _made(function, module, name):
    """Yield the patterns that a function returns, if it says that it returns any and needs no more than a language."""
    plain = getattr(function, "__wrapped__", function)
    parameters = [*inspect.signature(plain).parameters]
    if plain.__module__ != module.__name__ or not _returns_patterns(plain, module):
        return
    if not parameters:
        yield from _held(function(), name)
    elif parameters == ["language"]:
        for language in LANGUAGES:
            yield from _held(function(language), f"{name}[{language}]")


def _returns_patterns(function, module):
    told = str(function.__annotations__.get("return", ""))
    if "Pattern[" in told:
        return True
    kinds = (getattr(module, word, None) for word in re.findall(r"\w+", told))
    return any("Pattern[" in str(vars(kind).get("__annotations__")) for kind in kinds if inspect.isclass(kind))


def _methods(name, module, texts):
    """Return what is called on a pattern, as the sources tell it of its name."""
    found = set()
    for other, text in texts.items():
        if other is module or not name.startswith("_"):
            for use in re.finditer(rf"\b{name}\b(?!\s*(?::|=))(?:\.(\w+))?", text):
                line = text[text.rfind("\n", 0, use.start()) + 1 : use.start()]
                if not line.startswith(("from ", "import ")):
                    found |= {_kind(use[1])} if use[1] else ALL
    return found or ALL


def _in_place(text):
    """Yield the patterns that stand within functions, as in `re.split(r"…", text)`, and the name of what is called."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    for call in (node for function in functions for node in ast.walk(function) if isinstance(node, ast.Call)):
        told = ast.unparse(call)
        if told.startswith("re.") and not told.startswith("re.escape(") and isinstance(call.args[0], ast.Constant):
            flags = re.IGNORECASE if "re.IGNORECASE" in told else 0
            yield call.func.attr, re.compile(call.args[0].value, flags)
