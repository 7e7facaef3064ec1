"""Literals, names and numbers: the only ways for a text into an expression."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sluice_glue.engines.spark.session import keep_texts, open_session, prepare_session
from sluice_glue.engines.spark.sql import decimal, identifier, literal, struct, whole_number
from sluice_glue.plan.errors import PlanError
from tests.batches import REPOSITORY
from tests.conftest import LEAKED, SECRET
from tests.engines.hostile import HOSTILE

SUBSTITUTE = "spark.sql.variable.substitute"
ENGINE = REPOSITORY / "glue" / "sluice_glue" / "engines" / "spark"

# Lone surrogates cannot cross to Java as they are; a literal writes them by number.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text(
    "${}:'\"\\`u0041;-/*\n\r\0", max_size=12
)


@pytest.fixture
def expanding(spark: SparkSession) -> Iterator[SparkSession]:
    """A session in which Spark's own default stands: it expands variables."""
    spark.conf.set(SUBSTITUTE, "true")
    yield spark
    keep_texts(spark)


def values(spark: SparkSession, literals: list[str]) -> list[str]:
    return list(spark.sql(f"select {', '.join(f'{text} as v{i}' for i, text in enumerate(literals))}").collect()[0])


@pytest.mark.spark
def test_spark_by_itself_expands_variables_in_literals(expanding: SparkSession) -> None:
    """That the danger is real, and that these tests could see it."""
    assert values(expanding, [f"'${{env:{SECRET}}}'"]) == [LEAKED]


@pytest.mark.spark
def test_a_literal_is_its_text_even_where_variables_are_expanded(expanding: SparkSession) -> None:
    assert values(expanding, [literal(text) for text in HOSTILE]) == HOSTILE


@pytest.mark.spark
def test_without_the_setting_of_the_session_nothing_is_expanded_either(spark: SparkSession) -> None:
    keep_texts(spark)

    assert values(spark, [f"'${{env:{SECRET}}}'", "'${x}'"]) == [f"${{env:{SECRET}}}", "${x}"]


@pytest.mark.spark
@pytest.mark.parametrize("prepare", [prepare_session, keep_texts, lambda _: open_session("again", input_bytes=1)])
def test_every_way_to_a_session_turns_expansion_off(expanding: SparkSession, prepare: object) -> None:
    expanding.conf.set("spark.sql.parser.escapedStringLiterals", "true")
    expanding.conf.set("spark.sql.parser.quotedRegexColumnNames", "true")

    assert callable(prepare)
    prepare(expanding)

    assert expanding.conf.get(SUBSTITUTE) == "false"
    assert expanding.conf.get("spark.sql.parser.escapedStringLiterals") == "false"
    assert expanding.conf.get("spark.sql.parser.quotedRegexColumnNames") == "false"
    assert values(expanding, [literal("\\u0041"), "`v`"][:1]) == ["\\u0041"]


@pytest.mark.spark
def test_any_text_is_itself_as_a_literal_and_as_the_name_of_a_field(spark: SparkSession) -> None:
    """Drawn first and asked in one query each: a query takes longer than a thousand draws."""
    drawn: list[str] = []

    @given(TEXTS)
    def draw(text: str) -> None:
        drawn.append(text)

    draw()
    texts = sorted(set(drawn))
    fields = struct((text, literal(text)) for text in texts)

    assert values(spark, [literal(text) for text in texts]) == texts
    assert spark.sql(f"select {fields} as s").schema["s"].dataType.fieldNames() == texts  # type: ignore[attr-defined]


@given(TEXTS)
def test_a_literal_holds_nothing_that_could_end_or_expand_it(text: str) -> None:
    made = literal(text)

    assert (made[0], made[-1]) == ("'", "'")
    assert not set(made[1:-1]) & set("'\"`$\n\r\0\x1f")
    assert made[1:-1].count("\\") == made[1:-1].count("\\u")


@given(TEXTS)
def test_what_is_no_name_of_ours_is_no_identifier(text: str) -> None:
    if text.isascii() and text.isidentifier():
        assert identifier(text) == f"`{text}`"
    else:
        with pytest.raises(ValueError, match="no identifier"):
            identifier(text)


@pytest.mark.parametrize("text", ["1", "-1", "+1", "12345678901234567890", "1.50", ".5", "1e5", "1E-7"])
def test_numbers_are_numbers(text: str) -> None:
    assert decimal(text) == f"{text.lstrip('+')}BD"
    assert whole_number("-12") == "-12"


@given(TEXTS | st.sampled_from(["", "1 ", "1)", "0x1", "1 or 1", "NaN", "--1", "1;", "\u0661"]))
def test_what_is_no_number_is_refused(text: str) -> None:
    if any(not character.isascii() or character not in "0123456789+-.eE" for character in text) or not text:
        for number in (decimal, whole_number):
            with pytest.raises(PlanError):
                number(text)


# What of a plan, a member or a header is text from outside, by the names of the attributes that hold it.
OUTSIDE = {
    *("null_tokens", "java_pattern", "pattern", "guard", "default", "minimum", "maximum", "values", "of", "headers"),
    *("exclusive_minimum", "exclusive_maximum", "header", "key", "bucket", "version_id", "uri", "delimiter", "quote"),
    *("escape", "suffix", "carriage_return", "line_feed", "reason", "dataset_id"),
}
MADE = {"literal", "typed_literal", "identifier", "decimal", "whole_number", "struct", "default_sql"}


def raw_texts(tree: ast.AST) -> Iterator[str]:
    """What stands in an f-string and comes from outside, without one of the functions that make a literal."""

    def is_made(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE

    def visit(node: ast.AST) -> Iterator[str]:
        if is_made(node) or (isinstance(node, ast.GeneratorExp) and is_made(node.elt)):
            return
        if isinstance(node, ast.Attribute) and node.attr in OUTSIDE:
            yield ast.unparse(node)
        for below in ast.iter_child_nodes(node):
            yield from visit(below)

    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue):
            yield from visit(node.value)


def test_no_text_from_outside_stands_in_an_expression_as_it_is() -> None:
    modules = sorted(ENGINE.glob("*.py"))
    # Places of files, for Hadoop: they never reach SQL.
    not_sql = {"footers.py", "class_archive.py", "session.py", "engine.py"}

    found = [
        f"{path.name}: {text}"
        for path in modules
        if path.name not in not_sql
        for text in raw_texts(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert found == []
    assert list(raw_texts(ast.parse("f\"{value} in ('{rule.values[0]}')\""))) != []


def test_quotes_of_literals_are_set_by_one_function_alone() -> None:
    """No f-string puts quotes around what it is given."""
    quoted = [
        f"{path.name}: {ast.unparse(node)[:80]}"
        for path in sorted(ENGINE.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for before, after in zip(node.values, node.values[1:], strict=False)
        if isinstance(before, ast.Constant)
        and isinstance(after, ast.FormattedValue)
        and str(before.value).endswith(("'", '"', "`"))
    ]

    assert quoted == ["sql.py: f'`{name}`'"]
