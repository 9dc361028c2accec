"""Export: records as Parquet, as JSON Lines and as Markdown files; one module a format.

Each gives bytes for records and touches no file; the engine decides where and when they are
written. pyarrow loads when Parquet is first asked for.
"""
