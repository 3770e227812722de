"""The arms of a registry record: those of the protocol, and the groups that results were posted for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.registry_groups import is_pooled, match, match_by_description, match_by_numbers, plain, reads_as_control
from extractors.registry_values import whole
from schemas.models import Arm

_CONTROL_TYPES = {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION", "ACTIVE_COMPARATOR"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(index: int) -> str:
    """A, B … Z, AA, AB …: the letter of the arm with this index."""
    first, last = divmod(index, 26)
    return (letter(first - 1) if first else "") + _LETTERS[last]


class Arms:
    """Protocol arms first, then one entry for every further group title. `of` gives a group's arm letter."""

    def __init__(self, protocol: dict[str, Any]) -> None:
        module = protocol.get("armsInterventionsModule") or {}
        groups = module.get("armGroups") or []
        self.entries: list[Arm] = []
        self._details = [" ".join(g.get("interventionNames") or []) for g in groups]
        self._described: list[set[str]] = [{plain(g.get("description"))} - {""} for g in groups]
        """Descriptions of each protocol arm: its own, and those of the groups that were tied to it."""
        self._by_title: dict[str, Arm] = {}
        roles = _roles(groups)
        order = sorted(range(len(groups)), key=lambda i: roles[i] == "control")
        for i in order:
            pointer = f"/protocolSection/armsInterventionsModule/armGroups/{i}/label"
            self._add(groups[i].get("label") or "", roles[i], pointer)
        self._details = [self._details[i] for i in order]
        self._described = [self._described[i] for i in order]
        self._planned = len(self.entries)

    def _add(self, label: str, role: str, pointer: str) -> Arm:
        arm = Arm(letter(len(self.entries)), label, role, locator={"pointer": pointer}, quote=label, names=[label])
        self.entries.append(arm)
        self._by_title.setdefault(plain(label), arm)
        return arm

    def read_flow(self, module: dict[str, Any]) -> None:
        """Numbers started, from the first period of the participant flow."""
        groups = module.get("groups") or []
        started: dict[str, int | None] = {}
        for period in (module.get("periods") or [])[:1]:
            for milestone in period.get("milestones") or []:
                if milestone.get("type") == "STARTED":
                    for a in milestone.get("achievements") or []:
                        started[a.get("groupId", "")] = whole(a.get("numSubjects"))
        letters = self.of(groups, "/resultsSection/participantFlowModule/groups", fresh=True)
        for group in groups:
            arm = self.named(letters[group.get("id", "")])
            n = started.get(group.get("id", ""))
            arm.n = n
            root = self.root(arm)
            if root is not arm and root.n is None:
                root.n = n

    def of(
        self,
        groups: Sequence[dict[str, Any]],
        pointer: str,
        sizes: dict[str, int | None] | None = None,
        fresh: bool = False,
    ) -> dict[str, str]:
        """`{group id: arm letter}` for the groups of one module; `sizes` are their numbers of participants.

        A title not met before becomes an entry of its own, tied to its protocol arm by `same_as` where that is
        clear. With `fresh`, a title that stands twice in the module becomes two entries.
        """
        titles = [g.get("title") or "" for g in groups]
        known_titles = [self._by_title.get(plain(t)) for t in titles]
        if not fresh and all(known_titles):
            return {g.get("id", ""): a.arm for g, a in zip(groups, known_titles, strict=True) if a}
        labels = [a.label for a in self.entries[: self._planned]]
        ties = match(titles, labels, self._details)
        described = [plain(g.get("description")) for g in groups]
        same = match_by_description(described, titles, self._described, labels)
        ties = [s if t is None and s not in ties else t for t, s in zip(ties, same, strict=True)]
        if sizes is not None and not any(t is not None for t in ties):
            known = [a.n for a in self.entries[: self._planned]]
            by_size = match_by_numbers([sizes.get(g.get("id", "")) for g in groups], known)
            ties = [None if is_pooled(titles[i]) else t for i, t in enumerate(by_size)]
        letters: dict[str, str] = {}
        seen: set[str] = set()
        for i, group in enumerate(groups):
            title = plain(titles[i])
            arm = self._by_title.get(title)
            if arm is None or (fresh and title in seen):
                arm = self._new(titles[i], ties[i], f"{pointer}/{i}/title")
            seen.add(title)
            if (tie := ties[i]) is not None and described[i]:
                self._described[tie].add(described[i])
            letters[group.get("id", "")] = arm.arm
        return letters

    def known(self, groups: Sequence[dict[str, Any]]) -> dict[str, str]:
        """`{group id: arm letter}` as `of` gives it, of those groups that have an entry or fit one; adds none."""
        titles = [g.get("title") or "" for g in groups]
        ties = match(titles, [a.label for a in self.entries[: self._planned]], self._details)
        found = {}
        for group, title, tie in zip(groups, titles, ties, strict=True):
            arm = self._by_title.get(plain(title)) or (self.entries[tie] if tie is not None else None)
            if arm is not None and not is_pooled(title):
                found[group.get("id", "")] = arm.arm
        return found

    def _new(self, title: str, tie: int | None, pointer: str) -> Arm:
        if tie is not None:
            root = self.entries[tie]
            arm = self._add(title, root.role, pointer)
            arm.same_as = root.arm
            root.names.append(title)
            return arm
        if is_pooled(title) or self._planned == 1:
            role = "single"
        else:
            role = "control" if reads_as_control(title) else "experimental"
        return self._add(title, role, pointer)

    def named(self, arm: str) -> Arm:
        """The entry with this letter."""
        return next(a for a in self.entries if a.arm == arm)

    def root(self, arm: Arm) -> Arm:
        """The protocol arm behind an entry, or the entry itself."""
        return self.named(arm.same_as) if arm.same_as else arm


def _roles(groups: Sequence[dict[str, Any]]) -> list[str]:
    """Role of each protocol arm from its type: an active comparator is a control only beside an experimental arm."""
    if len(groups) == 1:
        return ["single"]
    types = [g.get("type") or "" for g in groups]
    controls = _CONTROL_TYPES if "EXPERIMENTAL" in types else _CONTROL_TYPES - {"ACTIVE_COMPARATOR"}
    if sorted(types) == ["EXPERIMENTAL", "OTHER"]:
        controls = controls | {"OTHER"}
    roles = ["control" if t in controls else "experimental" for t in types]
    if "control" in roles:
        return roles
    return [_by_label(r, g) for r, g in zip(roles, groups, strict=True)]


def _by_label(role: str, group: dict[str, Any]) -> str:
    return "control" if reads_as_control(group.get("label") or "") else role
