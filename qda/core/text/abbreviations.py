"""Words that end in a full stop without ending a sentence, by language. Data: to add a language, add an entry.

`title` words never end a sentence (dr. Jansen, bijv. Utrecht). `number` words do not end one before a figure (blz. 12).
`last` words may end one, and do when a capital follows (enz. Daarna). `starters` are words that begin sentences: after
a capital with a stop (plan B. Het …) they tell a new sentence from a name. `goes_on` words continue a sentence after a
question or exclamation inside it (hoe dan? vroeg zij). All in lower case, without the final stop.

If you change an entry, raise `qda.core.text.sentences.VERSION`.
"""

from __future__ import annotations

LANGUAGES: dict[str, dict[str, str]] = {
    "nl": {
        "title": """
            dhr mevr mw mej dr drs mr ir ing prof hr hoogl ds past st jhr jkvr bc msc zr br kol lt gen kapt m.b.t
            d.w.z o.a bijv bijvb d.m.v i.p.v i.v.m t.a.v t.b.v t.o.v t.g.v t.w t.n.v t.b.s i.c i.g.v i.h.b i.h.a
            i.s.m i.t.t i.o.v i.m.v n.a.v n.v.t o.b.v o.l.v o.g.v o.m o.v.v a.d.h.v a.g.v m.a.w m.n m.i m.i.v m.u.v
            m.m.v p.a p/a r.k resp vgl cf zgn zg w.o w.v w.g z.g zgh ca circa incl excl evt i.e e.g vs t/m v.d v.h
            v.w.b wnd plv div bep alg gem prov burg secr wethh wet.t voorz min.pres b.g.g c.q v.a v.l.n.r fam plm
            ong mbt dwz nav ivm tav tov adhv ipv oa mn tbv o.i m.h.o d.i n.l nl nml k.k d.d z.s.m s.v""",
        "number": """
            nr nrs no art artt blz p pp pag par hfst hoofdst afb fig tab afl dl jg jrg bijl r nt tel jan febr feb
            mrt apr aug sept sep okt nov dec min max gem vz kst stb stcrt § ecli""",
        "last": """
            etc enz e.d e.v e.a a.u.b aub s.v.p svp c.s o.i.d ed ev ea jl ll a.s v.chr n.chr n.v b.v jr sr i.o b.d
            a.i h.t.l i.d s.s.t.t u.v nv p.m a.m v.c q.q p.s w.v.t.t.k""",
        "starters": """
            het een dit dat deze die er ik je jij hij zij ze we wij jullie u men in op bij met voor na als toen dan
            daar daarna daarom daarbij daarnaast dus en maar ook om of nu wel niet wat wie hoe waar waarom wanneer
            welke want hier zo zoals omdat alle veel vanaf verder vervolgens mijn ons onze hun haar zijn""",
        "goes_on": """
            en of maar want dus vroeg vraag vraagt vroegen zei zegt zeggen zeiden riep roept dacht denkt denk luidt
            luidde schreef schrijft antwoordde vond als dan die dat is was waren zijn bij van voor met in op te om""",
    },
    "en": {
        "title": """
            mr mrs ms dr prof rev hon gen col capt lt sgt gov sen rep pres messrs mx fr st mt ft vs e.g i.e eg ie cf
            viz resp approx ca incl excl esp dept b.k.a a.k.a f.k.a w.r.t c/o ph d.phil asst assoc atty supt""",
        "number": """
            no nos vol vols p pp fig figs tab ch chap sec sect art para par ed eds eq jan feb apr aug sept sep oct
            nov dec op""",
        "last": """
            etc et.al inc ltd co corp jr sr bros a.m p.m ph.d m.d b.a m.a b.sc m.sc plc
            llc esq b.c a.d p.s n.b""",
        "starters": """
            the a an this that these those there it he she they we you i in on at by with for from as when then so
            and but or if while after before however also now what who how where why because since all many most our
            my his her their its not no yes""",
        "goes_on": """
            and or but said says asked asks cried thought thinks wrote replied was is are were that which who in of
            for to as with he she they""",
    },
    "de": {
        "title": """
            hr fr hrn dr prof dipl ing z.b d.h u.a bzw ggf evtl sog vgl ca inkl exkl i.d.r i.s.d i.s.v i.a z.t z.zt
            u.u o.g s.o s.u m.e v.a d.i i.e e.g bspw insb insbes bes gem lt mind max min st str rd resp gegr geb
            gest verh hl zit zz zzgl abzgl einschl entspr allg urspr ehem stellv""",
        "number": """
            nr nrn s abb abs art bd bde kap tab fig ziff anm aufl jg jh jhd jan feb febr mär apr jun jul aug sept
            sep okt nov dez rn tel str hs""",
        "last": """
            usw etc u.s.w u.ä u.a.m u.v.m o.ä f ff v.chr n.chr e.v jr sr a.d mio mrd std mon""",
        "starters": """
            das die der den dem ein eine einen es er sie ich wir ihr man in im an am auf bei mit für von zu nach als
            wenn dann da so und aber auch oder nun was wer wie wo warum weil alle viele dies diese dieser dieses
            hier""",
        "goes_on": """
            und oder aber fragte fragt sagte sagt rief dachte meinte schrieb ist war sind waren wie als die das""",
    },
    "fr": {
        "title": """
            mm dr mgr mlle mme mr st ste prof av bd p.ex c.-à-d c.à.d cf env i.e e.g resp ex réf apr av.j""",
        "number": """
            no n° nos p pp vol chap fig tab art al éd t janv févr avr juil sept oct nov déc réf tél""",
        "last": """
            etc c.-à-d s.a s.v.p j.-c p.s n.b jr""",
        "starters": """
            le la les l un une des ce cette ces cet c il elle ils elles on nous vous je j tu en dans à au aux par
            pour avec sans sur mais et ou si quand comme donc or puis ensuite alors ainsi que qui où pourquoi
            comment""",
        "goes_on": """
            et ou mais dit disait demande demanda répond répondit pense est sont qui que de à dans pour""",
    },
}
