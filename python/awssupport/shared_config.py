"""AWS's shared files, ``~/.aws/config`` and ``~/.aws/credentials``, in botocore's dialect.

Sections ``[default]``, ``[profile NAME]``, ``[sso-session NAME]`` and ``[services NAME]`` of the
configuration file, and sections named as the profiles of the credentials file; the syntax is that
of :class:`configparser.RawConfigParser`, which is imported only if a file is there. An empty value
followed by indented ``key = value`` lines is a section in itself, and so a dict.
"""

from __future__ import annotations

from .settings import FILES, expand_path, is_file, look_up

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    _Section = dict[str, str | dict[str, str]]
    _Sections = dict[str, _Section]


class SharedConfig:
    """What the two files hold. Each attribute is a dict of sections by name, and a section a dict
    whose keys are in lower case."""

    def __init__(self, config: _Sections, credentials: _Sections) -> None:
        #: Those of the configuration file.
        self.config_profiles = _named(config, "profile", bare=("default",))
        #: Those of the credentials file.
        self.credentials_profiles = credentials
        #: Both, in the order they stand there; what both have is the credentials file's.
        self.profiles = {name: dict(keys) for name, keys in self.config_profiles.items()}
        for name, keys in credentials.items():
            self.profiles.setdefault(name, {}).update(keys)
        #: What ``sso_session = NAME`` of a profile refers to.
        self.sso_sessions = _named(config, "sso-session")
        #: What ``services = NAME`` of a profile refers to.
        self.services = _named(config, "services")

    def __repr__(self) -> str:
        return f"<SharedConfig of {len(self.profiles)} profiles>"  # their keys may be secret


def load_shared_config(environ: Mapping[str, str]) -> SharedConfig:
    """Read both files: those that ``AWS_CONFIG_FILE`` and ``AWS_SHARED_CREDENTIALS_FILE`` name,
    else those in ``~/.aws``. See :func:`load_files`."""
    return load_files(*(look_up(name, environ, dict) for name in FILES))


def load_files(config_file: str, credentials_file: str) -> SharedConfig:
    """Read both files. One that is not there, or must not be read, is an empty one.

    Raises:
        ConfigParseError: A file breaks the syntax, has a section or a key twice, or is no text in
            the locale's encoding. Neither it nor its ``kwargs["error"]`` shows a line of the file.
    """
    config, credentials = (
        parse_file(expand_path(path)) for path in (config_file, credentials_file)
    )
    return SharedConfig(config or {}, credentials or {})


def parse_file(path: str, *, nested: bool = True) -> _Sections | None:
    """The sections of one file, with those of ``[DEFAULT]`` in each; ``None`` if there is no such
    file. See :func:`load_files`. Without ``nested`` an indented block stays text."""
    if not is_file(path):
        return None
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read([path])  # by the locale's encoding, as botocore does
        return {
            name: {key: _value(parser.get(name, key), nested) for key in parser.options(name)}
            for name in parser.sections()
        }
    except (configparser.Error, ValueError) as broken:
        error = _without_lines(broken)
    from .exceptions import ConfigParseError

    raise ConfigParseError(path=path, error=error)


def _value(text: str, nested: bool) -> str | dict[str, str]:
    if not nested or not text.startswith("\n"):
        return text
    pairs: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key, separator, value = line.partition("=")
        if not separator:
            raise ValueError("a line of a nested section has no '='")
        pairs[key.strip()] = value.strip()
    return pairs


def _named(sections: _Sections, kind: str, bare: tuple[str, ...] = ()) -> _Sections:
    """The sections ``[kind NAME]`` by their names. botocore takes any word that begins with
    ``kind``, and passes over what is not two words."""
    named: _Sections = {}
    for header, section in sections.items():
        if header in bare:
            named[header] = section
        elif header.startswith(kind):
            words = _words(header)
            if len(words) == 2:
                named[words[1]] = section
    return named


def _words(header: str) -> list[str]:
    if header.isascii() and header.isprintable() and not set(header) & set("\"'\\"):
        return header.split()  # what shlex would say, without the cost of importing it
    import shlex

    try:
        return shlex.split(header)
    except ValueError:  # a quote without its end
        return []


def _without_lines(error: Exception) -> Exception:
    """The same error without the lines of the file that it holds: one may be that of a secret."""
    import configparser

    if isinstance(error, UnicodeDecodeError):
        wrong = error.object[error.start : error.end]
        return UnicodeDecodeError(error.encoding, wrong, 0, len(wrong), error.reason)
    if isinstance(error, configparser.ParsingError):
        # The subclasses are about one line, and may have no list.
        lines = getattr(error, "errors", None) or [(getattr(error, "lineno", 0), "")]
        if isinstance(error, configparser.MissingSectionHeaderError):
            return type(error)(error.source, lines[0][0], "")
        bare = configparser.ParsingError(error.source)
        for number, _ in lines:
            bare.append(number, "")
        return bare
    return error
