"""What of a text is in no language: addresses, names of files, numbers, hashes, code.

In: a block as rendered. Out: what a reader would speak of it, or None. Touches nothing.
Idea: tokens are told by their shape alone (`a_b`, `f()`, `x.md`, `0x1f`, `v1.2`), lines of code by
how they begin and by how much of them is operators. Where a person could mean it as text, it is
text: `See config.yaml` is English, `config.yaml` is nothing.
"""

from __future__ import annotations

import re

_EXTENSIONS = (
    "md|markdown|txt|rst|py|pyi|ipynb|js|mjs|cjs|jsx|ts|tsx|json|jsonl|yaml|yml|toml|ini|cfg|conf|env|lock|"
    "csv|tsv|xlsx?|docx?|pptx?|odt|pdf|epub|tex|png|jpe?g|gif|svg|webp|bmp|ico|mp3|mp4|wav|mov|avi|mkv|zip|"
    "gz|tgz|bz2|xz|7z|rar|tar|html?|xhtml|xml|css|scss|less|vue|php|rb|go|rs|java|kt|swift|scala|lua|pl|r|"
    "cs|cpp|cc|hpp|c|h|m|sh|bash|zsh|fish|bat|ps1|sql|db|sqlite|parquet|log|diff|patch|exe|dll|so|deb|rpm|"
    "apk|dmg|iso|bin|dat|bak|tmp|whl|jar|war|wasm|proto|gradle|service|plist|po|pot|tmx|xliff|xlf|srt|vtt"
)
_UNITS = (
    "[kMGTP]i?[bB]|[kmcdnµ]?m|km/h|m[lgs]|k[gW]Wh?|[kMG]?Hz|[kMG]?bps|fps|dpi|px|pt|r?em|vh|vw|kWh|kcal|°?[CFK]|"
    "min|[gshlWVAJN]|AM|PM|am|pm|UTC|GMT|CET|CEST|EST|PST|USD|EUR|GBP|CHF|JPY|CNY"
)
_TOKENS = re.compile(
    rf"""
      (?:[a-z][a-z0-9+.-]*://|\bmailto:|\bwww\.)[!-~]+              # addresses
    | [!-?A-~]{{1,64}}@[!-~]{{1,255}}
    | \b[0-9a-fA-F]{{8}}-(?:[0-9a-fA-F]{{4}}-){{3}}[0-9a-fA-F]{{12}}\b  # hashes and colours
    | \b(?:sha|md)\d+[:=][!-~]+ | \b0[xX][0-9a-fA-F]+\b | \#[0-9a-fA-F]{{3,8}}\b
    | \b(?=[a-fA-F]*[0-9])(?=\d*[a-fA-F])(?:[0-9a-f]{{7,}}|[0-9A-F]{{7,}})\b
    | (?<![\w+/])(?=[\w+/-]*[0-9])(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[A-Za-z0-9+/_-]{{20,}}={{0,2}}
    | \$\w+ | %[sdfr]\b | %\(\w+\)s                                 # placeholders
    | (?<![^\W_])(?:~|\.{{1,2}}|[A-Za-z]:)?[/\\](?:[\w.+-]+[/\\])*[\w.+-]*   # paths
    | \b[\w.+-]+/(?:[\w.+-]+/)*[\w+-]+(?:\.(?:{_EXTENSIONS}))+\b
    | (?<!\w)[\w+.-]*\.(?:{_EXTENSIONS})\b                             # names of files
    | (?<!\w)\.(?:git|docker|npm|editor|pre-commit)[\w-]*
    | \bv\d+(?:\.\d+)*(?:-?(?:alpha|beta|rc|dev|post)[\d.]*)?\b       # versions
    | (?<!\S)--?[a-zA-Z][\w-]*(?:=[!-~]*)?                           # flags of commands
    | \b\w+(?:::|->)\w[\w:]*                                         # identifiers
    | \b\w*(?:[^\W_]_|__)\w+\b | \b_\w+
    | \b\w+(?:\.\w+)*\([^()\s]*\) | \b[a-z]\w+(?:\.[a-z_]\w+)+\b | \b[a-z]+\d*[A-Z]\w*
    | [!-~]+(?:=|\+=|:=|=>|==|!=|&&|\|\|)[!-~]+
    """,
    re.VERBOSE | re.ASCII,
)
"""What a word without spaces in it may be, or a part of it."""
_NUMBERS = re.compile(
    rf"""
      \b\d{{4}}-(?:W\d\d|\d\d-\d\d)(?:[T\ ][\d:.]+(?:Z|[+-][\d:]+)?)?\b
    | \b\d[\d.,:/x\u00d7\u2013-]*\s?(?:{_UNITS})\b | \b\d+x\d+\b
    """,
    re.VERBOSE,
)
_BRACKETS = re.compile(r"<[/!?]?[a-zA-Z][^<>\n]*>|\$?\{\{?[^{}\n]*\}\}?")
_SIGNS = re.compile(r"[_/\\=<>{}$#@~+\[|(0-9]")
_WITHIN = re.compile(r"[.:](?<=\w[.:])\w")
_DASH = re.compile(r"-(?<!\S-)")
"""These two begin with what is rare and look back from there: forwards they would be tried everywhere."""
_HUMP = re.compile(r"[a-z][A-Z]|::")

_COMMANDS = (
    "sudo|git|npm|npx|yarn|pnpm|pip3?|pipx|uv|python3?|node|deno|docker|docker-compose|kubectl|helm|apt|apt-get|"
    "brew|cargo|rustc|gcc|cmake|make|curl|wget|ssh|scp|rsync|chmod|chown|mkdir|rmdir|cd|ls|rm|cp|mv|cat|echo|grep|"
    "sed|awk|find|tar|unzip|export|source|systemctl|service|conda|poetry|pytest|ruff|mypy|go|java|javac|mvn|gradle|"
    "terraform|ansible|aws|gcloud|az|psql|mysql|redis-cli|openssl|ffmpeg|vim|nano|touch|kill|ps|df|du|ln"
)
_ACTIONS = (
    "install|uninstall|add|remove|update|upgrade|init|clone|commit|push|pull|fetch|checkout|switch|merge|rebase|"
    "apt|apt-get|status|stash|branch|tag|log|diff|reset|run|build|exec|start|stop|restart|test|publish|get|apply|delete|create|"
    "describe|logs|up|down|compose|ps|images|mod|fmt|vet|clean|config|remote|show|list|search|login|-[a-zA-Z-]+"
)
_TYPES = (
    "void|int|long|short|char|float|double|bool|boolean|string|String|auto|unsigned|signed|size_t|byte|object|"
    "public|private|protected|static|final|const|let|var|val|mut|virtual|override|async|export|abstract|inline|extern"
)
_DEFINED = "def|class|func|fn|function|interface|struct|enum|impl|trait|type|record"
_ARROWS = r"(?::=|[-+*/%|&^]?=|<-|=>|->)"
_STATEMENTS = (
    # a command, with what it does, an option, a path or a pipe
    rf"(?:[$%#]\s+)?(?:{_COMMANDS})\s+(?:(?:{_ACTIONS})(?:\s+\S+){{0,4}}$|\S*[/|<>&=~_*:+]|\S+\.\w|.*\s--?\w|.*\s[|>&]+\s)",
    r"\$\s+\w",
    r"#!\s*/",
    r"#\s*(?:include|define|ifdef|ifndef|endif|pragma|if|else)\b",
    # modules
    r"import\s+[\w.]+(?:\s*,\s*[\w.]+)*(?:\s+as\s+\w+)?;?$",
    r"import\s+[{*\"'<]",
    r"import\s.*\sfrom\s+[\"']",
    r"from\s+[\w.]+\s+import\b",
    r"(?:package|using|namespace|module|use|require|include)\s+[\w.:\\/\"'<>]+;?$",
    # definitions
    rf"(?:async\s+)?(?:{_DEFINED})\s+[\w.]*\s*[\w<>]*\s*[({{:<=]",
    rf"(?:(?:{_TYPES})\s+)+[\w<>\[\],*&. ]+[=;({{]",
    # control
    r"(?:if|elif|while)\s.*(?:\s(?:is|not|in|and|or)\s|[<>=!]=?\s?|\().*[\w)\]\"']:\s*$",
    r"for\s+[\w, ]+\s+in\s+\S+:\s*$",
    r"(?:else|try|finally|do)\s*[:{]\s*$",
    r"except\s+\w+.*:\s*$",
    r"(?:if|for|while|switch|catch|foreach|return|elseif)\s*\(.*[;){]\s*\S*\s*\S*;?$",
    r"\}\s*(?:else|catch|finally|while)\b",
    r"(?:return|yield|raise|throw|await|assert|print|echo|del|delete|new|typeof)\s+[\w.]+(?:[(\[;=].*|;)$",
    r"return\s+[\w.]+\s*(?:[-+*/%<>=]+\s*\S+)*;?$",
    r"(?:break|continue|pass);?$",
    r"lambda\s+\w*(?:,\s*\w+)*:",
    r"(?:if|elif|while|for|with)\s+(?:not\s+)?[\w.]+:\s*$",
    r"(?:throw|return)\s+(?:new|await|function|not)\b",
    r"[^{}]*\S\s*\{\s*$",
    r"\S+(?:\s+\S+){0,3}[)\]]\s*;\s*$",
    r"\.[a-zA-Z_]\w*\s*(?:\(|$)",
    r"(?:[\"'][\w.-]+[\"'],\s*)+$",
    r"[\w\s*]*\w\s*\*+\w+\s*[,;)]\s*$",
    # SQL
    r"(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|VIEW)|WHERE|JOIN)\s+\S",
    r"(?:GROUP|ORDER)\s+BY\s+\S",
    # JSON, YAML, INI, CSS, decorators, tags
    r"[\"'][\w.@/-]+[\"']\s*:\s",
    r"@[\w.]+(?:\(.*\))?$",
    r"\[{1,2}[\w.:-]+\]{1,2}$",
    r"-?\s*[a-zA-Z_][\w-]*:\s*(?:[|>&*]|true|false|null|\d\S*|[\"'\[{].*|\w*[_/]\w\S*)$",
    r"\w+:\s*\{.*\}?,?$",
    r"[\w-]+\s*\{\s*$",
    r"(?:[a-z-]+:\s*[^;\s]+(?:\s[^;\s]+)?;\s*)+$",
    r"</?\w[^>]*>\s*$",
    # assignments and calls
    rf"(?:[a-zA-Z_][a-zA-Z0-9_.\[\]\"']*|(?:let|const|var|val)\s+.*?)\s*{_ARROWS}\s*\S",
    r"\w[\w.]*\([^()]*\)\s*[;{]\s*$",
    r"\w[\w.]*\([\w.,'\"]*\)$",
    r"\w+(?:::|->)\w+(?:\(.*)?$",
)
_LINES = re.compile(r"\s*(?:" + "|".join(_STATEMENTS) + ")")
_KEYWORDS = (
    "import|from|package|using|namespace|module|use|require|include|else|try|finally|do|return|break|continue|pass|"
    "yield|raise|throw|await|assert|print|del|delete|new|for|if|elif|while|except|lambda|class"
)
_FIRST_WORDS = frozenset(re.split(r"\W+", f"{_COMMANDS}|{_KEYWORDS}"))
_OPERATORS = re.compile(r"[{}\[\]()<>=;_|&$\\/*+^~`\"#@%]")
_SPACES = re.compile(" {2,}")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORT_LINE = 60
_LONGEST_WORD = 400
"""What is longer is Chinese or the like, or base64, and not worth the search."""
_DENSE = 0.18
_LONGEST_LINE = 200
"""A line of code is hardly longer; a paragraph is not looked at as if it were one."""


def spoken(text: str) -> str | None:
    """The text less what is in no language; None where that is nothing, or where it is code."""
    if not _is_suspect(text):
        return None if _is_bare_statement(text) else text
    if _is_code(text):
        return None
    rest = _NUMBERS.sub(" ", text)
    if "<" in rest or "{" in rest:
        rest = _BRACKETS.sub(" ", rest)
    # Word by word: so many alternatives, tried at every character, would cost more than detection.
    words = rest.split(" ")
    for place, word in enumerate(words):
        if len(word) <= _LONGEST_WORD and _is_suspect(word):
            words[place] = _TOKENS.sub(" ", word)
    rest = " ".join(words)
    if len(rest) == len(text):
        return text
    return _SPACES.sub(" ", rest).strip(" ") if _says_something(rest) else None


def _is_suspect(text: str) -> bool:
    """Whether the text has a sign that no plain words have: a quick look, for most have none."""
    if text[-1:] in "{;," or _SIGNS.search(text):
        return True
    # Full stops, colons and dashes stand in every text; between letters they do not.
    if _WITHIN.search(text) or _DASH.search(text):
        return True
    return len(text) < _SHORT_LINE and text.isascii() and _HUMP.search(text) is not None


def _says_something(rest: str) -> bool:
    """Whether a word is left: two letters in a row, or one of a script that needs no more."""
    return _WORD.search(rest) is not None or any(ord(c) > 0x2E7F for c in _LETTER.findall(rest))


def _is_bare_statement(text: str) -> bool:
    """`import sys`, `break`, `[name]`: statements without a sign that betrays them."""
    if len(text) >= _SHORT_LINE or not text[:1].islower() or not text.isascii():
        return False
    first = text.partition(" ")[0].rstrip(":;")
    return first in _FIRST_WORDS and _LINES.match(text) is not None


def _is_code(text: str) -> bool:
    if len(text) > _LONGEST_LINE:
        return False
    if not text.isascii() and 4 * len(text.encode("ascii", "ignore")) < 3 * len(text):
        return False  # mostly letters that no programming language needs
    if _LINES.match(text):
        return True
    signs = len(_OPERATORS.findall(text))
    if signs < 3 or signs < _DENSE * len(text):
        return False
    # Two or more words side by side that no operator parts are what a sentence has.
    words = re.findall(r"(?:(?<=\s)|^)[^\W\d_]{2,}(?=[\s,.:;!?]|$)", text)
    return 3 * len(words) < signs + len(text.split())
