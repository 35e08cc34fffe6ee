# Made by `python docs/generate.py` from the table of methods (`qda/notebook/methods.py`).

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import SupportsIndex, TypeAlias

from qda.notebook.result import Result

Text: TypeAlias = str | PathLike[str] | SupportsIndex
Texts: TypeAlias = Text | Iterable[Text] | Mapping[str, str]
Number: TypeAlias = SupportsIndex | str
Numbers: TypeAlias = Number | Iterable[Number]
Pairs: TypeAlias = Mapping[str, str] | Iterable[str] | str

class Methods:
    def info(
        self,
        *,
        include_researcher: bool = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def settings(
        self,
        values: Pairs | None = ...,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def log(
        self,
        *,
        limit: Number | None = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def undo(
        self,
        n: Number = ...,
        *,
        any: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def redo(
        self,
        n: Number = ...,
        *,
        any: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def check(
        self,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def backup(
        self,
        file: Text,
    ) -> Result: ...
    def import_(
        self,
        paths: Texts,
        *,
        as_: Text = ...,
        name: Text = ...,
        column: Texts = ...,
        set: Pairs | None = ...,
        dry_run: bool = ...,
        encoding: Text = ...,
        sheet: Text = ...,
        large: bool = ...,
        speaker: Texts = ...,
        texts: bool = ...,
        skip_bad: bool = ...,
        into: Text = ...,
        media: Text = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def export(
        self,
        file: Text,
        *,
        for_: Text = ...,
        plain: bool = ...,
        force: bool = ...,
        dry_run: bool = ...,
        media: Text = ...,
        check: bool = ...,
        source: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_list(
        self,
        *,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_show(
        self,
        name: Text,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_lines(
        self,
        name: Text,
        *,
        segment: Number | None = ...,
        uncoded: bool = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_set(
        self,
        name: Text,
        values: Pairs,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_update(
        self,
        name: Text,
        file: Text,
        *,
        changed: bool = ...,
        as_: Text = ...,
        encoding: Text = ...,
        column: Texts = ...,
        sheet: Text = ...,
        large: bool = ...,
        speaker: Texts = ...,
        dry_run: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_rename(
        self,
        old: Text,
        new: Text,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def source_remove(
        self,
        name: Text,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def segment_set(
        self,
        place: Text,
        fields: Pairs,
        *,
        where: Texts = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def segment_split(
        self,
        place: Text,
        *,
        before: Text,
        nth: Number | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def segment_join(
        self,
        first: Text,
        second: Text,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_list(
        self,
        *,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_set(
        self,
        name: Text,
        values: Pairs,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_import(
        self,
        file: Text,
        *,
        column: Pairs | None = ...,
        new: bool = ...,
        sheet: Text = ...,
        encoding: Text = ...,
        dry_run: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_merge(
        self,
        names: Texts,
        *,
        into: Text,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_split(
        self,
        name: Text,
        *,
        source: Texts,
        into: Text,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def participant_pseudonymise(
        self,
        *,
        key: Text = ...,
        also: Pairs | None = ...,
        dry_run: bool = ...,
        left: bool = ...,
        beside: bool = ...,
        off: bool = ...,
        because: Text = ...,
        output: Text = ...,
    ) -> Result: ...
    def search(
        self,
        query: Texts,
        *,
        everywhere: bool = ...,
        limit: Number | None = ...,
        context: Number = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def code(
        self,
        source: Text,
        codes: Texts = ...,
        *,
        quote: Text | None = ...,
        nth: Number | None = ...,
        span: Text | None = ...,
        sentence: Text | None = ...,
        segment: Number | None = ...,
        note: Text | None = ...,
        in_vivo: bool = ...,
        existing: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def coding_set(
        self,
        ids: Numbers,
        *,
        code: Text | None = ...,
        span: Text | None = ...,
        quote: Text | None = ...,
        note: Text | None = ...,
        pin: bool | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def uncode(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def confirm(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def autocode(
        self,
        code: Text,
        *,
        match: Text | None = ...,
        regex: Text | None = ...,
        part: bool = ...,
        unit: Text = ...,
        everywhere: bool = ...,
        include_researcher: bool = ...,
        existing: bool = ...,
        dry_run: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codings(
        self,
        *,
        with_codes: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def quotes(
        self,
        codes: Texts,
        *,
        context: Number = ...,
        source: Texts = ...,
        participant: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def query(
        self,
        expression: Texts,
        *,
        unit: Text = ...,
        same_coder: bool = ...,
        context: Number = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover(
        self,
        *,
        top: Number = ...,
        include_researcher: bool = ...,
        all: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover_terms(
        self,
        *,
        top: Number = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover_accept(
        self,
        ids: Numbers,
        *,
        as_: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover_reject(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover_rename(
        self,
        id: Number,
        name: Text,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def discover_merge(
        self,
        ids: Numbers,
        *,
        into: Number,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def language(
        self,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def compare(
        self,
        what: Text,
        *,
        with_: Text = ...,
        by: Text = ...,
        source: Texts = ...,
        participant: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def compare_record(
        self,
        coding: Text,
        against: Text,
        *,
        outcome: Text,
        note: Text,
        property: Text | None = ...,
        to: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def compare_remove(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_list(
        self,
        *,
        level: Text = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_add(
        self,
        name: Text,
        *,
        under: Text | None = ...,
        level: Text | None = ...,
        definition: Text | None = ...,
        include: Text | None = ...,
        exclude: Text | None = ...,
        example: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_define(
        self,
        name: Text,
        *,
        under: Text | None = ...,
        level: Text | None = ...,
        definition: Text | None = ...,
        include: Text | None = ...,
        exclude: Text | None = ...,
        example: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_rename(
        self,
        old: Text,
        new: Text,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_move(
        self,
        name: Text,
        *,
        under: Text = ...,
        top: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_remove(
        self,
        name: Text,
        *,
        with_codes: bool = ...,
        lift: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_merge(
        self,
        names: Texts,
        *,
        into: Text,
        dry_run: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_split(
        self,
        name: Text,
        *,
        into: Text,
        coding: Numbers,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_import(
        self,
        file: Text,
        *,
        dry_run: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def codebook_export(
        self,
        file: Text,
        *,
        reveal: bool = ...,
    ) -> Result: ...
    def suggest_codes(
        self,
        *,
        source: Text,
        segment: Number | None = ...,
        sentence: Text | None = ...,
        span: Text | None = ...,
        top: Number = ...,
        include_researcher: bool = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def suggest_quotes(
        self,
        code: Text,
        *,
        top: Number = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def suggest_list(
        self,
        *,
        undecided: bool = ...,
        source: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def suggest_accept(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def suggest_reject(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_add(
        self,
        text: Text | None = ...,
        *,
        file: Text | None = ...,
        title: Text | None = ...,
        type: Text = ...,
        date: Text | None = ...,
        on: Texts = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_list(
        self,
        *,
        type: Texts = ...,
        on: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_show(
        self,
        id: Number,
        *,
        versions: bool = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_edit(
        self,
        id: Number,
        *,
        text: Text | None = ...,
        file: Text | None = ...,
        title: Text | None = ...,
        type: Text | None = ...,
        date: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_remove(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_link(
        self,
        id: Number,
        things: Texts,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def memo_unlink(
        self,
        id: Number,
        things: Texts,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_category(
        self,
        name: Text,
        *,
        from_: Texts = ...,
        move: bool = ...,
        definition: Text | None = ...,
        focused: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_property(
        self,
        category: Text,
        name: Text,
        *,
        low: Text | None = ...,
        point: Texts = ...,
        high: Text | None = ...,
        kinds: Texts = ...,
        rename: Text | None = ...,
        remove: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_place(
        self,
        coding: Number,
        property: Text,
        value: Text | None = ...,
        *,
        note: Text | None = ...,
        remove: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_relate(
        self,
        a: Text,
        type: Text,
        b: Text,
        *,
        for_: Numbers = ...,
        against: Numbers = ...,
        drop: Numbers = ...,
        status: Text | None = ...,
        note: Text | None = ...,
        include_researcher: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_unrelate(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_status(
        self,
        id: Number,
        status: Text,
        *,
        note: Text | None = ...,
        include_researcher: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_list(
        self,
        *,
        status: Text = ...,
        code: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_types(
        self,
        words: Texts | None = ...,
        *,
        role: Text = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_paradigm(
        self,
        phenomenon: Text,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def axial_show(
        self,
        category: Text,
        *,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def selective_candidates(
        self,
        *,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def selective_judge(
        self,
        category: Text,
        *,
        explains_variation: Text | None = ...,
        abstract: Text | None = ...,
        note: Text | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def selective_core(
        self,
        category: Text | None = ...,
        *,
        none: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def selective_storyline(
        self,
        *,
        file: Text | None = ...,
        text: Text | None = ...,
        version: Number | None = ...,
        versions: bool = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def selective_check(
        self,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def negative_add(
        self,
        coding: Number,
        *,
        against: Text,
        note: Text,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def negative_resolve(
        self,
        id: Number,
        *,
        outcome: Text,
        note: Text,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def negative_reopen(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def negative_remove(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def sampling_add(
        self,
        text: Text = ...,
        *,
        for_: Text = ...,
        seek: Text = ...,
        from_row: Number | None = ...,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def sampling_close(
        self,
        id: Number,
        *,
        source: Texts = ...,
        changed: Text,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def sampling_list(
        self,
        *,
        status: Text = ...,
        code: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def sampling_remove(
        self,
        ids: Numbers,
        *,
        because: Text = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_study(
        self,
        *,
        title: Text = ...,
        without: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_frequencies(
        self,
        *,
        by: Text = ...,
        wide: bool = ...,
        measure: Text = ...,
        share: Text = ...,
        level: Text = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_cooccurrence(
        self,
        *,
        within: Text = ...,
        across_coders: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_network(
        self,
        *,
        of: Texts = ...,
        least: Number = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_timeline(
        self,
        *,
        by: Text = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_portrait(
        self,
        name: Text,
        *,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_categories(
        self,
        *,
        quotes: Number = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_memos(
        self,
        *,
        type: Texts = ...,
        on: Texts = ...,
        coder: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_quotes(
        self,
        names: Texts,
        *,
        context: Number = ...,
        source: Texts = ...,
        participant: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_evidence(
        self,
        *,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_comparisons(
        self,
        *,
        outcome: Text = ...,
        missing: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_negative_cases(
        self,
        *,
        outcome: Text = ...,
        look: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_sampling(
        self,
        *,
        code: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_saturation(
        self,
        *,
        part: Text = ...,
        statement: bool = ...,
        estimators: bool = ...,
        include_researcher: bool = ...,
        include_imported: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_codebook(
        self,
        *,
        quotes: Number = ...,
        include_researcher: bool = ...,
        source: Texts = ...,
        participant: Texts = ...,
        code: Texts = ...,
        coder: Texts = ...,
        where: Texts = ...,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
    def report_workbook(
        self,
        *,
        output: Text = ...,
        reveal: bool = ...,
    ) -> Result: ...
