"""The study file: schema, migrations, the write door and history, and one module per family of tables.

The only room that opens a connection or writes.
"""
