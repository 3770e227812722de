"""Union-find over reports and identities that refuses to bring together what must stay apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from synthesis.identity import scheme


@dataclass(slots=True)
class Joiner:
    """Groups of nodes. Two numbers of one registry never share a group, nor do nodes that a person keeps apart."""

    parent: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Root → registry → number."""
    kept_apart: list[tuple[str, str]] = field(default_factory=list)

    def find(self, node: str) -> str:
        """The root of a node's group; a new node is a group of its own."""
        self.parent.setdefault(node, node)
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def add_number(self, node: str, number: str) -> None:
        """Note the registry number that a node stands for."""
        self.numbers.setdefault(self.find(node), {}).setdefault(scheme(number), number)

    def allows(self, one: str, two: str) -> bool:
        """Whether the groups of two nodes may become one."""
        a, b = self.find(one), self.find(two)
        mine, theirs = self.numbers.get(a, {}), self.numbers.get(b, {})
        return not self.parted(one, two) and all(mine.get(name, number) == number for name, number in theirs.items())

    def parted(self, one: str, two: str) -> bool:
        """Whether a person keeps apart what two nodes' groups hold."""
        groups = {self.find(one), self.find(two)}
        return len(groups) == 2 and any({self.find(a), self.find(b)} == groups for a, b in self.kept_apart)

    def join(self, one: str, two: str, *, by_hand: bool = False) -> bool:
        """Join two nodes' groups; False, and nothing changed, where that is refused. A person's word is not."""
        a, b = sorted((self.find(one), self.find(two)))
        if a == b:
            return True
        if not by_hand and not self.allows(a, b):
            return False
        self.parent[b] = a
        if theirs := self.numbers.get(b):
            self.numbers[a] = {**theirs, **self.numbers.get(a, {})}
        return True
