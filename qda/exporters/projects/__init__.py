"""REFI-QDA projects (.qdpx) out: XML in the order of the schema, piece by piece, and the archive around it.

Modules here make text and bytes of what they are given; `qda.ops.exchange` asks the study.
"""
