"""Chats in the ZIP archive that they are exported as: Slack, WhatsApp, Telegram, X. Nothing is unpacked to disk."""

from __future__ import annotations

import os
from collections import Counter
from hashlib import sha256

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import Beside, QdaError
from qda.core.message import Message, chained
from qda.importers.common.zip_xml import Archive
from qda.importers.threads.dump_records import Near

_TOLD = 5  # members that could not be read, by name


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> list[Draft]:
    """The threads and chats in an archive; QdaError when it is another kind of archive, or holds none.

    What else lies in it is told in the first draft's notes: counted by suffix, what could not be read by name.
    """
    archive = Archive(raw, ".zip")
    if other := archive.kind():
        raise QdaError(f"not a .zip but a {other}: give it that suffix")

    def get(path: str) -> bytes | None:
        path = path.replace(os.sep, "/").lstrip("/")
        return archive.bytes(path) if path in archive.names else None

    out: list[Draft] = []
    passed: Counter[str] = Counter()
    faults: list[str] = []
    for member in sorted(archive.names):
        stem, suffix = os.path.splitext(member.rpartition("/")[2])
        if member.endswith("/") or member.startswith("__MACOSX/") or stem.startswith("."):
            continue
        try:
            made = _member(archive, member, stem, suffix.lower(), name, options, get)
        except Beside:
            continue
        except (QdaError, ValueError) as e:
            faults.append(
                Message("", "{member} ({why})", member=member, why=e.message if isinstance(e, QdaError) else str(e))
            )
            continue
        if not made:
            passed[suffix.lower() or "without a suffix"] += 1
        for draft in made:
            draft.origin = f"{origin}/{member}"
            out.append(draft)
    if not out:
        none = "a ZIP archive without a chat or thread that is known"
        raise QdaError(Message("", "{none}: unpack it, and import what is in it", none=chained([none, *faults[:1]])))
    if faults:
        some = chained(faults[:_TOLD])
        out[0].notes.append(Message("", "{count} files in the archive not read: {some}", count=len(faults), some=some))
    if passed:
        some = ", ".join(f"{n} {suffix}" for suffix, n in passed.most_common(12))
        out[0].notes.append(f"left in the archive: {some}")
    return out


def _member(
    archive: Archive, member: str, stem: str, suffix: str, name: str, options: ReadOptions, get: object
) -> list[Draft]:
    """Read a member; nothing if it is neither JSON nor a chat."""
    from qda.importers.chats import chat_text
    from qda.importers.common.encoding import decode
    from qda.importers.threads import json_dump

    if suffix == ".json" or (suffix == ".js" and stem.startswith("tweet") and "headers" not in stem):
        return json_dump.read(archive.bytes(member), stem, member, options, Near(member, get))  # type: ignore[arg-type]
    if suffix != ".txt":
        return []
    raw = archive.bytes(member)
    draft = chat_text.recognise(decode(raw, options.encoding).text, name if stem == "_chat" else stem, options)
    if draft is None:
        return []
    draft.sha256 = sha256(raw).hexdigest()
    return [draft]
