"""Every error class of the pipeline, with its code, its consequence and its exit code.

In: nothing. Out: exceptions that say what happened, where, and what to do about it.
Touches nothing, and imports nothing of ours. `docs/errors.md` is made from this file.

    PipelineError                    parent of all; exit code 2
    ├── UsageError                   a command was called wrongly; stops before work
    ├── SettingError                 a setting is unknown or out of range; stops before work
    ├── InputError                   what was named to be read cannot be read; stops the run
    ├── OutputError                  what is to be written cannot be written; the last output stays
    │   └── ForeignOutputError       the target holds files that no run made
    ├── ClusterError                 workers cannot be had, or cannot do the work; the last output stays
    ├── StageMissingError            a stage was asked for whose predecessor left nothing
    ├── ChannelError                 a channel's name does not parse
    ├── DecisionsError               a line of the decisions file is no decision; stops the run
    ├── ModelError                   the model file is missing, torn or of another format
    ├── UndoError                    `fix --undo` cannot give the bytes back safely
    ├── MissingExtraError            a command needs packages that are not installed
    └── InternalError                a fault of ours; the last output stays

What is wrong with one document is never an exception but a `Finding` (see `findings.py`).
"""


class PipelineError(Exception):
    """What stops a run or a command.

    Args:
        message: what happened, in one line.
        context: where (file, setting, line), or an empty string.
        hint: what to do about it, or an empty string.
    """

    code = "pipeline-error"
    """Kebab-case name of the kind of error; never reused for another."""

    exit_code = 2
    """What the process exits with."""

    example = ""
    """A case in which it is raised."""

    todo = ""
    """What a person does about it."""

    def __init__(self, message: str, *, context: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.context = context
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message]
        if self.context:
            lines.append(f"  {self.context}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class UsageError(PipelineError):
    """A command was called with an option or argument that it does not know; nothing was done."""

    code = "usage-invalid"
    example = "`pipeline run --colour`"
    todo = "Read the command's `--help`."


class SettingError(PipelineError):
    """A setting is unknown, of the wrong type or out of range; the message names it."""

    code = "setting-invalid"
    example = '`accept = "all"` in `pipeline.toml`'
    todo = "Correct the setting where the message says it was set."


class InputError(PipelineError):
    """What was named to be read does not exist or cannot be read."""

    code = "input-unreadable"
    example = "`pipeline run no-such-folder`"
    todo = "Check the name and the permissions of the folder."


class OutputError(PipelineError):
    """What is to be written cannot be written; the last good output stays in place."""

    code = "output-unwritable"
    example = "the disk is full"
    todo = "Make room or name another folder with `--out`, and run again."


class ForeignOutputError(OutputError):
    """The target folder holds files that no run made, and they are in the way."""

    code = "output-foreign"
    example = "`--out` names a folder in which you keep a folder `markdown` of your own"
    todo = "Name an empty folder with `--out`, or move what the message names."


class ClusterError(PipelineError):
    """Workers cannot be started or reached, or are killed by the work; the last output stays in place."""

    code = "workers-unavailable"
    example = "`pipeline run --scheduler tcp://host:8786` where nothing listens"
    todo = "Check the address, and that all machines have the same version installed; or run without it."


class StageMissingError(PipelineError):
    """A stage was asked for, and the stage before it has left nothing to read."""

    code = "stage-missing"
    example = "`pipeline export` in a fresh folder"
    todo = "Run the stage that the message names, or `pipeline run`."


class ChannelError(PipelineError):
    """A channel's name does not parse, or names a code page or loss that does not exist."""

    code = "channel-invalid"
    example = "a channel `windows-1259:drop`"
    todo = "Write `page:loss` for each layer, joined by ` > `."


class DecisionsError(PipelineError):
    """A line of the decisions file is no decision; the run stops, for people's work is in there."""

    code = "decisions-unreadable"
    example = "git's marks of a merge that was left half done in `data/raw.decisions.jsonl`"
    todo = "Correct or remove the line that the message names; of two lines about one case the last holds."


class ModelError(PipelineError):
    """The model file is missing, torn, or of a format that this version does not read."""

    code = "model-unreadable"
    example = "a download of the package that broke off"
    todo = "Install the package again."


class UndoError(PipelineError):
    """`fix --undo` cannot give the bytes back: no journal, or the file has changed since."""

    code = "undo-refused"
    example = "the file was edited after `fix --in-place`"
    todo = "Take the file from your version control or backup."


class MissingExtraError(PipelineError):
    """A command needs packages that the base installation does not bring."""

    code = "extra-missing"
    example = "`pipeline run` after `pip install mojibake-pipeline`"
    todo = "`pip install 'mojibake-pipeline[run]'`"


class InternalError(PipelineError):
    """A fault of ours, not of your files; the last good output stays in place."""

    code = "internal-error"
    example = "an exception that no room foresaw"
    todo = "Run again with `-v`, and report what it prints."
