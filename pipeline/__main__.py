"""`python -m pipeline` is the command `pipeline`. In: arguments. Out: an exit code."""

from pipeline.cli.main import main

if __name__ == "__main__":
    main(prog_name="pipeline")
