"""Saved forum pages into a study: pages a second, and whether memory grows with their number.

    python benchmarks/forums.py              # 1,000 pages of 20 posts, 60 to 130 KB each
    python benchmarks/forums.py --quick      # a tenth of them
    python benchmarks/forums.py --qda PATH   # another installation's script

A third of the pages is of XenForo, a third of phpBB, a third of software that no profile knows. Seconds are CPU of the
whole process; the budget is 60 pages a second. Exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus import stock
from run import Bench, Run

POSTS = 20
PAGES_A_SECOND = 60
_MENU = "".join(f'<li class="nav-{n}"><a href="/forums/{n}/">Forum {n} over de heide</a></li>' for n in range(200))
_SCRIPT = "<script>" + "var instelling = { waarde: 'div class=post' };\n" * 600 + "</script>"


def _page(head: str, body: str, title: str) -> str:
    return (
        f'<!DOCTYPE html><html {head} lang="nl"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><ul>{_MENU}</ul>{body}{_SCRIPT}</body></html>"
    )


def xenforo(thread: int, texts: Sequence[str]) -> str:
    """A page as XenForo 2 has it."""
    out = ""
    for n, text in enumerate(texts, 1):
        quote = (
            f'<blockquote data-quote="Lid {n - 1}" data-source="post: {thread * 100 + n - 1}" class="bbCodeBlock '
            f'bbCodeBlock--quote"><div class="bbCodeBlock-title">Lid {n - 1} schreef:</div><div>{texts[n - 2][:80]}'
            "</div></blockquote>"
        )
        out += (
            f'<article class="message message--post js-post" data-author="Lid {n}" data-content="post-{thread * 100 + n}">'
            f'<div class="message-cell--user"><h4 class="message-name"><a class="username" href="/leden/{n}/">Lid {n}</a>'
            '</h4><dl class="pairs"><dt>Berichten</dt><dd>12</dd></dl></div><div class="message-cell--main"><header '
            f'class="message-attribution"><ul class="message-attribution-main"><li><a href="/threads/x.{thread}/post-{n}">'
            f'<time class="u-dt" datetime="2019-03-{n:02d}T09:12:00+0100">3 maart</time></a></li></ul><ul class='
            f'"message-attribution-opposite"><li><a>#{n}</a></li></ul></header><article class="message-body"><div '
            f'class="bbWrapper">{quote if n % 3 == 0 else ""}{text}</div></article><aside class="message-signature">'
            "Wie stil is hoort meer</aside></div></article>"
        )
    url = f"https://forum.example/threads/draad.{thread}/"
    link = f'<link rel="canonical" href="{url}"><h1 class="p-title-value">Draad {thread}</h1>'
    return _page(
        f'id="XF" data-template="thread_view" data-content-key="thread-{thread}"', link + out, f"Draad {thread}"
    )


def phpbb(thread: int, texts: Sequence[str]) -> str:
    """A page as phpBB 3 has it."""
    out = "".join(
        f'<div id="p{thread * 100 + n}" class="post has-profile"><dl class="postprofile"><dt><a class="username" '
        f'href="./memberlist.php?u={n}">Lid {n}</a></dt></dl><div class="postbody"><h3><a href="./viewtopic.php?p={n}">Re'
        f'</a></h3><p class="author">door Lid {n} &raquo; 0{n % 9 + 1} mrt 2019, 10:{n:02d}</p><div class="content">{text}'
        '</div><div class="signature">Wie stil is hoort meer</div></div></div>'
        for n, text in enumerate(texts, 1)
    )
    link = f'<link rel="canonical" href="https://phpbb.example/viewtopic.php?t={thread}">'
    body = f'{link}<div id="page-body"><h2 class="topic-title">Draad {thread}</h2>{out}</div>'
    return _page("", body, f"Draad {thread}")


def unknown(thread: int, texts: Sequence[str]) -> str:
    """A page of software that nobody prepared for."""
    out = "".join(
        f'<div class="rij"><div class="kop"><b class="auteur">Lid {n}</b> <i>0{n % 9 + 1}-03-2019 10:{n:02d}</i></div>'
        f'<div class="tekst">{text}</div><p class="knop"><a>Reageer</a></p></div>'
        for n, text in enumerate(texts, 1)
    )
    return _page("", f"<h1>Draad {thread}</h1><div>{out}</div>", f"Draad {thread}")


def write_pages(folder: Path, count: int) -> None:
    """Writes `count` pages, the same each time."""
    rng, sentences = random.Random(11), stock()
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        texts = ["<br />\n".join(rng.choices(sentences, k=rng.randint(2, 9))) for _ in range(POSTS)]
        make = (xenforo, phpbb, unknown)[n % 3]
        (folder / f"{make.__name__}-{n:04d}.html").write_text(make(n, texts), encoding="utf-8")


def main() -> int:
    """Measure and print; 1 when the budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the pages")
    parser.add_argument("--qda", help="the script to measure (default: the one beside this Python, else this checkout)")
    args = parser.parse_args()
    script = Path(args.qda) if args.qda else Path(sys.executable).with_name("qda")
    qda = [str(script)] if args.qda or script.exists() else [sys.executable, "-m", "qda"]
    count = 100 if args.quick else 1000
    with tempfile.TemporaryDirectory(prefix="qda-bench-") as temporary:
        b = Bench(Path(temporary), qda, sys.executable, args.quick)
        write_pages(b.folder / "pages", count)
        write_pages(b.folder / "few", count // 10)

        def into(study: str, folder: str) -> Run:
            b.fresh(study)
            return b.run(b.command(study, "import", b.folder / folder))

        few = into("few/qda.db", "few")
        run = into("all/qda.db", "pages").best(into("all/qda.db", "pages"))
        start = b.run([*qda, "--help"]).cpu
    rate = count / (run.cpu - start)
    print(f"{count:,} pages of {POSTS} posts: {run.cpu:.2f} s, {rate:.0f} pages a second (budget {PAGES_A_SECOND})")
    print(f"peak {run.peak:.0f} MiB; {few.peak:.0f} MiB for a tenth of it")
    return int(rate < PAGES_A_SECOND)


if __name__ == "__main__":
    sys.exit(main())
