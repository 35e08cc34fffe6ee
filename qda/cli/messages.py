"""The command line's sentences for refusals and notes that have a code: what is wrong, and which option or command helps.

One sentence a code, with the message's fields in braces; `{said}` is the sentence as a Python caller reads it.
`tests/test_messages.py` looks that no code is missing.
"""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.core.message import worded

SENTENCES: dict[str, str] = {
    # -- core and store ------------------------------------------------------------------------------------------------
    "study-unreadable": "{file} could not be read or written ({why}); {outcome}: run `qda check`",
    "study-damaged": "{file} is damaged ({what}): `qda check` lists what is found; go back to a backup",
    "no-such-word": "--{what} {value!r}: it is one of {words}{did}",
    "speaker-empty": "--speaker is empty: give a label, a glob such as 'R*', or /a regular expression/",
    "no-study-here": "no study here: `qda init` makes one in this folder, `--project FILE` names one elsewhere",
    "no-study-at": "no study at {path}: `qda init` makes one",
    "nothing-to-undo": "{said}; `qda log` shows the history",
    "undo-later-work": "{said}, `qda log` shows it",
    "undo-rests": "cannot {kind} {change}: {why} {later}. Take these back first, or use --any",
    "undo-study-altered": "cannot {kind} {change}: the study is no longer as it left it; run `qda check`",
    "undo-dangling": "{said}; `qda log` shows the history",
    "undo-strays": "cannot take back {change}: it would also take {row}; run `qda check`",
    "sources-listed": "`qda source list` shows them",
    "participants-listed": "`qda participant list` shows them",
    "researchers-uncounted": "{said}; --include-researcher counts them",
    "key-away": "{said}; `qda --reveal COMMAND` shows the real names",
    "key-unreadable": "{said}; `qda --reveal COMMAND` shows the real names",
    "key-of-another": "{said}; `qda --reveal COMMAND` shows the real names",
    "pseudonym-is-a-name": "{said}; `qda --reveal COMMAND` shows the real names",
    "codes-listed": "`qda codebook list` shows them",
    "not-a-category": "{name!r} is a {level}, not a category: `qda axial category {name!r}` raises it",
    "coding-without-source": "coding {id} belongs to source {source}, which does not exist: the file is damaged; `qda check` "
    "says where, a backup restores it",
    "codings-listed": "`qda codings` shows their numbers",
    "relations-listed": "`qda axial list` shows their numbers",
    "memos-listed": "`qda memo list` shows their numbers",
    "comparisons-listed": "`qda report comparisons` shows their numbers",
    "negative-cases-listed": "`qda report negative-cases` shows their numbers",
    "sampling-listed": "`qda sampling list` shows their numbers",
    "candidates-listed": "`qda discover` shows their numbers",
    "candidate-decided": "it is {what}; `qda undo` takes that back",
    "suggestions-listed": "`qda suggest list` shows them",
    "not-contradicted": "--against {said}",
    "segment-unnamed": "{name!r}: name a segment as SOURCE#N; `qda source lines` shows the numbers",
    "where-without-value": "--where {said}",
    "property-unknown": "`qda axial property {category!r} {name!r}` with its ends makes it",
    "rests-on-researchers": "{said} (`qda axial show`, `qda axial status`)",
    "relation-types": "there are {known}; `qda axial types add` makes one",
    # -- importers and exporters ---------------------------------------------------------------------------------------
    "source-too-large": "{size}, more than {most}: split it, or give --large",
    "thread-too-large": "thread {name!r} is more than a source's 20 MB: give --large, or name a thread column",
    "row-too-large": "row {number} is more than a source's 20 MB: give --large",
    "encoding-not-needed": "its bytes are valid UTF-8: where letters look wrong, leave --encoding out",
    "encoding-refuted": "not {encoding}: its bytes are UTF-8; leave --encoding out",
    "encoding-western": "{said}; --encoding sets another",
    "encoding-guessed": "{said}; --encoding sets it",
    "encoding-not-valid": "not valid {encoding}{at}: give its --encoding",
    "encoding-unknown": "its encoding cannot be recognised: name it with --encoding (such as cp1252 or koi8-r)",
    "chat-without-date": "the file has times but no date: `qda source set` gives the source one",
    "posts-not-signed": "some posts are not signed: `qda segment set SOURCE#N author=…` names their writers",
    "labels-doubtful": "not taken for labels: {labels}; --speaker names labels",
    "labels-of-questions": "only those who ask have labels: {paragraphs} no one's; --speaker names labels",
    "labels-seen": "looks like a conversation; labels seen: {labels}; give them by {names}",
    "speaker-name": "--speaker {name}",
    "speaker-names": "{before} --speaker {name}",
    "no-speaker-named": "no speaker is named: paragraphs {how}; --speaker names labels",
    "no-such-label": "no label is {labels}: read without --speaker",
    "import-of-a-study": "a study of qda, not a text: open it with --project; what is coded in it comes here by way of "
    "`qda codebook export` and `qda codings -o FILE.csv`, after its texts",
    "import-of-a-project": "{project}, which qda cannot read yet, and its texts alone would lose the codings: export the "
    "texts, the codebook (.qdc or .csv) and the coded segments (.csv or .xlsx) {there}, then `qda import TEXTS`, "
    "`qda codebook import CODEBOOK`, `qda import SEGMENTS --as codings`",
    "codebook-not-text": "a codebook: bring it in with `qda codebook import`",
    "table-read-as-posts": "its header is one of posts: read as --as posts",
    "table-of-what": "a table: say what its rows are with --as posts, --as table or --as codings; its columns are {columns}",
    "table-of-a-survey": "a table, of a survey by its header: bring it in with --as table",
    "table-of-codings": "a table, of codings by its header: bring it in with --as codings",
    "rows-do-not-fit": "{said} (--skip-bad leaves such rows out)",
    "rows-without-source": "{said} (--skip-bad leaves such rows out, --texts makes sources of the quotes)",
    "json-lines-by-suffix": "JSON lines{named}: give it the suffix .jsonl, and say --as posts or --as table",
    "json-of-no-forum": "JSON, but none of a forum that is known ({known}): for one row per post or person, write JSON lines and "
    "import them with --as posts or --as table",
    "no-workbook": "--sheet is for workbooks, and this is not one: leave it out",
    "sheet-chosen": "sheet {sheet!r} was read; --sheet takes another ({others})",
    "no-column": "{said} with --column {field}=COLUMN",
    "no-column-of-answers": "{said} with --column text=COLUMN",
    "no-answers": "no row has an answer ({rows} rows read): check the columns with --column text=COLUMN",
    "no-column-of-posts": "no column is known as one for {field} ({columns}): --column {field}=COLUMN says which",
    "no-columns-of-posts": "no column is known as one for author or date ({columns}): --column author=COLUMN --column "
    "date=COLUMN says which",
    "person-of-an-earlier-row": "{rows} of an earlier row: {participants}, `qda participant merge` joins them (row {numbers})",
    #
    # -- ops: sources --------------------------------------------------------------------------------------------------
    "source-set-nothing": "say what to set: VARIABLE=VALUE; {own} are the source's own",
    "source-set-name": "to give {source!r} another name: `qda source rename`",
    "source-removed": "removed {what}; `qda undo` brings all of it back",
    "source-update-authors": "{said}: `qda segment set`",
    "source-update-before": "{stay} on the old text, {before!r}; when all is settled, `qda source remove {before!r}`",
    "operator-not-on-unit": "character {at} of the query: {word} {why}: leave --unit {unit} out for it",
    "researchers-places-left-out": "{said} (--include-researcher shows them)",
    "coding-words-changed": "{said}: --changed moves it along",
    "import-file-changed": "{path} has changed since it came in as {source}; skipped: `qda source update {source!r} {path}` "
    "takes the new text and moves the codings along, --name NEW makes it another source",
    "import-name-of-two": "--name names one source, and {first} and {second} are two: import them without it",
    "import-name-taken": "there is a source {name!r} already; --name takes one file and a name that is free",
    "import-nothing-to-set": "no source came in, so --set had nothing to set",
    "thread-posts-edited": "{said}: `qda source update {source!r} FILE` takes their new text",
    "participants-joined": "joined as one person across sources: {who}{more}; `qda participant split` separates them",
    "participants-kept-apart": "not joined, because it may be a job, not a name: {label} (in {n}); if it is one person: "
    "`qda participant merge {names} --into {into}`",
    "participant-set-nothing": "say what to set: VARIABLE=VALUE; role is one of {roles}",
    "participant-set-name": "to give {name!r} another name: `qda participant merge {name!r} --into NEW`",
    "participant-name-taken": "there is another participant {name!r} already: name a new person by --into, or merge with "
    "that one",
    "participant-split-nothing": "{said}; `qda participant list --source {sources}` shows who has",
    "participant-split-all": "all segments of {name!r} are in {sources}: there is nothing to part; "
    "`qda participant merge {name!r} --into NEW` gives another name",
    "participant-import-unknown": "{said}; --new makes them",
    "pseudonyms-left-alone": "--left lists what would be left: give it with --dry-run",
    "pseudonyms-no-key": "say where the key is to be kept: --key FILE, in a folder other than {folder}, or QDA_KEY",
    "pseudonyms-key-gone": "{said} (`qda participant pseudonymise --off` first, if that is meant)",
    "pseudonyms-key-beside": "{said} (--beside allows it)",
    "pseudonyms-also": "--also {name}={shown}: write NAME=PSEUDONYM",
    "pseudonyms-reveal": "`qda --reveal COMMAND` shows the real names once, `qda participant pseudonymise --off` from then "
    "on",
    "pseudonyms-was-left": "`qda participant pseudonymise --dry-run --left` lists what looks like a name, a number or an "
    "address and was left",
    "pseudonyms-would-be-left": "`--dry-run --left` lists what looks like a name, a number or an address and would be left",
    "pseudonyms-replace-too": "`qda participant pseudonymise --also NAME=PSEUDONYM` has one of these replaced too",
    "segment-set-role": "role is a person's, not a segment's: `qda participant set NAME role=…` sets it",
    "segment-set-nothing": "say what to set: FIELD=VALUE, with one of {fields}",
    "segment-split-empty": "--before: the text is empty",
    "segment-split-nowhere": "--before: {said}; `qda source show` has its text",
    "segment-split-nth": "--nth {nth}: the text occurs {times}",
    "segment-split-which": "--before: {said}",
    "segment-split-place": "--nth {said}",
    "segment-split-not-there": "--before {said}",
    "segment-join-authors": "{said} with `qda segment set`",
    "segment-join-kinds": "{said} with `qda segment set`",
    "segments-reply-to": "reply_to is set one segment at a time: name it as SOURCE#N, without --where",
    "segments-condition": "--where {given!r}: write FIELD=GLOB, with one of {fields}",
    "segments-condition-field": "field for --where",
    "search-in-boilerplate": "{said}; --everywhere shows {them}",
    # -- ops: coding ---------------------------------------------------------------------------------------------------
    "code-not-named": "name a code, or give --in-vivo to take the participant's own words",
    "coding-there": "coding {held} is that code on that stretch already: `qda uncode {id}` removes this one",
    "coding-there-unconfirmed": "coding {id} was there already: {name!r} on this stretch; it is unconfirmed: "
    "`qda confirm {id}`",
    "coding-unchanged": "nothing to change: give --code, --span, --quote, --note or --pin",
    "in-vivo-names": "--in-vivo takes one NAME at most: words of the stretch itself",
    "in-vivo-elsewhere": "--in-vivo: {said}",
    "in-vivo-long": "--in-vivo: the stretch has over {most} words; give a NAME from it, or a shorter stretch",
    "stretch-unclear": "say which stretch by exactly one of --quote, --span, --sentence, --segment",
    "span-and-quote": "give --span or --quote, not both",
    "span-unreadable": "--span {given!r}: write START:END, two numbers",
    "stretch-too-large": "--{way}: {number} is larger than any number that a study can have",
    "span-empty": "--span {given}: it is empty; END is the place after the last character",
    "span-outside": "--span {given}: outside the text, which has {size} characters",
    "span-blank": "--span {given}: there is only white space",
    "sentence-unreadable": "--sentence {given!r}: write N or N:M",
    "sentence-outside": "--sentence {given}: the sentences are 1 to {last}; `qda source lines` shows them",
    "quote-empty": "--quote: the quote is empty",
    "quote-nowhere": "the quote {quote} is nowhere in the source; `qda search` finds words in all sources",
    "quote-again": "{said}",
    "quote-place": "--nth {nth}: {start}:{end} …{words}…",
    "quote-nth-outside": "--nth {nth}: the quote occurs {times}",
    "nth-without-quote": "--nth goes with --quote",
    "relation-left-bare": "{said} (`qda axial status`)",
    "relations-left-bare": "{said} (`qda axial status`)",
    "autocode-what": "give --match TEXT or --regex RE, one of them",
    "autocode-unit": "--unit {unit}: it is one of {units}",
    "autocode-part": "--part goes with --match",
    "autocode-empty": "--match: the text is empty",
    "autocoded": "{made}, unconfirmed: read them and `qda confirm` or `qda uncode` them",
    "core-is-chosen": "the core category is chosen, not declared: make it a category, then `qda selective core NAME`",
    "core-level": "{name!r} is the core category: `qda selective core --none` takes that back first",
    "category-has-properties": "{name!r} has the properties {properties}, so it is a category: "
    "`qda axial property {name!r} NAME --remove` removes them first",
    "code-name-taken": "{why}: there is a code {path!r} already; if they are one thing, `qda codebook merge`",
    "define-what": "say what to define: --definition, --include, --exclude, --example, --level or --under",
    "rename-moves": "{new!r}: rename gives another name, `qda codebook move {old!r} --under {home!r}` another home",
    "move-where": "say where to: --under PARENT, or --top",
    "remove-or-lift": "--with-codes or --lift: the codes under it go along or stay, not both",
    "codes-under-it": "{path!r} has {codes} under it ({some}): --with-codes removes them as well, --lift lets them take "
    "its place",
    "merge-under-merged": "{into!r} lies under a code that is merged, and would come to lie under itself: "
    "`qda codebook move {into!r} --top` first, or merge it the other way",
    "split-which": "say which codings: --coding ID (`qda codings --code NAME` shows them)",
    "split-itself": "{into!r} is the code itself: give another name with --into",
    "split-is-code": "{into!r} is still a code: `qda axial category {into!r}` raises it",
    "codings-of-code": "`qda codings --code {name!r}` shows those of the code",
    #
    # -- ops: theory ---------------------------------------------------------------------------------------------------
    "category-move-alone": "--move goes with --from: name the codes that get their home here",
    "category-is-higher": "{code!r} is a {level} already; `qda codebook define {code!r} --level focused` lowers it",
    "category-gathers-itself": "--from {name!r}: {said}",
    "category-lies-under": "--from {name!r}: {said}; `qda codebook move` separates them",
    "category-has-namesake": "--from {name!r}: {category!r} holds another code of that name; `qda codebook merge` makes them one",
    "category-member-too": "{said}; --move moves it",
    "property-one-thing": "say one thing: --low … --high …, or --kinds …, or --remove",
    "property-is-new": "{category!r} has no property {property!r} yet: give its ends (--low T --high T) or its --kinds T",
    "property-nothing-to-change": "{property!r} of {category!r} is {dimension}: say what to change (--low, --kinds, --rename)",
    "property-needs-two-ends": "a range has two ends: give --{end} T as well",
    "property-has-no-points": "{property!r} of {category!r} has no points yet: `qda axial property {category!r} {property!r}` "
    "with --low T --high T, or --kinds T, gives it some",
    "place-value-too-many": "--remove takes no VALUE",
    "place-value-missing": "give a VALUE: low, high, a point or a kind",
    "place-of-others": "{said}: --coder acts for another",
    "place-outside-category": "coding {coding} does not lie in {categories}: `qda axial category … --from {code!r}` gathers "
    "its code",
    "place-property-unknown": "`qda axial property` makes one",
    "coding-unknown-number": "`qda codings` shows their numbers",
    "machine-coding-unread": "coding {coding} was made by a machine and nobody has read it yet: `qda confirm {coding}`",
    "evidence-on-both-sides": "coding {coding} is given --for and --against: say which, or code a shorter stretch",
    "evidence-unknown": "--drop {coding}: it is no evidence of relation {relation}; `qda axial show` shows which is",
    "evidence-already-other": "{said}; --drop {coding} takes it out",
    "relation-would-be-bare": "relation {relation} is supported and would be without a quote for: give another --status "
    "along with it",
    "relation-needs-a-quote": "supported needs a quote for: `qda axial relate A TYPE B --for CODING` adds one",
    "relation-needs-a-reason": "{status} needs a quote against (`qda axial relate A TYPE B --against CODING`), or a reason "
    "(--because){held}",
    "relation-alone": "relation {relation} would be {status} {alone} (coding {codings}): give it a participant's quote "
    "(--{side} CODING), or --include-researcher with --because TEXT",
    "relation-alone-without-reason": "relation {relation} would be {status} {alone}: --include-researcher needs a reason, "
    "--because TEXT",
    "relation-role": "--role {role!r}: it is one of {roles}",
    "comparison-property-missing": "--outcome new-property needs --property CATEGORY/PROPERTY: which one was found?",
    "comparison-no-recode": "--to goes with --outcome recode, not with {outcome}",
    "comparison-note-empty": "--note is empty: say in a line what the comparison gave",
    "comparison-of-a-code": "{said} (`qda codings` shows it)",
    "comparison-property-name": "--property {property!r}: name it as CATEGORY/PROPERTY",
    "comparison-made-property": "{said}: `qda axial property {category!r} {property!r}` with --low T --high T, or --kinds T, "
    "gives it some",
    "comparison-same-code": "--to {code!r}: coding {coding} has that code already; leave out --to to record the comparison "
    "alone",
    "memo-type": "--type {type}: {near}it is one of {types}",
    "memo-date": "--date {date!r}: write it as 2026-11-22 or 2026-11-22T14:30",
    "negative-is-open": "coding {coding} is negative case {case} against {against} already, and open: "
    "`qda negative resolve {case}` says what came of it, a memo on negative:{case} adds to it",
    "negative-note-empty": "--note is empty: say in a line {what}",
    "sampling-category-twice": "--from-row says what the entry is for: leave out --for",
    "sampling-category-missing": "say which category it is for: --for CATEGORY[/PROPERTY], or --from-row N of "
    "`qda report sampling`",
    "sampling-is-open": "{said}: `qda sampling close {entry}` closes it",
    "sampling-changed-empty": "--changed is empty: say in a line what it changed, also when it changed nothing",
    "sampling-status": "--status {status!r}: it is open or closed",
    "judgement-answer": "--{question} {value!r}: it is one of {answers}",
    "judgement-empty": "say what you judge: --explains-variation, --abstract or --note",
    "core-one-thing": "name a category, or give --none to withdraw the core",
    "core-without-reason": "say why it is the core: --because keeps the reason in the log, `qda selective judge` records your "
    "judgement",
    "storyline-saved": "{said}; `qda selective check` shows what it leaves open",
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    "candidate-name-for-one": "--as NAME names one code: accept one candidate at a time with it",
    "candidate-texts-changed": "{count} of its quotes left out: their text has changed; `qda discover` looks again",
    "candidate-codings-unread": "{count} codings made, unconfirmed: read each, then `qda confirm ID` or `qda uncode ID` (or in "
    "`qda read`); making it a category is your own step: `qda axial category`",
    "discover-how-many": "--top {top}: give a number from 1 up",
    "discover-left-out": "{decided}; --all shows them",
    "discover-no-texts": "the study has no texts yet: `qda import FILE…` brings some in",
    "discover-no-words": "no words count over {filters}: boilerplate, quotations of others and researchers' words stay out "
    "(--include-researcher includes the researchers' words)",
    "suggestion-decide": "`qda suggest accept ID…` codes them, `qda suggest reject ID…` keeps them from being suggested again",
    "suggestion-is-coded": "suggestion {suggestion} is coding {coding} now: `qda uncode {coding}` removes it",
    "study-language": "--language {language!r}: give a code such as nl or en",
    "relation-rests-alone": "{said}: `qda axial show` has its quotes",
    # -- reports: counts, common, saturation ---------------------------------------------------------------------------
    "frequency-is-no-weight": "{said} (`qda quotes CODE`)",
    "grouping-unknown": "--by takes {known} or a variable",
    "imported-codes-left-out": "{said} (--include-imported counts them)",
    "level-unknown": "--level {given}: it is code or category",
    "measure-unknown": "--measure {given}: it is one of {known}",
    "network-of-unknown": "--of {given}: it is one of {known}",
    "period-unknown": "--by {given}: it is one of {known}",
    "pairs-of-one-coder": "pairs that {what}, of one coder (--across-coders counts those of any two), of {these} over "
    "{filters}: each code's own codings",
    "part-unknown": "--part {given!r}: it is one of {known}",
    "researchers-codings-left-out": "{said} (--include-researcher counts them)",
    "saturation-no-category": "There is no category yet: `qda axial category NAME --from CODE` raises one.",
    "saturation-not-judged": "No memo judges it yet. A theoretical, sampling or methodological memo that names saturation "
    "stands here, those on a category under its name: `qda memo add --type theoretical --on category:NAME`.",
    "saturation-researchers-left-out": "Left out: codings on a researcher's words (--include-researcher counts them).",
    "wide-needs-groups": "--wide needs --by: a row for each value",
    "within-unknown": "--within {given}: it is one of {known}",
    # -- reports: theory -----------------------------------------------------------------------------------------------
    "category-not-defined": "Not defined yet: `qda axial category … --definition`.",
    "compared-with-itself": "{what!r} cannot be compared with itself: leave out --with, or name another code or coding",
    "core-is-yours-to-judge": "{said} (`qda selective judge`, `qda selective core`)",
    "ledger-empty": "Nothing has been noted yet: `qda sampling add` notes whom or what to look for.",
    "look-or-outcome": "--look shows quotes that have no --outcome: give one of the two",
    "more-quotes": '{said}: `qda quotes "{category}"`',
    "no-category-yet": "there is no category yet: `qda axial category NAME --from CODE` raises one",
    "no-comparison-yet": "No comparison has been recorded yet: `qda compare record` keeps one.",
    "no-core-chosen": "no core category has been chosen (`qda selective core`)",
    "no-negative-case-yet": "No negative case has been recorded: `qda negative add` records one.",
    "no-storyline-yet": "there is no storyline yet: `qda selective storyline --edit` begins one",
    "no-such-question": "--from-row {row}: {rows}; `qda report sampling` shows them",
    "no-such-version": "{said}: `qda selective storyline --versions`",
    "nothing-compared-yet": "{counted}; `qda compare record` keeps what a comparison gave",
    "nothing-to-ask": "nothing to ask yet: `qda axial category NAME --from CODE` raises a code to a category",
    "numbers-of-codings": "`qda codings` shows their numbers",
    "pair-not-compared": "{said}: `qda compare record`",
    "questions-make-entries": "a question says where to look, not that something is wrong; `qda sampling add --from-row N` makes "
    "an entry of it",
    "quotes-ground-claims": "{said}; `qda selective check` lists what the story leaves open",
    "quotes-not-taken-up": "Quotes against a relation that nobody has taken up: `qda negative add CODING --against "
    "relation:N` takes one up.",
    "story-not-written": "there is no storyline yet: write it with `qda selective storyline --edit`, or --file FILE",
    "story-without-core": "there is no core category: `qda selective core CATEGORY` declares one",
    "supported-without-quotes": "supported, but no quote is left: relation {relations}; give it one --for, or another "
    "status",
    # -- reports: their declarations -----------------------------------------------------------------------------------
    "entry-of-a-question": "`qda sampling add --from-row N` makes an entry of one",
    "missing-has-no-outcome": "--missing lists pairs without a comparison, which have no --outcome",
    # -- render, nlp ---------------------------------------------------------------------------------------------------
    "no-suffix": "{path}: no suffix says the format; give --format, or end the name in one of: {known}",
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
