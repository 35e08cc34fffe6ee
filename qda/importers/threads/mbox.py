"""Mailing lists as mailboxes (mbox): a source a thread, a post a message, quotations and signatures told apart."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections import Counter
from email.errors import HeaderParseError
from email.message import Message
from hashlib import sha256

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.assemble_thread import Post, Thread, assemble
from qda.importers.common.encoding import decode
from qda.importers.common.post_text import Quoted, Text
from qda.importers.common.quotations import quoted_name
from qda.importers.threads.dump_records import marked, rich

_FROM = re.compile(rb"(?:\A|\n)From [^\n]{3,300}\n(?=[!-9;-~]{1,80}:)")
_IDS = re.compile(r"<([^<>\s]{1,300})>")
_RE = re.compile(r"^\s*(?:(?:re|aw|sv|antw|fwd?|tr|rif)\s*(?:\[\d+\])?\s*:|\[[^\]]{1,60}\])\s*", re.I)
_LIST_FOOT = re.compile(r"^_{20,}\s*$")
_PARTS = 200  # of one message that are looked at


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> list[Draft]:
    """The threads of a mailbox, by what their messages answer; QdaError for a file that is none."""
    lines = raw.replace(b"\r\n", b"\n")
    starts = [m.start() + (lines[m.start() : m.start() + 1] == b"\n") for m in _FROM.finditer(lines)]
    if not starts:
        raise QdaError("no mailbox: no line `From …` begins a message in it; a single message is saved as text (.txt)")
    left: Counter[str] = Counter()
    posts: list[tuple[Post, list[str], str]] = []
    site = ""
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        message = email.message_from_bytes(lines[start:end].partition(b"\n")[2])
        site = site or _list(message)
        posts.append(_post(message, left))
    if not any(p.text for p, _, _ in posts):
        raise QdaError("a mailbox without a single message with text: nothing to import")
    groups = _threads(posts)
    out: list[Draft] = []
    for group in groups:
        subject = group[0][1]
        kept = [p for p, _ in group if p.text]
        left["message without text"] += len(group) - len(kept)
        if not kept:
            continue
        root = kept[0].id
        thread = Thread("mailing list", root, site=site, title=subject)
        kept.sort(key=lambda p: p.date or "9")
        draft = assemble(kept, thread, (subject or f"{name}-{len(out) + 1}")[:80] if len(groups) > 1 else name, options)
        count = len(kept)
        draft.notes.insert(0, f"mailing list: {count} message{'s' * (count != 1)}")
        draft.origin = origin
        out.append(draft)
    told = ", ".join(f"{n} {what}{'s' * (n != 1)}" for what, n in left.items() if n)
    if told:
        out[0].notes.insert(1, f"left out of the whole file: {told}")
    for draft in out:
        content = f"{draft.metadata['thread']}\x1d{draft.text}".encode("utf-8", "replace")
        draft.sha256 = sha256(raw if len(out) == 1 else content).hexdigest()
    return out


def _post(message: Message, left: Counter[str]) -> tuple[Post, list[str], str]:
    """A message as a post, the ids that it answers (the nearest last), and its subject without `Re:`."""
    text = _body(message)
    _cut(text, left)
    _attribute(text)
    post = Post(text.text, _name(_header(message, "From")) or None, quotes=text.quotes, handle=False)
    post.id = next(iter(_IDS.findall(_header(message, "Message-ID"))), "")
    answers = _IDS.findall(_header(message, "References")[-8000:]) + _IDS.findall(
        _header(message, "In-Reply-To")[:2000]
    )
    post.reply = answers[-1] if answers else ""
    try:
        when = email.utils.parsedate_to_datetime(_header(message, "Date"))
        post.date = when.isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        post.when = _header(message, "Date")[:60]
    subject = " ".join(_header(message, "Subject").split())[:300]
    while (cut := _RE.sub("", subject)) != subject and cut:
        subject = cut
    return post, answers, subject


def _threads(posts: list[tuple[Post, list[str], str]]) -> list[list[tuple[Post, str]]]:
    """The messages by thread: those that answer one another, and those of one subject that begin with `Re:`."""
    root: dict[str, str] = {}

    def find(id: str) -> str:
        while root.setdefault(id, id) != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for n, (post, answers, _) in enumerate(posts):
        post.id = post.id or f"message {n + 1}"
        for other in answers:
            root[find(other)] = find(post.id)
    groups: dict[str, list[tuple[Post, str]]] = {}
    for post, _, subject in posts:
        groups.setdefault(find(post.id), []).append((post, subject))
    return list(groups.values())


def _header(message: Message, name: str) -> str:
    """A header's words; bytes that no charset fits come back replaced."""
    value = str(message.get(name) or "")
    if "=?" not in value:
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = email.header.decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(p if isinstance(p, str) else _decoded(p, c or "utf-8") for p, c in pieces)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "strict")
    except (LookupError, UnicodeError, ValueError):
        try:
            return decode(raw).text
        except QdaError:
            return raw.decode("utf-8", "replace")


def _name(value: str) -> str:
    """Return the sender of a message: the name, or the part before the @ if there is none."""
    found = re.match(r"^[^\s<>]+ at [^\s<>]+ \(([^()]{1,100})\)$", value.strip())  # as Pipermail writes it
    if found:
        return found[1].strip()
    try:
        name, address = email.utils.parseaddr(value[:1000])
    except (ValueError, IndexError, TypeError):
        return ""
    name = re.sub(r"\s+(?:via|by way of)\s.*$", "", " ".join(name.strip("'\" ").split()))
    return name[:200] or address.partition("@")[0][:200]


def _list(message: Message) -> str:
    found = re.search(r"<([^<>]{3,200})>", _header(message, "List-Id"))
    return found[1] if found else ""


def _body(message: Message) -> Text:
    """The text of a message: the plain part, else the HTML one."""
    plain: str | None = None
    rich_: str | None = None
    for n, part in enumerate(message.walk()):
        if n > _PARTS or (plain is not None):
            break
        if part.is_multipart() or "attachment" in str(part.get("Content-Disposition") or "").lower():
            continue
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        try:
            payload = part.get_payload(decode=True)
        except (ValueError, AssertionError):
            payload = None
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        text = _decoded(payload, _charset(part)).replace("\0", "\ufffd")
        if kind == "text/plain":
            plain = text
        elif rich_ is None:
            rich_ = text
    if plain is not None:
        unstuffed = re.sub(r"^>From ", "From ", plain, flags=re.M)
        return marked(unstuffed)
    return rich(rich_, "", "blockquote, .gmail_quote") if rich_ is not None else Text()


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, UnicodeError):
        return "utf-8"


def _cut(text: Text, left: Counter[str]) -> None:
    """Takes off the signature after `-- ` and the list's own foot."""
    pos, end = 0, -1
    for line in text.text.split("\n"):
        if end < 0 and (line.rstrip() == "--" or _LIST_FOOT.match(line)) and pos:
            end = pos
            left["signature or list footer"] += 1
        pos += len(line) + 1
    if end >= 0 and not any(q.end > end for q in text.quotes):
        text.text = text.text[:end].rstrip()


def _attribute(text: Text) -> None:
    """Takes the line that says who is quoted ("On … Anna wrote:") into the quotation under it."""
    for q in text.quotes:
        before = text.text[: q.start].rstrip()
        if not before.endswith(":") or q.said.author:
            continue
        begin = before.rfind("\n\n") + 2 if "\n\n" in before[-300:] else before.rfind("\n") + 1
        line = before[begin:]
        if 3 < len(line) <= 300 and line.count("\n") <= 2 and (name := _who(line)):
            start = begin if begin >= 0 else 0
            if not any(o.end > start for o in text.quotes if o is not q and o.start < q.start):
                q.start, q.said = start, Quoted(name)


def _who(line: str) -> str:
    """The name in an attribution line, with what mail programs put around it taken off."""
    flat = " ".join(line.split())
    flat = re.sub(
        r"^(?:On|Op|Am|Le)\s[^<>]{6,80}?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AP]M)?(?:\s\(?[A-Z+0-9()-]{2,12}\)?)?\s*,?\s*(?:schreef|schrieb)?\s*",
        "",
        flat,
    )
    flat = re.sub(r"<[^<>]*>|\([^()]*@[^()]*\)|\S+@\S+", "", flat)
    return quoted_name(flat.strip().rstrip(":").strip(" ,") + " :")
