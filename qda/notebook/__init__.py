"""The study as an object for notebooks and scripts: a method for each command, which calls the operation, not the command line.

`methods.py` is the table: words of a command -> operation, and what its options are called there. `call.py` makes a
signature of a line of it and reads what is given; `composed.py` has the commands that are more than one operation, `files.py`
those that read or write files; `study.py` is the object, `result.py` what its methods return.
"""
