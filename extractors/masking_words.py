"""The words by which reports tell who knows the allocation: predicates, appositions, adjectives and nouns."""

from __future__ import annotations

import re

from extractors.text.expression import Expression

OTHERS = Expression(
    r"\b(?:et al\b|literature|meta-analys\w+|(?:systematic|scoping|Cochrane|narrative) reviews?\b"
    r"|reviews? of (?:the )?(?:[\w-]+ ){0,3}(?:trials|studies)\b|(?:previous(?:ly)?|earlier|prior|future|further|other"
    r"|pilot|feasibility) (?:[\w-]+ ){0,3}(?:trials?|stud(?:y|ies))\b(?! (?:staff|personnel|team|members?|nurses?"
    r"|investigators?|researchers?|physicians?|coordinators?))|trials (?:of|with|in|have)\b)",
    re.IGNORECASE,
)
BE = r"(?:is|are|was|were|be|been|being|remain(?:ed|s)?|keep|kept|stay(?:ed)?)"
MASKED = r"(?:double-?)?(?:blind(?:ed)?|masked)|unaware"
ALLOCATED = (
    r"(?:allocat|assign|group|\barms?\b|condition|which|random|treatment|interven|identity|placebo|code|study drug)"
)
# People are aware of much: only of the allocation counts here, and to be informed is of one's own.
UNMASKED = (
    r"(?:un-? ?blinded|un-?masked|non-?blinded)(?! (?:at|after|following|once|when|upon|only)\b)"
    rf"|aware(?= [^.;]{{0,90}}?{ALLOCATED})"
    r"|(?:informed|told)(?= (?:of|about|on|as to|regarding|to)? ?(?:which (?:[\w-]+ )?(?:group|arm|treatment)"
    r"|(?:(?:the|their|his|her|these|group|treatment|study) ){0,2}(?:[\w']+ ){0,1}(?:allocation|assignment"
    r"|randomi[sz]ation)))"
)
ADVERB = (
    r"(?:also|all|both|then|therefore|thus|fully|completely|not|be|been|kept|remain|strictly|equally|always|still"
    r"|similarly|neither|successfully|deliberately|actively|made|only|currently)"
)
# `the patients and the assessor will remain blinded to …`
PREDICATE = re.compile(
    rf"\b{BE} (?:{ADVERB} ){{0,3}}(?P<state>{MASKED}|{UNMASKED})\b"
    r"(?![ -](?:(?!to |of |for |from |by )\w+ )?(?:trial|study|design|manner|fashion|randomi[sz]ed|controlled|phase"
    r"|rater|assess\w*|evaluat\w+|observ\w+|investigat\w+|interview\w*|staff|research\w*|review\w*|committee"
    r"|experiment))"
    r"|\b(?:(?:do|did|does|will|would) (?P<no>not ))?(?P<knows>knew|knows?)\b(?= [^.;]{0,60}(?:allocat|assign|group"
    r"|condition|which|treatment|random))|\b(?:were|was|are|is|will) (?P<elliptic>not)(?=[.,;)]?$)",
    re.IGNORECASE,
)
# `by an assessor (who is) blind to group allocation`
APPOSED = re.compile(
    rf"(?:,? (?:who|that|which) (?:{BE}|will be|will remain|had been)(?P<no> not)?(?: kept)?|,|\(|(?<=\w))"
    r" ?\b(?P<state>(?:not )?(?:blind(?:ed)?|masked)|unaware|unblinded) (?:to|of|for|from|towards?|regarding|as to"
    r"|about|with regard)\b",
    re.IGNORECASE,
)
# `blinded outcome assessors`, `an independent, blinded investigator`
BEFORE = re.compile(
    r"(?<!to )(?<!will )(?<!not )(?<!we )(?<!could )(?<!double[- ])(?<!single[- ])(?<!triple[- ])"
    r"\b(?P<state>(?:un-? ?|non-? ?)?(?:blinded|masked|blind)) (?!to\b"
    r"|for\b|from\b|by\b)(?!(?<=unblinded )(?:the|their|an?)\b)",
    re.IGNORECASE,
)
# `blinding of patients was not feasible`, `not possible to blind patients or staff`, `we will blind the raters`
NOMINAL = re.compile(
    r"\b(?:(?:blinding|masking)(?: to [\w ]{3,40}?)?(?: was| is| will be)?(?: upheld| maintained| kept| ensured"
    r"| preserved| achieved| applied)?(?: only)? (?:of|for|impossible (?:to|for))"
    r"|(?:to|will|could|cannot|we|able to|did|not) (?:blind|mask)"
    r"|keep(?:ing)?(?= [^.;]{3,60} (?:blind(?:ed)?|masked)\b)|(?:blinded|masked) assignment of"
    r"|(?P<hidden>(?:blinded|masked|concealed) (?:to|for|from)(?: either| both| all)?(?: the)?)"
    r"|(?:concealed|hidden|withheld|masked) from|(?P<unknown>unknown (?:to|by)(?: the)?)"
    r"|(?P<known>(?:only |solely )?(?:known|disclosed|revealed)(?: only"
    r"| solely)? (?:to|by))|(?P<bare>(?<!double )(?<!single )(?<!double-)(?<!single-)blinding)) (?=\w)",
    re.IGNORECASE,
)
# `participant blinding was not possible`: who stands before the noun.
NOUN_AFTER = re.compile(
    r"\b(?:blinding|masking) (?:was|is|will be|were) (?:(?P<no>not (?:possible|feasible|practicable|done|attempted)"
    r"|impossible|unfeasible|infeasible|impractical)|(?:maintained|ensured|kept|preserved|achieved))\b",
    re.IGNORECASE,
)
# `the nurse had no knowledge of the allocation`
IGNORANT = re.compile(
    r"\b(?:had|have|has|with|having) no (?:prior )?(?:information|knowledge|access|insight)[^.;,]{0,15}"
    r" (?:about|of|on|to|in|into|regarding) [^.;]{0,50}?(?:allocat|assign|randomi|group|treatment (?:arm|status))",
    re.IGNORECASE,
)
# The work is done in a blinded way, by whom the sentence may say: `films were read in a blinded manner by two …`.
BLINDLY = re.compile(
    r"\b(?:assessed|evaluated|analy[sz]ed|scored|read|rated|reviewed|measured|graded|interpreted|adjudicated|examined)"
    r" (?:[\w-]+ ){0,2}?(?:in an? (?:\w+ )?(?:blind(?:ed)?|masked) (?:fashion|manner|way)|blindly)\b(?P<by> by )?",
    re.IGNORECASE,
)
THE_DATA = re.compile(r"\b(?:data|statistic\w*|analys[ei]s)\b", re.IGNORECASE)
# Nobody is masked to a block size or a list: that is concealment of the allocation before it is made.
CONCEALED = re.compile(r"\b(?:block(?:s|ing)? sizes?|size of (?:the )?blocks|lists?|sequences?)\b", re.IGNORECASE)
THEY = re.compile(r"\bthey (?:\w+ ){0,3}$", re.IGNORECASE)
IMPOSSIBLE = re.compile(
    r"\b(?:not(?! (?:be |otherwise |directly )?(?:involved|part of|participating|engaged|taking|in contact"
    r"|responsible|only))"
    r"|cannot|impossible|unable|infeasible|unfeasible|impracticable|impractical|precluded?|prevent\w*|neither|nor"
    r"|no(?! (?:contact|links?|role|involvement|relation))|without|never|lack of|unblinded)\b|n't\b",
    re.IGNORECASE,
)
NOT_FEASIBLE = re.compile(r"\b(?:impossible|infeasible|unfeasible|impractical|impracticable)\b", re.IGNORECASE)
CLAUSE = re.compile(
    r"[;:]\s|,? \b(?:but|while(?! (?:being )?blind)|whilst|whereas|although|though|(?<!not, )however|because|since"
    r"|where|so that|therefore)\b,?",
    re.IGNORECASE,
)
VERB = re.compile(r"\b(?:was|were|is|are|will|would|can|could|has|have|had|received|underwent|did|does|do)\b", re.I)
IF = re.compile(r"^\W*(?:\d\W+)?if\b", re.IGNORECASE)
TOLD = re.compile(r"\b(?:blind(?:ed)?|masked|unaware)\b", re.IGNORECASE)
ALLOCATION = re.compile(r"\b(?:allocat|assign|randomi[sz]ation|treatment|group|code)", re.IGNORECASE)
IS = re.compile(rf"\b{BE} (?:\w+ )?$", re.IGNORECASE)
EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|other than|with the exception of) (?:the |those )?(?:[\w-]+ ){0,2}$", re.IGNORECASE
)
BUT_NOT = re.compile(r"[( ]+but not\b", re.IGNORECASE)
# A person in the part of a sentence that only says more of another: `of the patients`, `assessing participants`.
OBJECT = re.compile(
    r"\b(?:of|for|by|from|with|in|at|(?!including|participating|attending|operating|referring|nursing"
    r"|visiting)\w{4,}ing|saw|treated|given|to|(?:who|that|which) (?:\w+ ){0,2}\w+ed)"
    r" (?:the |all |their |these |study )?$",
    re.IGNORECASE,
)
# The same for the first person of a subject: `consultation with the doctor cannot be blinded`.
BESIDE = re.compile(r"\b(?:with|from|at|whether) (?:the |an? |their )?$", re.IGNORECASE)
BROKEN = re.compile(
    r"\b(?:until|after|before|throughout|during|among|design|phase|manner|fashion|trial|study|controlled|randomi[sz]ed|as|of|was|were|is|are|will|to|by|and|for|in)\b|[,;(]",
    re.IGNORECASE,
)
GENERATES = re.compile(
    r"\bgenerat\w+\b|\b(?:randomi[sz]ation|allocation|random) (?:lists?|sequences?|tables?|codes?)\b", re.IGNORECASE
)
RELATIVE = re.compile(r"\b(?:who|which|that) (?:(?:will|would|can|could|has|have|had|did|was|were) )?$", re.IGNORECASE)
ENDS = re.compile(r"[,.;)]|$| (?:and|or|nor|as|until|during|throughout|by|because|due)\b", re.IGNORECASE)
COORDINATED = re.compile(r",? (?:and|or) (?:[\w-]+ ){0,2}", re.IGNORECASE)
JOINED = re.compile(r"\b(?:and|or) $", re.IGNORECASE)
# Where a new subject begins after an earlier verb: `the aim was not explained, and patients were blinded`.
NEW_SUBJECT = re.compile(r"\bthat |, so |\bhow (?:well|successfully) ", re.IGNORECASE)
NEW_AFTER_NO = re.compile(r"\bthat |,? and ", re.IGNORECASE)
# What people are kept from knowing: without it, `blind` may be a disease and a `mask` a thing to breathe through.
WHAT = Expression(
    r"\b(?:allocat|assign|treatment|group|random|interven|condition|study|arm|drug|medication|trial|status|hypothes"
    r"|identity|placebo|outcome|assess|analys|(?:un-? ?|non-?)?blinded|blinding|masking)",
    re.IGNORECASE,
)
# The work itself is done in ignorance: `the analyses will be performed blinded`.
WORK = re.compile(
    r"\b(?:(?P<analysis>analys[ei]s)|(?P<assessment>assessments?|evaluations?|measurements?|scoring|ratings?))\b"
    r"[^.;,]{0,60}? (?:be |were |was |been )?(?:done|performed|conducted|carried out|made|completed|undertaken)"
    r"(?: while)?"
    r" (?:(?:in an? )?(?P<open>non-? ?blinded|un-?blinded)|(?:blindly|blinded|blind|masked|in an? (?:\w+ )?(?:blinded"
    r"|masked)))\b(?! by)|\bblinding at the (?:point|time|stage|level) of (?:the )?(?P<late>analysis)\b",
    re.IGNORECASE,
)
