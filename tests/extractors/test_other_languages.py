"""Reports in other languages: numbers in shared notation, a finding that names the language. Abstracts of the tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_reports import lines

from extractors import read_report
from extractors.foreign import numbers
from schemas.models import Block, Extraction, Report

ABSTRACTS = {
    "Spanish": "Objetivo: comparar la velotina con el placebo en los adultos con temblor. Métodos: los "
    "pacientes recibieron "
    "velotina (n = 120) o placebo (n = 118). Resultados: la supervivencia global fue mayor con velotina (HR "
    "0,66; IC 95 %: "
    "0,53-0,82; p = 0,03).",
    "German": "Wir verglichen Velotin mit Placebo bei Erwachsenen. In dieser randomisierten Studie wurden die "
    "Patienten mit "
    "Velotin (n = 120) oder Placebo (n = 118) behandelt. Das Gesamtüberleben war mit Velotin länger (HR 0,66; 95%-KI "
    "0,53–0,82; p = 0,03).",
    "French": "L'objectif était de comparer la vélotine au placebo chez des adultes. Dans cet essai, les "
    "patients ont reçu la "
    "vélotine (n = 120) ou le placebo (n = 118). La survie globale était meilleure avec la vélotine (HR 0,66 ; "
    "IC à 95 % : "
    "0,53 à 0,82 ; p = 0,03).",
    "Portuguese": "Comparar a velotina com o placebo em adultos. Os pacientes receberam velotina (n=120) ou "
    "placebo (n=118). "
    "A sobrevida global foi maior com a velotina (HR 0,66; IC95% 0,53–0,82; p = 0,03).",
    "Italian": "Confrontare la velotina con il placebo negli adulti. In questo studio i pazienti hanno ricevuto "
    "velotina (n = "
    "120) o placebo (n = 118). La sopravvivenza globale è stata migliore con la velotina (HR 0,66; IC 95% "
    "0,53-0,82; p=0,03).",
    "Chinese": "目的：比较维洛汀与安慰剂的疗效。方法：患者随机分为维洛汀组（n＝120）和安慰剂组（n＝118）。"
    "结果：维洛汀组的总生存期较长"
    "（HR 0.66，95%CI 0.53～0.82，P＝0.03）。",
    "Japanese": "目的：成人の振戦に対するベロチンとプラセボを比較した。"
    "方法：患者をベロチン群（n=120）とプラセボ群（n=118）に割り付けた。"
    "結果：全生存期間はベロチン群で長かった（ハザード比 0.66、95%信頼区間 0.53～0.82、p=0.03）。",
    "Russian": "Сравнить велотин с плацебо у взрослых пациентов. Пациенты получали велотин (n = 120) или "
    "плацебо (n = 118). "
    "Общая выживаемость была выше: общая выживаемость HR 0,66; 95% ДИ 0,53-0,82; p = 0,03.",
}


def _read(text: str) -> Extraction:
    return read_report(Report(title="Velotin", blocks=[Block("b", "abstract", text, part="abstract")]))


@pytest.mark.parametrize("language", ABSTRACTS)
def test_the_hazard_ratio_and_the_sizes_are_read(language: str) -> None:
    found = _read(ABSTRACTS[language])
    assert [(arm.arm, arm.role, arm.n) for arm in found.arms] == [("A", "experimental", 120), ("B", "control", 118)]
    assert lines(found) == ["OS A/B hr 0.66 [0.53-0.82 @95]"]
    assert found.results[0].p == "0.03"


@pytest.mark.parametrize("language", ABSTRACTS)
def test_a_finding_names_the_language(language: str) -> None:
    found = [f for f in _read(ABSTRACTS[language]).findings if f.rule == "other_language"]
    assert len(found) == 1
    assert language in found[0].message


@pytest.mark.parametrize("language", ABSTRACTS)
def test_quotes_are_the_words_of_the_report(language: str) -> None:
    for result in _read(ABSTRACTS[language]).results:
        assert result.locator is not None
        assert ABSTRACTS[language][result.locator["start"] : result.locator["end"]] == result.quote


def test_shares_of_an_arm_are_told_by_its_size_or_its_name() -> None:
    sizes = _read(ABSTRACTS["Chinese"] + "两组不良事件发生率分别为 45/120（37.5%）和 20/118（16.9%）。")
    assert lines(sizes)[1:] == ["AE_ANY A rate 37.5 45/120", "AE_ANY B rate 16.9 20/118"]
    names = _read(ABSTRACTS["French"] + " La mortalité était de 12,5 % avec la vélotine et de 16,9 % avec le placebo.")
    assert lines(names)[1:] == ["DEATH A rate 12.5", "DEATH B rate 16.9"]


def test_a_ratio_of_no_known_outcome_is_held() -> None:
    found = _read(ABSTRACTS["German"] + " Das Zittern war mit Velotin seltener (OR 0,50; 95%-KI 0,30–0,82).")
    assert [(h.reason, h.value) for h in found.held] == [("outcome_unknown", 0.5)]


def test_an_interval_that_does_not_hold_its_ratio_is_not_read() -> None:
    text = ABSTRACTS["German"].replace("0,53–0,82", "0,73–0,82")
    assert not _read(text).results


def test_english_is_read_as_before() -> None:
    assert not [f for f in _read("The wobble of the patients was less with velotinib than with placebo in the study of "
                                 "the clinic and the home.").findings if f.rule == "other_language"]  # fmt: skip


@given(st.integers(1, 999), st.integers(0, 999))
def test_points_of_thousands_and_decimal_commas(whole: int, rest: int) -> None:
    assert numbers.sizes(numbers.level(f"x (n = {whole}.{rest:03d})", "de")) == [(2, whole * 1000 + rest)]
    assert numbers.level(f"{whole},{rest:03d}", "de") == f"{whole}.{rest:03d}"
    assert numbers.level(f"{whole},{rest:03d}", "zh") == f"{whole},{rest:03d}"


@given(st.text(max_size=200))
def test_any_text_is_levelled_in_place(text: str) -> None:
    assert len(numbers.level(text, "de")) == len(text)
    numbers.ratios(text), numbers.counts(text), numbers.sizes(text)
