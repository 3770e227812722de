"""How alike a registration and a paper are that no number ties together: a probability for each likely pair."""

from synthesis.joining.likeness.cards import Card, card_of, words_of
from synthesis.joining.likeness.model import WEIGHTS, Model
from synthesis.joining.likeness.pairs import FEATURES, Pair, pairs

__all__ = ["FEATURES", "WEIGHTS", "Card", "Model", "Pair", "card_of", "pairs", "words_of"]
