"""The phrases by which reports name the contract's outcomes, as expressions.

The first match wins, so the telling come first.

`NONE` marks quantities that are no results: follow-up, age, dose, exposure, baseline.
Abbreviations are matched in capitals, words in any case.
"""

from __future__ import annotations

_FREE = r"[- ]?free(?:[- ]survivals?)?(?: (?:rates?|time|probabilit\w+|interval|duration))?"
_PART = r"(?:progression|relapse|recurrence|metastasis|failure|infarction|stroke|transplantation)"
_GRADE = (
    r"grades? ?(?:≥ ?3|>=? ?3|III|3)(?: ?(?:-|to|/|or|and|through) ?(?:4|5|IV|V))?(?: ?(?:or|and) ?(?:higher|"
    r"greater|above|worse|more|over|severer?))?\+?"
)
_EVENTS = (
    r"(?:adverse (?:drug )?(?:events?|reactions?|effects?)|toxicit(?:y|ies)|toxic effects?|side effects?|TRAEs?\b|"
    r"TEAEs?\b|AEs?\b|ADRs?\b|irAEs?\b|treatment-related (?:events?|toxicit\w+)|complications?)"
)

OUTCOMES: tuple[tuple[str, str], ...] = (
    ("NONE", r"(?i:\bfollow(?:ed)?[- ]?up\b)"),
    ("NONE", (
            r"(?i:\b(?:median|mean|average) (?:[(\[][^()\[\]]{1,30}[)\]] )?age\b|"
            r"\bMage\b|\bage(?:d)? (?:was|of|at)\b|\byears of age\b|\bages? ?[≥>≤<]|\bage \((?:mean|median)\b)"
        )),
    ("NONE", (
            r"(?i:\b(?:relative |received |delivered |cumulative |total )?dose(?:[- ]intensity| of [\w-]+)\b"
            r"(?! reduc)|\bdos(?:e|ing) level)"
        )),
    ("NONE", (
            r"(?i:\b(?:treatment|exposure|therapy) duration\b|\bduration of (?:treatment|therapy|exposure|follow)\w*|"
            r"\btime on (?:treatment|study|therapy)\b|\btreatment exposure\b)"
        )),
    ("NONE", (
            r"(?i:\bcross(?:ed)?[- ]?over\b|\bsubsequent (?:therapy|treatment)\b|\brandomi[sz]ed to\b|\bstage [I1-4]|"
            r"\bperformance status\b|\bECOG\b|\bbaseline characteristics?\b)"
        )),
    ("SAE", (
            rf"(?i:\b(?:severe and )?serious (?:treatment[- ](?:emergent|related) |drug-related |immune-related )?(?:"
            rf"{_EVENTS}))|\b(?:TR)?SAEs?\b"
        )),
    ("DISCONTINUATION", (
            r"(?i:\b(?:treatment |permanent |drug )?(?:discontinuations?|discontinued|discontinuing|withdrawals?|"
            r"withdr[ae]wn?)(?! (?:of )?(?:their |informed )?consent)"
            r"(?: (?:of|from) (?:\w+ )?(?:treatment|therapy|study drug|the study))?\b)"
        )),
    ("AE_G3PLUS", (
            rf"(?i:\b{_GRADE} (?:or (?:higher|greater|worse) )?(?:[\w-]+ ){{0,3}}?{_EVENTS})|(?i:\b{_EVENTS} (?:[\w"
            rf",()-]+ ){{0,3}}?(?:of |were |was |\()?(?:CTCAE )?{_GRADE})|(?i:\bsevere (?:[\w-]+ ){{0,2}}?{_EVENTS})"
        )),
    ("DEATH", (
            r"(?i:\b(?:treatment|drug|toxicity|therapy)[- ]?(?:related|associated|emergent) (?:deaths?|mortality)\b|"
            r"\btoxic deaths?\b|\bgrade 5 (?:adverse )?events?\b|\bfatal (?:adverse )?events?\b)"
        )),
    ("PCR", (
            r"(?i:\bpatholog(?:ic|ical) complete (?:responses?|remissions?)(?: rates?)?\b|\bcomplete patholog(?:ic|"
            r"ical) (?:responses?|remissions?)\b)|\b[pt]pCR\b|\bpCRs?\b|\bPCR rates?\b"
        )),
    ("QOL", r"(?i:\b(?:global )?(?:health[- ]related )?quality[- ]of[- ]life\b)|\bHR-?QO?o?L\b|\bQO?o?L\b"),
    ("MFS", (
            rf"(?i:\b(?:distant |bone |brain )?metastas[ie]s{_FREE}\b|\b(?:distant )?(?:disease|relapse|"
            rf"recurrence)-free distant\b|\bdistant (?:recurrence|relapse|disease){_FREE}\b)|\bDMFS\b|\bD?MFS\b|\b"
            rf"DRFS\b|\bDDFS\b"
        )),
    ("LOCAL_CONTROL", (
            rf"(?i:\b(?:loco-?regional|local|regional|in-?breast|ipsilateral|invasive LR|LR)(?: tumou?r| invasive|"
            rf" disease| breast tumou?r)*[- ](?:control|recurrence|relapse|progression|failure|recurrences|"
            rf"relapses)(?:{_FREE})?(?: rates?)?\b)|\b(?:invasive )?LR{_FREE}\b|\b(?:invasive |any )?LR\b|\bLRRs?\b|"
            rf"\bLRC\b|\bLRFS\b|\bIBTR\b"
        )),
    ("OTHER", (
            r"(?i:\b[a-z]+(?:[- ][a-z]+)?[- ]specific[- ](?:survival|mortality|deaths?)(?: rates?)?\b)|(?i:\b"
            r"[a-z]+[- ]specific(?=,? (?:and|or) (?:overall|disease)))|\bBCSS\b|\b(?:PC|C|D)SS\b"
        )),
    ("PFS", (
            rf"(?i:\b(?:local |radiographic |radiological |imaging-based |intracranial |biochemical )?progression"
            rf"{_FREE}\b|\bsurvival without progression\b|\bprogression[- ]free\b)|\b(?:m|L|r|i)?PFSs?\b|\bPFR\b|(?i:"
            rf"\bdisease progression or death\b)"
        )),
    ("RFS", rf"(?i:\b(?:recurrence|relapse){_FREE}\b)|\bRFS\b|\bRFI\b"),
    ("EFS", rf"(?i:\bevent{_FREE}\b)|\bEFS\b|\bFFS\b|(?i:\bfailure[- ]free[- ]survival\b)"),
    ("DFS", rf"(?i:\b(?:invasive )?(?:disease|cancer|breast cancer){_FREE}\b)|\bi?DFS\b|\bIDFS\b"),
    ("TTP", (
            r"(?i:\btimes?[- ]to[- ](?:tumou?r |disease |the )?progress(?:ion|ive disease)\b)|\bTtPD\b|\bTTPs?\b|\bTtP"
            r"\b"
        )),
    ("TTF", r"(?i:\btimes?[- ]to[- ]treatment[- ]failures?\b|\btreatment[- ]failures?\b)|\bTTF\b|\bTTTF\b"),
    ("OTHER", (
            r"(?i:\btimes?[- ]to[- ](?:the )?(?:first |next |definitive |onset |symptomatic )*(?:treatment|therapy|"
            r"deterioration|response|event|improvement|resolution|recovery|bone event|skeletal[- ]related event|"
            r"surgery|discontinuation|onset|castration resistance|recurrence|relapse)\b)"
        )),
    ("DOR", (
            r"(?i:\b(?:median )?(?:response duration|duration of (?:objective |overall |tumou?r |the )?(?:response|"
            r"remission))s?\b)|\bm?DO?oR\b"
        )),
    ("DCR", (
            r"(?i:\b(?:disease|tumou?r)[- ]control(?: rates?)?\b|\bobjective response or (?:higher )?stable disease\b"
            r")|\bDCRs?\b"
        )),
    ("CBR", r"(?i:\bclinical[- ]benefit(?: rates?| response)?\b)|\bCBRs?\b"),
    ("ORR", r"(?i:\boverall clinical (?:response|remission)s?(?: rates?)?\b)"),
    ("OTHER", (
            r"(?i:\b(?:bio-?chemical|immune|immunologic\w*|antibody|hormonal|PSA|molecular|cytogenetic|metabolic|"
            r"haematolog\w+|hematolog\w+|virolog\w+|platelet|clinical|mood|skin) (?:complete )?(?:responses?|"
            r"remissions?)(?: rates?)?\b)"
        )),
    # Sums of response categories are no category of their own.
    ("CBR", (
            r"\bCR ?\+ ?PR ?\+ ?(?:SD|NC) ?(?:≥|>|for|lasting|of) ?(?:at least |more than |≥ ?)?\d+ ?(?:weeks|months|"
            r"wk|mo)\b"
        )),
    ("DCR", (
            r"\bCR ?\+ ?(?:[A-Z]{1,2}PR ?\+ ?)?PR ?\+ ?(?:MR ?\+ ?)?(?:SD|NC)\b|(?i:\bcomplete (?:response|"
            r"remission)s?, partial (?:response|remission)s?,? (?:or|plus|and) stable disease\b)"
        )),
    ("ORR", (
            r"\bCR ?\+ ?(?:[A-Z]{1,2}PR ?\+ ?)?PR\b(?! ?\+)|(?i:\bcomplete (?:(?:clinical |tumou?r )?(?:response|"
            r"remission)s? )?(?:or|plus|\+) (?:an? )?partial (?:clinical |tumou?r )?(?:response|remission)s?"
            r"(?: rates?)?\b)"
        )),
    ("CR", (
            r"(?i:\b(?:clinical |radiological |overall |metabolic )?complete (?:clinical |tumou?r |hematologic |"
            r"radiographic )?(?:response|remission|responses|remissions|responders)(?: rates?)?\b)|\bc?CRs?\b(?! ?\+)"
        )),
    ("PR", (
            r"(?i:\b(?:confirmed )?partial (?:response|remission|responses|remissions|responders)(?: rates?)?\b)|\b"
            r"PRs?\b"
        )),
    ("SD", r"(?i:\bstable diseases?\b|\bdisease stabili[sz](?:ation|ing|ed)\b)|(?<![±\d(] )\bSD\b(?!\s?[=\d±])"),
    ("PD", r"(?i:\bprogressive diseases?\b|\bdisease progression as best\b)|\bPD\b(?!-)"),
    ("ORR", (
            r"(?i:\b(?:confirmed |independently assessed |best )?(?:objective|overall|tumou?r|clinical objective|"
            r"radiologic\w*|total)(?: tumou?r| overall| objective)? (?:response|remission)s?(?: rates?)?\b|\b"
            r"response rates?\b|\brates? of (?:objective )?response\b|\bobjective (?:partial )?responses?\b)|\bORRs?"
            r"\b|\bRRs\b"
        )),
    ("OS", (
            r"(?i:\boverall(?=(?: \(OS\))?,? (?:and|or) (?:the )?(?:[a-z]+[- ])?(?:disease|progression|relapse|event|"
            r"recurrence|metastas[ie]s|failure)[- ]free))"
        )),
    ("OS", (
            r"(?i:\b(?:median )?overall[- ]survival(?: rates?| times?)?\b|\ball-cause mortality\b|\b"
            r"(?:overall )?mortality rates?\b|\bdeaths? from any cause\b|\boverall mortality\b)|\bm?OSs?\b|\bMST\b"
        )),
    ("OS", (
            r"(?i:\b(?<!free )(?<!free-)(?:median |patient |cumulative |actuarial |crude )?survival(?: times?| rates?"
            r"| probabilit\w+| durations?)?\b)"
        )),
    ("AE_ANY", (
            rf"(?i:\b(?:(?:any|all|treatment[- ]related|treatment[- ]emergent|drug[- ]related|immune[- ]related|"
            rf"at least (?:one|1)|overall|total)[- ](?:grade )?)*(?:{_EVENTS}))|\bTRAEs?\b|\bTEAEs?\b|\bAEs?\b"
        )),
    # A composite is neither of its parts: progression or death is not a count of deaths.
    ("OTHER", (
            rf"(?i:\b{_PART} or (?:all[- ]cause |any[- ]cause )?death\b|\bdeath(?: from any cause)? or "
            rf"(?:[\w-]+ ){{0,2}}?{_PART}\b)"
        )),
    ("OTHER", (
            r"(?i:\b(?:relapsed|progressed|recurred) or (?:had )?died\b|\bdied or (?:had |have )?"
            r"(?:relapsed|progressed|recurred)\b)"
        )),
    ("DEATH", r"(?i:\b(?:have |had |has )?died\b|\bdeaths?\b|\bmortality\b|\bfatalit\w+\b)"),
    # Progression by the cut-off is an event of time to progression, not the RECIST category of a best response.
    ("OTHER", r"(?i:\b(?:disease|tumou?r) progression\b|\bprogressed\b)"),
    ("OTHER", r"(?i:\brelapses?\b|\brelapsed\b|\brecurrences?\b|\bremissions?\b|\bresponses?\b|\bresponders?\b)"),
)  # fmt: skip

_ADVERSE = (
    "anaemia anemia neutropenia leukopenia leucopenia thrombocytopenia lymphopenia granulocytopenia myelosuppression "
    "cytopenia neutropenic nausea vomiting emesis diarrhoea diarrhea constipation stomatitis mucositis fatigue "
    "asthenia rash "
    "pruritus itching alopecia neuropathy neurotoxicity hypertension hypotension proteinuria pyrexia fever "
    "infections? sepsis "
    "pneumonia pneumonitis dyspnoea dyspnea cough haemorrhage hemorrhage bleeding thromboembolism "
    "thrombo(?:tic|embolic)_events? thrombosis embolism "
    "arthralgia myalgia headache dizziness insomnia anorexia appetite dermatitis hypothyroidism hyperthyroidism "
    "hepatitis colitis "
    "hepatotoxicity nephrotoxicity cardiotoxicity ototoxicity haematotoxicity oedema edema lymphoedema lymphedema "
    "hyponatraemia hyponatremia hypokalaemia hypokalemia hyperglycaemia hyperglycemia hypocalcaemia hypocalcemia "
    "hypophosphataemia hypophosphatemia hyperbilirubinaemia hyperbilirubinemia aminotransferase transaminases? "
    "bilirubin "
    "creatinine neuralgia paraesthesia paresthesia erythema xerostomia dysphagia dysphonia dysgeusia seizures? "
    "syncope stroke "
    "fractures? osteonecrosis osteoporosis lymphostasis dehydration weight hiccups? hypersensitivity anaphylaxis "
    "flushing "
    "hot_fl[au]sh(?:es)? hand-foot_syndrome foot_syndrome syndrome erythrodysa?esthesia skin_reactions? skin "
    "wound "
    "bruising fistula perforation ileus obstruction leak(?:age)? bradycardia tachycardia arrhythmia "
    "heart_failure myocardial_infarction phosphokinase transferase phosphatase lipase amylase granulocytopenia "
    "leukocytopenia "
    "hypoglycaemia hypoglycemia hypercalcaemia hyperkalaemia hyperkalemia cramps? somnolence sedation"
)
ADVERSE = (
    r"(?i:\b(?:" + "|".join(_ADVERSE.replace("_", r"\s").split()) + r"|HFS|PPE|ALT|AST)\b)",
    r"(?i:\b\w+(?:pa?enia|aemia|emia|itis|algia|rrh?oea|rrh?ea|pathy|toxicity)\b)",
)
"""Words of adverse events: a general list and the endings by which most of them are known."""
