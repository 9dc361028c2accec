"""Every error class of the pipeline, with its code, its consequence and its exit code.

In: nothing. Out: exceptions that say what happened, where, and what to do about it.
Touches nothing, and imports nothing of ours.

    PipelineError                    parent of all; exit code 2
    ├── SettingError                 a setting is unknown or out of range; stops before work
    ├── InputError                   what was named to be read cannot be read; stops the run
    ├── OutputError                  what is to be written cannot be written; the last output stays
    │   └── ForeignOutputError       the target holds files that no run made
    ├── StageMissingError            a stage was asked for whose predecessor left nothing
    ├── ChannelError                 a channel's name does not parse
    ├── ModelError                   the model file is missing, torn or of another format
    ├── UndoError                    `fix --undo` cannot give the bytes back safely
    └── MissingExtraError            a command needs packages that are not installed

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


class SettingError(PipelineError):
    """A setting is unknown, of the wrong type or out of range; the message names it."""

    code = "setting-invalid"


class InputError(PipelineError):
    """What was named to be read does not exist or cannot be read."""

    code = "input-unreadable"


class OutputError(PipelineError):
    """What is to be written cannot be written; the last good output stays in place."""

    code = "output-unwritable"


class ForeignOutputError(OutputError):
    """The target folder holds files that no run made, and they are in the way."""

    code = "output-foreign"


class StageMissingError(PipelineError):
    """A stage was asked for, and the stage before it has left nothing to read."""

    code = "stage-missing"


class ChannelError(PipelineError):
    """A channel's name does not parse, or names a code page or loss that does not exist."""

    code = "channel-invalid"


class ModelError(PipelineError):
    """The model file is missing, torn, or of a format that this version does not read."""

    code = "model-unreadable"


class UndoError(PipelineError):
    """`fix --undo` cannot give the bytes back: no journal, or the file has changed since."""

    code = "undo-refused"


class MissingExtraError(PipelineError):
    """A command needs packages that the base installation does not bring."""

    code = "extra-missing"
