"""The command line: `perennial extract | ask | pool | refresh | check | status | screening | export | release | new`.

Every import that costs time stands inside the command that needs it: `extract` must answer in under a second, so
Prefect, Great Expectations, pandas and requests stay out of its way.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows import interrupt
from schemas.errors import BadInput, PerennialError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Keeps a systematic review alive: fetch, read, prove, and rebuild the CSV that a meta-analyst pools.",
    epilog="--debug anywhere on the line shows where an error came from.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from flows.code import code_version

        typer.echo(f"perennial {code_version()}")
        raise typer.Exit


@app.callback()
def perennial(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version, with its code.")
    ] = False,
) -> None:
    """Keep a systematic review alive: fetch, read, prove, and rebuild the CSV that a meta-analyst pools."""


@app.command(epilog="Examples: perennial extract paper.pdf · perennial extract --json inbox/*.txt | jq .report.title")
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents to read.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a record.")] = False,
    second_reader: Annotated[
        bool, typer.Option("--second-reader", help="Send the documents to the second reader too: this consents to it.")
    ] = False,
) -> None:
    """Read documents with no review and no store: arms, results with their quotes, findings.

    Takes registry JSON or XML, PubMed XML, JATS, HTML, text, PDF, RIS and NBIB. A file that cannot be read gives one
    sentence on stderr and exit code 2; the others go on.
    """
    from flows.extract import extract_files

    if not second_reader:
        raise typer.Exit(extract_files(files, as_json, debug=_debug_wanted()))
    from flows.second_extract import asking

    with asking() as beside:
        code = extract_files(files, as_json, debug=_debug_wanted(), beside=beside)
    raise typer.Exit(code)


@app.command(
    epilog="Examples: perennial ask questions.jsonl > answers.jsonl · "
    'perennial ask trial.nxml -i metformin -c placebo -o "HbA1c at 24 weeks"'
)
def ask(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSONL file of questions, or one document.")],
    intervention: Annotated[str, typer.Option("--intervention", "-i", help="The arm asked about.")] = "",
    comparator: Annotated[str, typer.Option("--comparator", "-c", help="What it is compared with.")] = "",
    outcome: Annotated[str, typer.Option("--outcome", "-o", help="The outcome, with its time point if any.")] = "",
    *,
    outcome_type: Annotated[str, typer.Option("--type", help="binary or continuous; else what there is.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Ask a report for one comparison and outcome: the 2×2 table, or means and SDs, with quotes; or nothing if unsure.

    A file of questions has one JSON object a line: id, file, intervention, comparator, outcome, outcome_type. Answers
    come in the same order, one line a question.
    """
    from flows.ask import ask_many, ask_one
    from synthesis.ask import Question

    if not (intervention or comparator or outcome):
        raise typer.Exit(ask_many(file))
    asked = {"intervention": intervention, "comparator": comparator, "outcome": outcome}
    asked |= {"outcome_type": outcome_type, "file": str(file)}
    raise typer.Exit(ask_one(Question.of(asked, "perennial ask"), as_json))


@app.command(
    epilog="Examples: perennial refresh thyroid · perennial refresh thyroid --dry-run --source pubmed · "
    "perennial refresh thyroid --archive reviews/thyroid/archive"
)
def refresh(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    *,
    archive: Annotated[
        str | None, typer.Option(metavar="DIR", help="Replay recorded replies in place of the network.")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="Publish here; else outputs/ and the slug.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Rebuild the review as it stood on this day; asks nothing.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Ask from this day on, in place of the last search's.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Ask this source only; may be given several times.")
    ] = None,
    record: Annotated[str | None, typer.Option(metavar="DIR", help="Keep the services' replies as an archive.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask and report; store and publish nothing.")] = False,
) -> None:
    """Bring a review up to date: fetch what is new, read it, check it, publish the tables.

    Ends with 1 when critical findings wait for a person, with 3 when a source failed: what was fetched is
    published all the same, and the next refresh asks that source again.
    """
    from flows.command import run_refresh

    options = {"archive": archive, "out": out, "record": record, "sources": source, "dry_run": dry_run}
    days = {"as_of": _day("--as-of", as_of), "since": _day("--since", since)}
    raise typer.Exit(run_refresh(review, options | days))


@app.command(epilog="Examples: perennial check thyroid · perennial check thyroid --archive reviews/thyroid/archive")
def check(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    archive: Annotated[
        str | None, typer.Option(metavar="DIR", help="Check what was replayed from this archive.")
    ] = None,
) -> None:
    """Hold what the store has against every rule, without fetching or publishing; 1 if a critical one fails."""
    from flows.command import run_check

    raise typer.Exit(run_check(review, archive))


@app.command(epilog="Examples: perennial status · perennial status thyroid --json")
def status(
    review: Annotated[str | None, typer.Argument(metavar="[REVIEW]", help="One review; else all in reviews/.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a review.")] = False,
) -> None:
    """Show when each source was and will be searched, what is published, and what waits for a person."""
    from flows.status import show_status

    show_status(review, as_json)


EXPORTS = (
    "metafor, meta or netmeta (R, with a script); revman, revman5, metapsy; ris or asreview (.csv, .ris); prisma2020; "
    "excel; parquet; or all."
)


@app.command(
    epilog="Examples: perennial pool trials.csv --measure RR --method REML --test knha · "
    "perennial pool outputs/thyroid/meta_analysis.csv --where outcome=PFS --measure HR"
)
def pool(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Studies under metafor's column names.")],
    *,
    measure: Annotated[
        str | None, typer.Option(metavar="M", help="RR OR RD HR MD SMD PLO …, GEN for ready effects.")
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="EE DL PM REML ML EB HS SJ HE; MH Peto; GLMM CM.AL UM.FS.")
    ] = "REML",
    test: Annotated[str, typer.Option(metavar="NAME", help="z, t, knha (Hartung-Knapp) or adhoc.")] = "z",
    level: Annotated[float, typer.Option(metavar="PERCENT", help="Level of all intervals.")] = 95,
    where: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=VALUE", help="Only these rows; != excludes. May be repeated.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="NAME=HEADER", help="Read another header as this name: ai=events.")
    ] = None,
    subgroup: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Pool by group and test the difference.")
    ] = None,
    cumulative: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Add one study at a time, in this column's order.")
    ] = None,
    leave_one_out: Annotated[bool, typer.Option("--leave-one-out", help="Pool without each study in turn.")] = False,
    small_studies: Annotated[
        bool, typer.Option("--small-studies", help="Egger, Begg, trim and fill; from ten studies on.")
    ] = False,
    add: Annotated[float | None, typer.Option(metavar="X", help="What is added to zero cells; else one half.")] = None,
    to: Annotated[str | None, typer.Option(metavar="WHICH", help="only0, all, if0all or none; else only0.")] = None,
    drop00: Annotated[
        bool | None, typer.Option("--drop00/--keep00", help="Leave out tables without any event; MH and Peto do.")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Solve PM and the interval of tau2 beyond metafor's four digits.")
    ] = False,
    allow_repeats: Annotated[
        bool, typer.Option("--allow-repeats", help="Pool several rows of one study as if they were independent.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, on the analysis scale.")] = False,
) -> None:
    """Pool a CSV of effects (yi with vi or sei) or raw cells (ai n1i ci n2i, …) into one effect, as metafor does.

    Reads metafor's exports and meta_analysis.csv; says which rows it left out and why.
    """
    from flows.pool import Wishes, pool_file
    from flows.pool_studies import ZeroCells

    wishes = Wishes(
        file=file,
        measure=measure,
        method=method,
        test=test,
        level=level,
        where=where or (),
        columns=column or (),
        zeros=ZeroCells(add, to, drop00),
        allow_repeats=allow_repeats,
        subgroup=subgroup,
        cumulative=cumulative,
        leave_one_out=leave_one_out,
        small_studies=small_studies,
        exact=exact,
    )
    raise typer.Exit(pool_file(wishes, as_json))


screening_app = typer.Typer(no_args_is_help=True, help="Take decisions to another screening program and back.")
app.add_typer(screening_app, name="screening")


@screening_app.command(
    "export",
    epilog="Examples: perennial screening export thyroid --to asreview-csv --out thyroid.csv · "
    "perennial screening export thyroid --to rayyan --out rayyan.csv",
)
def screening_export(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="asreview-csv, asreview-ris, covidence or rayyan.")],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file to write.")],
    archive: Annotated[
        str | None, typer.Option(metavar="DIR", help="Export what was replayed from this archive.")
    ] = None,
) -> None:
    """Write the papers of a review, with what was decided, for ASReview, Covidence or Rayyan.

    One line a paper; those that wait for a person come first, in the order of their rank.
    """
    from flows.exchange import export_screening

    export_screening(review, to, out, archive)


@screening_app.command(
    "import",
    epilog="Examples: perennial screening import thyroid articles.csv · "
    "perennial screening import thyroid excluded.csv --by Ann --decision exclude",
)
def screening_import(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export of ASReview, Covidence or Rayyan.")],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided, where the file does not say.")] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When, where the file does not say; else today.")
    ] = None,
    decision: Annotated[
        str, typer.Option("--decision", metavar="WORD", help="What a Covidence list holds: include or exclude.")
    ] = "",
    archive: Annotated[
        str | None, typer.Option(metavar="DIR", help="Match with what was replayed from this archive.")
    ] = None,
) -> None:
    """Append the decisions of ASReview, Covidence or Rayyan to the review's screening.csv; nothing is overwritten."""
    from flows.exchange import import_screening

    import_screening(review, file, by=by, day=_day("--on", on), decision=decision, archive=archive)


@app.command(
    epilog="Examples: perennial export thyroid --to metafor --out thyroid-metafor · "
    "perennial export thyroid --to excel --out thyroid.xlsx · perennial export thyroid --to ris --out thyroid.ris"
)
def export(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=EXPORTS)],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file or folder to write, as the format is.")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FOLDER", help="A published folder other than outputs/ and slug.")
    ] = None,
    archive: Annotated[
        str | None, typer.Option(metavar="DIR", help="asreview only: export what was replayed from this archive.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what no earlier export wrote, or was edited.")
    ] = False,
) -> None:
    """Write the last published version of a review for another tool, whole or not at all.

    The same version gives the same bytes. An earlier export is replaced; anything else stays, unless --force.
    """
    from flows.export import export_review

    export_review(review, to, out, folder=source, archive=archive, force=force)


@app.command(
    epilog="Examples: perennial release thyroid 3 · perennial release thyroid 3 --doi 10.5281/zenodo.1234 --out frozen"
)
def release(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The review's slug, or the path of its folder.")],
    version: Annotated[int, typer.Argument(metavar="VERSION", help="Number of the published version.", min=1)],
    *,
    out: Annotated[
        str | None, typer.Option(metavar="DIR", help="The folder to make; else releases/ and the slug.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="DIR", help="Where it was published; else outputs/ and the slug.")
    ] = None,
    doi: Annotated[str, typer.Option(metavar="DOI", help="Of this version; else that of its protocol.")] = "",
) -> None:
    """Freeze a published version: data, protocol, decisions, environment, citation and checksums, read-only.

    Beside the folder stands the same as one ZIP file. Any version that was ever published can be released.
    """
    from flows.release import run_release

    run_release(review, version, out, source, doi)


@app.command(epilog="Example: perennial new migraine-prevention, then edit reviews/migraine-prevention/protocol.yml")
def new(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="Name of the review: small letters, digits, - and _.")],
) -> None:
    """Lay out a new review: a commented protocol to fill in, empty decision files and an inbox."""
    from flows.job import REVIEWS
    from flows.program import program
    from schemas.protocol import new_review

    path = new_review(REVIEWS, slug)
    typer.echo(f"{path} is there to be filled in.\nNext, when it is: {program()} refresh {slug} --dry-run")


def _day(option: str, text: str | None) -> date | None:
    """A day as given on the command line."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{option}: {text} is no day; write it as 2026-06-01.") from None


def _debug_wanted() -> bool:
    return os.environ.get("PERENNIAL_DEBUG", "") not in {"", "0"}


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with the contract's code: 0 done, 1 needs a person, 2 wrong use, 3 nothing was lost."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--debug" in given:
        given.remove("--debug")
        os.environ["PERENNIAL_DEBUG"] = "1"
    interrupt.install()
    code = _run(given)
    if interrupt.seen():  # what is left to do at the interpreter's exit is waiting for Prefect's threads
        interrupt.end()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        code = app(args=arguments, prog_name="perennial", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:  # `| head` closed the pipe: no complaint, and none at the interpreter's exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return interrupt.CODE
    except Exception as error:
        if interrupt.seen():  # what an interrupted library complains of is not news
            return interrupt.CODE
        if _debug_wanted():
            traceback.print_exc()
        return _complain(error)


def _complain(error: Exception) -> int:
    """One sentence on stderr, and the exit code that goes with it."""
    if isinstance(error, PerennialError):
        sentence, code = str(error), error.exit_code
    elif hasattr(error, "format_message"):  # typer's own: an unknown option, a missing argument
        context = getattr(error, "ctx", None)
        hint = f" (try: {context.command_path} --help)" if context else ""
        sentence, code = f"{error.format_message()}{hint}", 2
        if not error.format_message():  # no arguments at all: typer has shown the help, which is the answer
            return code
    else:
        sentence = f"Something unforeseen failed ({type(error).__name__}: {error}); add --debug to see where."
        code = PerennialError.exit_code
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    main()
