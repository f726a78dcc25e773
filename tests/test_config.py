"""Settings: who wins, where they are looked for, and what is said when they are wrong."""

import os
import subprocess
import sys

import pytest

from crm_tui import config
from crm_tui.errors import UsageError


@pytest.fixture
def home(tmp_path):
    """Return a home folder and its environment."""
    return tmp_path, {"HOME": str(tmp_path)}


def written(folder, text):
    """Write a settings file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(tmp_path, text):
    """Return the error that a settings file makes, and the file."""
    file = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        config.load({"config": str(file)}, {})
    return caught.value, file


# Layers


def test_without_a_file_the_defaults_hold(home):
    _, environ = home
    settings = config.load({}, environ)
    assert settings.ui.preset == "default"
    assert settings.ui.mouse is False
    assert (settings.ui.list_from, settings.ui.third_from) == (100, 160)
    assert settings.firm.home_country == "US"
    assert settings.firm.customer_word == "customer"
    assert settings.keys == {}
    assert settings.file == ""


def test_the_file_wins_over_the_defaults(home):
    folder, environ = home
    written(folder / ".config/crm-tui", '[firm]\nhome_country = "DE"\n[ui]\nascii = true\n')
    settings = config.load({}, environ)
    assert settings.firm.home_country == "DE"
    assert settings.ui.ascii is True
    assert settings.firm.currency == "USD"


def test_the_environment_wins_over_the_file_and_options_over_both(home):
    folder, environ = home
    written(
        folder / ".config/crm-tui", '[database]\npath = "/file.db"\n[user]\nlogin = "of-file"\n'
    )
    assert config.load({}, environ).database_path() == "/file.db"
    environ |= {"CRM_DB": "/environment.db", "CRM_USER": "of-environment"}
    settings = config.load({}, environ)
    assert (settings.database_path(), settings.user.login) == ("/environment.db", "of-environment")
    settings = config.load({"db": "/option.db", "as": "of-option"}, environ)
    assert (settings.database_path(), settings.user.login) == ("/option.db", "of-option")


def test_an_option_that_was_not_given_and_an_empty_variable_change_nothing(home):
    _, environ = home
    settings = config.load({"as": None, "db": None}, environ | {"CRM_USER": "", "CRM_DB": ""})
    assert settings.user.login == ""
    assert settings.database_path().endswith("/crm-tui/crm.db")


def test_no_color_takes_the_colours_away_and_an_option_gives_them_back(home):
    _, environ = home
    environ |= {"NO_COLOR": "1"}
    assert config.load({}, environ).ui.colour == "none"
    assert config.load({"ui.colour": "256"}, environ).ui.colour == "256"
    assert config.load({}, environ | {"NO_COLOR": ""}).ui.colour == "auto"


# Places


def test_the_xdg_folders_are_used_where_they_are_set(home):
    folder, environ = home
    written(folder / "settings/crm-tui", '[user]\nlogin = "anna"\n')
    environ |= {
        "XDG_CONFIG_HOME": str(folder / "settings"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    settings = config.load({}, environ)
    assert settings.user.login == "anna"
    assert settings.database_path() == str(folder / "data/crm-tui/crm.db")


def test_a_relative_xdg_folder_is_passed_over(home):
    folder, environ = home
    settings = config.load({}, environ | {"XDG_DATA_HOME": "data"})
    assert settings.database_path() == str(folder / ".local/share/crm-tui/crm.db")


def test_without_a_home_nothing_breaks_until_the_database_is_needed():
    settings = config.load({}, {})
    with pytest.raises(UsageError, match="no home folder"):
        settings.database_path()
    assert config.load({"db": "here.db"}, {}).database_path() == "here.db"


def test_a_path_in_the_file_starts_at_the_files_folder(tmp_path):
    file = written(tmp_path / "firm", '[database]\npath = "shared/crm.db"\n')
    settings = config.load({"config": str(file)}, {})
    assert settings.database_path() == str(tmp_path / "firm/shared/crm.db")


def test_a_url_and_a_path_at_home_are_understood(home):
    folder, environ = home
    url = "postgresql://db.example/crm"
    written(folder / ".config/crm-tui", f'[database]\npath = "{url}"\n')
    assert config.load({}, environ).database_path() == url
    environ |= {"CRM_DB": "~/crm.db"}
    assert config.load({}, environ).database_path() == str(folder / "crm.db")


def test_crm_config_names_another_file(tmp_path):
    file = written(tmp_path, '[user]\nlogin = "bob"\n')
    settings = config.load({}, {"CRM_CONFIG": str(file)})
    assert settings.user.login == "bob"
    assert settings.file == str(file)


# Mistakes


def test_a_named_file_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        config.load({}, {"CRM_CONFIG": str(tmp_path / "nowhere.toml")})


def test_a_file_that_is_a_folder_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        config.load({}, {"CRM_CONFIG": str(tmp_path)})


def test_a_file_that_is_not_utf8_names_the_line(tmp_path):
    file = tmp_path / "config.toml"
    file.write_bytes(b'[user]\nlogin = "Jos\xe9"\n')
    with pytest.raises(UsageError, match=r"line 2: this is not UTF-8"):
        config.load({"config": str(file)}, {})


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbf[user]\r\nlogin = "anna"\r\n')
    assert config.load({"config": str(file)}, {}).user.login == "anna"


@pytest.mark.parametrize(
    ("text", "line"),
    [('[ui]\n\ntheme = dark"\n', 3), ('[ui]\ntheme = "dark', 2), ("[ui]\n[ui]\n", 2)],
)
def test_a_file_that_is_not_toml_names_the_line(tmp_path, text, line):
    error, file = refused(tmp_path, text)
    assert error.sentence.startswith(f"{file}, line {line}: ")


@pytest.mark.parametrize(
    ("text", "line", "says", "hint"),
    [
        ('[ui]\n\nthema = "dark"\n', 3, "there is no setting thema in [ui]", "ui.theme"),
        ('[uy]\ntheme = "dark"\n', 1, "there is no section [uy]", "[ui]"),
        ('# mine\nui.thme = "dark"\n', 2, "there is no setting thme in [ui]", "ui.theme"),
        ('preset = "vim"\n', 1, "preset stands outside every section", "ui.preset"),
        ('[ui]\npreset = "vi"\n', 2, "ui.preset cannot be vi", "vim"),
        ('[keybindings]\n"app.help" = "?"\n', 1, "there is no section [keybindings]", ""),
    ],
)
def test_a_wrong_name_names_file_line_and_nearest(tmp_path, text, line, says, hint):
    error, file = refused(tmp_path, text)
    assert error.sentence.startswith(f"{file}, line {line}: {says}")
    assert hint in error.hint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[ui]\nascii = "yes"\n', "ui.ascii is true or false, not text"),
        ("[ui]\nlist_from = true\n", "ui.list_from is a whole number, not true or false"),
        ("[ui]\nlist_from = -1\n", "ui.list_from cannot be below 0"),
        ("[user]\nlogin = 7\n", "user.login is text, not a whole number"),
        ("[user]\nlogin = [1]\n", "user.login is text, not a list or another kind of value"),
        ('[firm]\nhome_country = "germany"\n', "firm.home_country is two capital letters"),
        ('[firm]\ncurrency = "$"\n', "firm.currency is three capital letters"),
        ('[firm]\nzone = "Europe/Pariss"\n', "firm.zone knows no zone Europe/Pariss"),
        ('[firm]\nzone = "../../etc"\n', "firm.zone knows no zone ../../etc"),
        ('[firm]\ncustomer_word = ""\n', "firm.customer_word is a word"),
        ("[keys]\napp.help = 1\n", "the key of app.help is not text"),
    ],
)
def test_a_wrong_value_names_the_line_and_what_it_should_be(tmp_path, text, says):
    error, file = refused(tmp_path, text)
    assert error.sentence.startswith(f"{file}, line 2: {says}")


def test_a_wrong_option_is_named():
    with pytest.raises(UsageError, match=r"Option ui\.preset: ui\.preset cannot be emacs"):
        config.load({"ui.preset": "emacs"}, {})


# Keys


def test_an_actions_name_may_be_quoted_or_not_and_its_line_is_known(tmp_path):
    file = written(
        tmp_path,
        '[keys]\n"app.help" = "f2"\npane.zoom = ["z", "Z"]\n\n[keys.customer]\nlog_call = "L"\n',
    )
    settings = config.load({"config": str(file)}, {})
    assert settings.keys == {
        "app.help": "f2",
        "pane.zoom": ("z", "Z"),
        "customer.log_call": "L",
    }
    assert settings.place_of("keys.app.help") == f"{file}, line 2"
    assert settings.place_of("keys.pane.zoom") == f"{file}, line 3"
    assert settings.place_of("keys.customer.log_call") == f"{file}, line 6"


# The example


def test_the_example_is_the_defaults_in_full(tmp_path):
    lines = config.example().splitlines()
    bare = [line.removeprefix("# ") if " = " in line else line for line in lines]
    file = written(tmp_path, "\n".join(bare))
    shown = config.load({"config": str(file)}, {"HOME": "/home/anna"})
    assert shown._replace(keys={}, file="", lines={}) == config.load({}, {"HOME": "/home/anna"})
    for setting in config.SETTINGS:
        assert setting.name in shown.lines


def test_the_example_as_it_is_changes_nothing(tmp_path):
    file = written(tmp_path, config.example())
    settings = config.load({"config": str(file)}, {"HOME": "/home/anna"})
    assert settings._replace(file="", lines={}) == config.load({}, {"HOME": "/home/anna"})


# Start-up


def test_without_a_file_nothing_heavy_is_imported(tmp_path):
    program = (
        "import sys; before = set(sys.modules)\n"
        "from crm_tui import config; config.load().database_path()\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "crm_tui.config" in loaded
    assert loaded.isdisjoint(
        {"tomllib", "platformdirs", "pathlib", "difflib", "dataclasses", "zoneinfo", "datetime"}
    )


# Mail


def test_no_mail_goes_out_unless_it_is_said_how(home):
    _, environ = home
    assert not any(config.load({}, environ).mail)


def test_the_file_says_how_mail_goes_out(home):
    folder, environ = home
    written(
        folder / ".config/crm-tui",
        '[mail]\nsender = "Support <support@firm.example>"\nsend = "smtp://mail.firm.example:587"\n'
        'user = "support"\npassword_command = "pass show mail"\nsignature = """\nAnna\nFirm"""\n',
    )
    assert config.load({}, environ).mail == config.Mail(
        sender="Support <support@firm.example>", send="smtp://mail.firm.example:587",
        user="support", password_command="pass show mail", program="", signature="Anna\nFirm",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('sender = "Support"', "mail.sender is an address, such as Support <support@"),
        ('sender = "a@x.example, b@x.example"', "mail.sender is an address"),
        ('sender = "a@x.example\\nBcc: b"', "mail.sender is an address"),
        ('send = "smtp://anna:s3cret@mail"', "mail.send holds a login; mail.user and"),
        ('program = "neomutt"', "mail.program does not say {file}"),
        ('password = "s3cret"', "there is no setting password in [mail]"),
    ],
)
def test_what_is_said_wrongly_of_mail_names_the_line_and_shows_no_password(tmp_path, line, said):
    error, file = refused(tmp_path, f"[mail]\n{line}\n")
    assert str(error).startswith(f"{file}, line 2: ")
    assert said in str(error)
    assert "s3cret" not in str(error)
