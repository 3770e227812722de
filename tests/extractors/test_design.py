"""What a report says of its own design, phase, size and dates. All sentences are written for these tests."""

import pytest

from extractors import sample_size, trial_dates
from extractors.design import fill_design
from extractors.language import language_of
from extractors.text.sentences import sentences
from schemas.models import Block, Report


def report(*blocks, title="", **more):
    parts = [
        Block(f"b{n}", section, text, part=part)
        for n, (part, section, text) in enumerate(
            block if len(block) == 3 else ("abstract", *block) for block in blocks
        )
    ]
    return Report(title=title, blocks=parts, **more)


def filled(*blocks, **more):
    read = report(*blocks, **more)
    fill_design(read)
    return read


def total(text, section="results", part="abstract"):
    return sample_size.total(sentences(report((part, section, text))))


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("We randomly assigned 410 patients with bile duct cancer to two regimens.", 410),
        ("Of 231 adults enrolled, 187 were randomized, and 180 had a dose.", 187),
        (
            "In spring, 198 patients were screened, of whom 170 were enrolled and randomly assigned to drug or none.",
            170,
        ),
        ("We enrolled 235 women with early disease, of whom 118 received the antibody.", 235),
        ("A total of 1,010 women were randomly assigned to surgery (n = 503) or surgery and rays (n = 507).", 1010),
        ("Of the 412 people in all, 206 were randomly allocated to each group.", 412),
        ("Fifty-three postmenopausal volunteers were recruited.", 53),
        ("Three-hundred fifty-one patients were randomized.", 351),
        ("Ninety-six adults were enrolled and 91 adults were randomised to braces (N=46) or tea (N=45).", 91),
        ("The study enrolled 1535 adults, of which 1052 adults were randomised to braces or tea.", 1052),
        ("In all 389 adults underwent randomization, and 383 (190 on tea, 193 with braces) were included.", 389),
        ("A study of tea enrolled 66 female stage 0-III survivors of wobblitis.", 66),
        ("Nine consecutive patients took velotinib.", 9),
        ("The drug lowered harm among 560 women randomly assigned to velotinib compared with placebo.", 560),
        ("We enrolled 553 adults. Survival in 275 adults allocated tea was 9 months.", 553),
        ("A total of 266 064 women were included.", 266064),
        ("Patients (N = 228) were randomly assigned to receive 4 mg of the drug (n = 114) or placebo (n = 114).", 228),
        ("Between May 2011 and June 2013, 60 adults undergoing surgery were enrolled.", 60),
        ("705 patients (353 given A and 352 patients given B) underwent random assignment.", 705),
        ("Thirty-six patients, 21 women, mean age 63 years, were randomized to two doses.", 36),
        ("Adults with a score ≥ 80 were enrolled. A total of 111 adults took part.", 111),
        ("In all, 20 patients (4 men and 16 women) took part.", 20),
    ],
)
def test_the_size_of_a_study_is_the_number_it_states(text, n):
    assert total(text) == n


@pytest.mark.parametrize(
    "text",
    [
        "The response was seen in 32 of 71 patients given the drug.",
        "Forty patients were randomized to drug A and 38 patients were randomized to drug B.",
        "We planned to randomize 72 patients.",
        "Survival in 275 adults allocated tea was 9 months.",
        "Relief could be judged in 15 patients of the tea group.",
        "Gout came back in eight of 251 patients.",
        "Grafts came from siblings (n = 54) or from unrelated donors (n = 40).",
        "There was 1 such patient with tea and 5 patients with braces.",
        "A sample size of 120 patients per arm gives the trial 80% power.",
        "At the last look, a total of 259 patients had died.",
        "Severe events occurred in the drug group (n = 40).",
        "In total 64 women in usual care and 60 women in special care were analysed.",
        "Lee et al. treated 90 patients with the same drug.",
        "Five to ten subjects came to each session.",
        "All patients, except those excluded (n = 44), were randomized.",
        "Cases arose over 130,252 person-years.",
        "The median age was 61 years.",
        "One patient was treated.",
    ],
)
def test_arms_subsets_plans_and_outcomes_are_no_size(text):
    assert total(text) is None


def test_a_second_group_that_another_sentence_adds_counts():
    text = "We selected 82 patients for the study group. Another 78 patients on the older drug served as control group."
    assert total(text) == 160


def test_randomised_go_before_enrolled_and_the_abstract_before_the_body():
    read = report(
        ("abstract", "results", "We enrolled 400 adults. Of these, 381 adults were randomised."),
        ("body", "results", "A total of 500 adults were randomised."),
    )
    assert sample_size.total(sentences(read)) == 381


def test_a_number_that_its_arms_add_up_to_is_the_study_s():
    said = (
        "Patients chose from a list of 12 meals, which patients rated. Of 90 patients, 44 were randomly assigned to A"
    )
    assert total(said + " and 46 to B.") == 90


def test_introduction_and_discussion_say_nothing_of_this_study():
    assert total("A total of 300 patients were randomised.", section="discussion") is None


def test_a_protocol_s_size_is_what_it_will_take_in_and_estimated():
    read = filled(
        ("abstract", "methods", "Participants will receive either drug. Visits will be weekly."),
        (
            "body",
            "methods",
            "For 80% power, 354 patients are needed; to account for dropout 400 patients will be included.",
        ),
        title="Two drugs for gout: study protocol of a randomised trial",
    )
    assert (read.design, read.n_total, read.n_total_type) == ("protocol", 400, "estimated")


@pytest.mark.parametrize(
    ("title", "text", "design"),
    [
        ("Drug A or B in gout", "We randomly assigned 80 adults to A or B.", "rct"),
        ("A randomised trial of drug A", "", "rct"),
        ("Drug A in gout: a single-arm, phase II study", "Sixty adults were treated.", "single_arm"),
        ("Drug A in gout", "This phase 1 study used a 3+3 dose-escalation rule.", "single_arm"),
        ("Drug A in gout", "In this open-label trial 60 adults received the drug.", "single_arm"),
        ("Drug A or B in gout", "We retrospectively compared two treatment groups.", "nonrandomised"),
        ("Drug A or B in gout", "This was a non-randomised comparison.", "nonrandomised"),
        ("Drug A or B: a retrospective cohort study", "Randomised trials are few.", "nonrandomised"),
        (
            "Drug A or B in gout",
            "We included 80 adults; those on A were compared with those on B.",
            None,
        ),
        ("Drug A in gout", "Gout came back under prior treatment. We randomly assigned 80 adults to A or B.", "rct"),
        ("Drug A in gout", "Adults without previous treatment for gout were randomised (1:1) to A or B.", "rct"),
        ("Drug A in gout", "Sixty adults were divided into two groups by block randomisation.", "rct"),
        ("Drug A in gout", "In a previous study patients were randomised to A or B.", None),
        ("Pooled analysis of two trials of drug A", "Both were randomised.", "pooled"),
        ("Drug A: analysis of data from six placebo-controlled trials", "Adults were randomised.", "pooled"),
        ("Drug A: a systematic review", "We searched for randomised trials.", "other"),
        ("Gout and genes: a Mendelian randomization study", "Data of biobanks were used.", "other"),
        ("Rationale and design of the GOUT trial", "Adults were randomised.", "protocol"),
        ("The GOUT trial", "Adults will be randomised. They will receive A or B.", "protocol"),
        ("", "In this randomized dose-finding study, 80 adults were randomized to three doses.", "rct"),
        ("Drug A in gout", "This single-arm study informs a planned randomised trial.", "single_arm"),
        ("On gout", "Gout hurts.", None),
        ("Pathways in gout", "Drug A is compared with drug B in a phase 2 trial elsewhere.", None),
    ],
)
def test_the_design_is_what_title_and_abstract_say(title, text, design):
    assert filled(("methods", text), title=title).design == design


def test_an_abstract_headed_as_a_protocol_s_is_one():
    plan = Block("a", "methods", "A randomised trial compares two diets.", "Methods and analysis", part="abstract")
    read = Report(title="Two diets in a randomised trial", blocks=[plan])
    fill_design(read)
    assert read.design == "protocol"


def test_publication_types_are_trusted_and_what_the_source_says_stands():
    text = ("methods", "We looked back at 80 charts of a retrospective series.")
    assert filled(text, publication_types=["Randomized Controlled Trial"]).design == "rct"
    kept = filled(text, design="single_arm", phase="1", n_total=7, conditions=["Gout"], language="de")
    assert (kept.design, kept.phase, kept.n_total, kept.conditions, kept.language) == (
        "single_arm",
        "1",
        7,
        ["Gout"],
        "de",
    )


@pytest.mark.parametrize(
    ("title", "text", "phase"),
    [
        ("A phase III trial of drug A", "", "3"),
        ("Drug A", "In this phase 1/2 study, adults received the drug.", "1/2"),
        ("Drug A", "This phase Ib trial was open-label.", "1"),
        ("Drug A", "A phase II-III design was used.", "2/3"),
        ("Drug A", "A further phase 3 trial is needed.", None),
        ("Drug A", "In the luteal phase, 3 samples were taken.", None),
    ],
)
def test_the_phase_is_the_trial_s_own(title, text, phase):
    assert filled(("methods", text), title=title).phase == phase


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Between April 15, 2011, and June 26, 2017, 926 patients were enrolled.", "2011-04-15", "2017-06-26"),
        ("From 12 May 2019 to 3 June 2020 we recruited adults.", "2019-05-12", "2020-06-03"),
        ("Women treated from March to October 2015 were included.", "2015-03", "2015-10"),
        ("From 2007 through 2012, we recruited 564 patients.", "2007", "2012"),
        ("Adults enrolled (2018-01-05 to 2019-02-01) were followed.", "2018-01-05", "2019-02-01"),
        ("We searched PubMed from January 2000 to May 2020 for patients.", None, None),
        ("Adults were enrolled from June 2020 to May 2019.", None, None),
        ("The drug was given from day 3 to day 5.", None, None),
    ],
)
def test_enrolment_is_read_at_the_precision_given(text, first, last):
    assert trial_dates.enrolment(sentences(report(("results", text)))) == (first, last)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("As of the data cut-off (January 14, 2025), five had progressed.", "2025-01-14"),
        ("The data cutoff date was 30 November 2020.", "2020-11-30"),
        ("As of February 2025, the median was longer.", "2025-02"),
        ("At database lock on July 15, 2015, most had died.", "2015-07-15"),
        ("The ROC curve gave a cut-off of 2.5.", None),
    ],
)
def test_the_data_cutoff(text, date):
    assert trial_dates.data_cutoff(sentences(report(("results", text)))) == date


@pytest.mark.parametrize(
    ("title", "condition"),
    [
        ("Drug A in patients with advanced gastric cancer after surgery", ["advanced gastric cancer"]),
        ("Drug A for rheumatoid arthritis: a trial", ["rheumatoid arthritis"]),
        ("Drug A versus drug B", []),
        # any field of medicine, by the endings and heads of its diseases' names
        (
            "Single doses of drug A for the treatment of visceral leishmaniasis in two districts",
            ["visceral leishmaniasis"],
        ),
        ("Drug A in complex regional pain syndrome type 1", ["complex regional pain syndrome"]),
        ("Training for people living with schizophrenia", ["schizophrenia"]),
        ("A brace for knee osteoarthritis", ["knee osteoarthritis"]),
        ("Steam for infantile colic", ["infantile colic"]),
        ("Drug A for chronic hepatitis C in prisons", ["chronic hepatitis C"]),
        ("Community-acquired pneumonia in towns: drug A or B", ["Community-acquired pneumonia"]),
        # the one that people have goes before the one that is feared
        ("Low sugar in adults with type 2 diabetes on drug A", ["type 2 diabetes"]),
        ("Weight gain in cohorts of children", []),
    ],
)
def test_conditions_are_the_title_s(title, condition):
    assert filled(title=title).conditions == condition


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The patients were treated with the drug and the results of the trial were good for most.", "en"),
        ("Die Patienten wurden mit der Arznei behandelt und die Ergebnisse waren bei den meisten gut.", "de"),
        ("目的评价药物治疗的疗效与安全性方法选取八十例患者随机分组结果总有效率较高", "zh"),
        ("Pulmo cordis.", None),
    ],
)
def test_the_language_is_told_by_script_and_small_words(text, language):
    assert language_of(report(("abstract", text))) == language


def test_nothing_gives_nothing_and_a_registry_record_is_left_alone():
    empty = filled()
    assert (empty.design, empty.phase, empty.n_total, empty.start_date, empty.language, empty.conditions) == (
        None,
    ) * 5 + ([],)
    assert filled(("methods", "We randomly assigned 80 adults."), registry={}).n_total is None


@pytest.mark.parametrize(
    "text",
    [
        "Six heavily treated adults with wobblitis were given velotinib off label, and all six patients are described.",
        "Nine consecutive patients took velotinib once a day.",
        "We reviewed 13 patients who had received velotinib for wobblitis.",
    ],
)
def test_series_of_one_treatment(text: str) -> None:
    assert filled(("methods", text), title="Velotinib in wobblitis").design == "single_arm"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("In total, 140 adults were randomised. We enrolled 72 and 68 adults, respectively, in the two arms.", 140),
        ("Adults were compared. The groups consisted of 22 and 21 patients, respectively.", None),
        ("Twenty-one patients (70%) of the oil group had no neuropathy.", None),
        ("The study closed after 74 of the planned 92 patients were enrolled.", 74),
        ("A total of 322 BCS were randomized to yoga or usual care.", 322),
        ("Four hundred nine adults were eligible for evaluation.", 409),
        ("Pain fell in 55 (30.6%) of 180 placebo-treated patients.", None),
    ],
)
def test_numbers_of_the_whole_study_and_of_its_parts(text: str, total: int | None) -> None:
    report = Report(blocks=[Block("a", "abstract", text, part="abstract")])
    assert sample_size.total(sentences(report)) == total


def test_a_disease_that_an_abstract_merely_mentions_is_not_its_condition():
    said = ("background", "Talk of stroke is common. Drug A works against pain.")
    assert filled(said, title="Drug A in towns").conditions == []
    assert filled(("background", "We treated adults with gouty arthritis."), title="Drug A").conditions == [
        "gouty arthritis"
    ]
