"""The command line: one file a command; each parses, calls one function of another room, prints.

In: arguments. Out: data on standard output, progress and errors on standard error, an exit code.
Touches the two streams and nothing else. Only this room imports click and rich.
"""
