"""The table of actions, and what its keys do: one module a group."""
