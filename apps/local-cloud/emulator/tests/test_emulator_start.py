from pathlib import Path

import pytest

from sluice_emulator.arguments import Arguments, parse_arguments
from sluice_emulator.environment import environment_for, prepare_folder
from sluice_emulator.errors import DEFINITIONS, EmulatorError
from sluice_emulator.version import MINISTACK_VERSION, installed_version, require_ministack

GOOD = ["--port", "4566", "--service-url", "http://127.0.0.1:4599", "--run-folder", "run"]


def with_argument(name: str, value: str) -> list[str]:
    changed = list(GOOD)
    changed[changed.index(name) + 1] = value
    return changed


def test_good_arguments_are_one_endpoint_and_an_absolute_folder() -> None:
    arguments = parse_arguments(GOOD)

    assert arguments == Arguments(port=4566, service_port=4599, run_folder=Path("run").resolve())
    assert arguments.endpoint == "http://127.0.0.1:4566"


@pytest.mark.parametrize(
    "argv",
    [
        [],
        with_argument("--port", "0"),
        with_argument("--port", "70000"),
        with_argument("--port", "x"),
        with_argument("--service-url", "https://127.0.0.1:1"),
        with_argument("--service-url", "http://localhost:1"),
        with_argument("--service-url", "http://127.0.0.1"),
        with_argument("--service-url", "http://127.0.0.1:x"),
        with_argument("--service-url", "http://127.0.0.1@10.0.0.1:80"),
        [*GOOD, "--host", "0.0.0.0"],
        [*GOOD, "--host", "localhost"],
    ],
)
def test_anything_else_is_refused_with_a_code(argv: list[str]) -> None:
    with pytest.raises(EmulatorError) as raised:
        parse_arguments(argv)

    assert raised.value.definition.code == "SLC6103"
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("installed", [None, "1.5.32", "1.5.34", "1.5.33.post1", "2.0.0"])
def test_any_other_ministack_is_refused(installed: str | None) -> None:
    with pytest.raises(EmulatorError) as raised:
        require_ministack(installed)

    assert raised.value.definition.code == "SLC6101"
    assert raised.value.exit_code == 3


def test_the_installed_ministack_is_the_one() -> None:
    require_ministack(installed_version())
    assert MINISTACK_VERSION == "1.5.33"


def test_of_the_terminal_only_what_is_harmless_passes() -> None:
    inherited = {
        "PATH": "/node:/bin",
        "HOME": "/home/me",
        "AWS_PROFILE": "production",
        "AWS_ACCESS_KEY_ID": "real",
        "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com",
        "NODE_OPTIONS": "--require x",
        "HTTPS_PROXY": "http://proxy",
    }

    environment = environment_for(parse_arguments(GOOD), inherited)

    assert environment["PATH"] == "/node:/bin"
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["BIND_HOST"] == "127.0.0.1"
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "NODE_OPTIONS", "HTTPS_PROXY"} & environment.keys()


def test_the_folder_is_emptied_of_what_a_killed_run_left(tmp_path: Path) -> None:
    arguments = parse_arguments(with_argument("--run-folder", str(tmp_path)))
    (tmp_path / "tmp" / "left").mkdir(parents=True)
    (tmp_path / "emulator.log").write_text("kept")

    prepare_folder(arguments)

    # The last one says to Node that what lies there is CommonJS.
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["emulator.log", "package.json", "tmp"]


def test_every_code_says_what_why_and_the_way_out() -> None:
    assert all(code.startswith("SLC61") for code in DEFINITIONS)
    assert EmulatorError("SLC6102", "127.0.0.1:1").lines().startswith("SLC6102 127.0.0.1:1\n  ")
    assert EmulatorError("SLC6106", "x").exit_code == 4
