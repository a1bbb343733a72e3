"""The routes of the application, and addresses for them."""

from flask import Flask
from werkzeug.routing import Rule

IGNORED = frozenset({"HEAD", "OPTIONS"})


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Each method of each rule, in the order of the addresses."""
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - IGNORED]
    return sorted(found, key=lambda one: (one[1].rule, one[0]))


def gets(app: Flask) -> list[Rule]:
    """The rules of all that can be read."""
    return [rule for method, rule in routes(app) if method == "GET"]


def path_of_rule(app: Flask, rule: Rule, arguments: dict[str, object]) -> str:
    """The address of `rule` with what it asks for taken from `arguments`."""
    with app.test_request_context():
        built = rule.build({name: arguments[name] for name in rule.arguments})
    assert built is not None, rule
    return built[1]
