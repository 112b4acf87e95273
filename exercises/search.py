"""Find exercises by words, in memory: the same on every database. Pure but for the rows it is given."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from exercises.models import Activity, Equipment, Exercise, Focus, Kind, SpineMovement, StartPosition

# Filters of time: the default dose takes up to so many seconds.
TIMES = (60, 120, 180, 300)
NO_EQUIPMENT = "none"
MAT_ONLY = frozenset({Equipment.MAT.value})

# How much a word counts by where it stands.
NAME, OTHER_NAME, PRIMARY, FOCUS, KIND, SECONDARY, REST = 100, 70, 50, 35, 30, 20, 15
# How much a word counts by how well it fits; a typo is looked for only when nothing fits better.
EXACT, PREFIX, INSIDE, TYPO = 1.0, 0.8, 0.35, 0.5
SHORTEST_INSIDE = 3
SHORTEST_TYPO = 4
LONG_WORD = 8
SHORTEST_STEM = 3
# So many are remembered with what they are worth.
MOST_WORDS = 1000

# Words that say nothing about which exercise is meant.
NOISE = frozenset(
    {"a", "an", "and", "at", "by", "do", "for", "from", "how", "i", "in", "is", "it", "my", "of", "on", "or"}
)
NOISE |= {"the", "to", "with", "exercise", "exercises", "pain", "sore"}

# What people say -> what the catalogue says; any one of the right-hand phrases will do.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "abs": ("abdominis", "stomach"),
    "all fours": ("hands and knees",),
    "ass": ("buttock",),
    "backside": ("buttock",),
    "barbell": ("weight",),
    "bed": ("your back", "your front"),
    "belt": ("strap",),
    "bending": ("bends",),
    "booty": ("buttock",),
    "bottom": ("buttock",),
    "bum": ("buttock",),
    "cervical": ("neck",),
    "deadlift": ("hip hinge",),
    "desk": ("sitting", "chair"),
    "dumbbell": ("weight",),
    "elastic": ("band",),
    "good morning": ("hip hinge",),
    "groin": ("inner thigh", "adductor"),
    "hammies": ("hamstrings",),
    "hip thrust": ("bridge",),
    "kettlebell": ("weight",),
    "lumbar": ("lower back",),
    "lying": ("on your back", "on your front", "on your side"),
    "mckenzie": ("mckenzie", "prone press up", "prone elbows", "standing back extension"),
    "office": ("sitting", "chair"),
    "pecs": ("pectorals", "chest"),
    "posture": ("shoulder blades", "chin tuck", "wall angels"),
    "psoas": ("iliopsoas", "hip flexor"),
    "resistance": ("band",),
    "row": ("row",),
    "shoulder blade": ("shoulder blades", "rhomboids", "scapular"),
    "sit up": ("crunch", "curl up"),
    "situp": ("crunch", "curl up"),
    "spinal": ("vertebrae", "spine", "spinal"),
    "spine": ("vertebrae", "spine", "spinal"),
    "swim": ("swimming",),
    "tailbone": ("base of the pelvis",),
    "theraband": ("band",),
    "thoracic": ("upper back", "thoracic"),
    "traps": ("trapezius",),
    "tummy": ("stomach", "belly"),
    "updog": ("push up back extension", "cobra"),
    "upward dog": ("push up back extension", "cobra"),
    "walk": ("walking",),
    "workout": ("strengthen",),
}


@lru_cache(4096)
def normalise(text: str) -> str:
    """Return the text without case, accents and punctuation: "Child's pose" and "CHILDS  POSE" are one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’`]", "", plain).replace("_", " ")))


class Text(NamedTuple):
    """Words to be found by, and how much they count."""

    weight: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findable[T]:
    """A row as search sees it: names squeezed together for "catcow", texts by weight, facet values to filter by.

    `needs` is the equipment one cannot do without; the floor is always there.
    """

    row: T
    name: str
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    facets: Mapping[str, frozenset[str]]
    cautions: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


@lru_cache(4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(normalise(text).split())


def _texts(*weighted: tuple[int, Iterable[str]]) -> tuple[Text, ...]:
    return tuple(Text(weight, words) for weight, texts in weighted for text in texts if (words := _words(text)))


def findable(exercise: Exercise) -> Findable[Exercise]:
    """Return what an exercise (its muscles loaded) is found by."""
    muscles = [(row.is_primary, row.muscle) for row in exercise.exercise_muscles.all()]
    primary, secondary = ([m for is_primary, m in muscles if is_primary is wanted] for wanted in (True, False))
    equipment = frozenset([*exercise.equipment, *exercise.equipment_optional])
    needs_nothing = MAT_ONLY.issuperset(exercise.equipment)
    names = [exercise.name, *exercise.other_names]
    seconds = exercise.dose.seconds()
    return Findable(
        row=exercise,
        name=normalise(exercise.name),
        names=tuple(normalise(name).replace(" ", "") for name in names),
        texts=_texts(
            (NAME, [exercise.name]),
            (OTHER_NAME, exercise.other_names),
            (PRIMARY, (text for muscle in primary for text in (muscle.name, muscle.lay_name))),
            (SECONDARY, (text for muscle in secondary for text in (muscle.name, muscle.lay_name))),
            (FOCUS, (label(Focus, value) for value in exercise.focus)),
            (KIND, [label(Kind, exercise.kind)]),
            (REST, [label(StartPosition, exercise.start_position), exercise.start_position]),
            (REST, (label(Equipment, value) for value in equipment)),
            (REST, (label(SpineMovement, value) for value in exercise.spine_movements)),
        ),
        facets={
            "kind": frozenset({exercise.kind}),
            "position": frozenset({exercise.start_position}),
            "muscle": frozenset(muscle.slug for _is_primary, muscle in muscles),
            "equipment": equipment | ({NO_EQUIPMENT} if needs_nothing else frozenset()),
            "focus": frozenset(exercise.focus),
            "level": frozenset() if exercise.is_own else frozenset({str(exercise.difficulty)}),
            "spine": frozenset(exercise.spine_movements),
            "time": frozenset(str(limit) for limit in TIMES if seconds <= limit),
        },
        needs=frozenset(exercise.equipment) - MAT_ONLY,
    )


def findable_activity(activity: Activity) -> Findable[Activity]:
    return Findable(
        row=activity,
        name=normalise(activity.name),
        names=(normalise(activity.name).replace(" ", ""),),
        texts=_texts((NAME, [activity.name])),
        facets={},
    )


def label(choices: type[Kind | StartPosition | Equipment | Focus | SpineMovement], value: str) -> str:
    """Return the label of a stored word, or the word itself when it is a later catalogue's."""
    return _label(choices, value, get_language())


@lru_cache(1024)
def _label(
    choices: type[Kind | StartPosition | Equipment | Focus | SpineMovement], value: str, language: str | None
) -> str:
    return str(choices(value).label) if value in choices.values else value


class Rows[T](tuple[Findable[T], ...]):
    """Rows to search that stay as they are, and so remember what a word is worth in each of them.

    `after()` puts others before them, which are looked at anew each time.
    """

    first: Sequence[Findable[T]] = ()
    rest: "Rows[T]"
    worth: dict[tuple[str, bool], list[float]]

    def __new__(cls, rows: Iterable[Findable[T]] = ()) -> "Rows[T]":
        made = super().__new__(cls, rows)
        made.rest, made.worth = made, {}
        return made

    def after(self, first: Sequence[Findable[T]]) -> "Rows[T]":
        made = Rows((*first, *self))
        made.first, made.rest = first, self
        return made


# --- By words ---


class Found[T](NamedTuple):
    """The rows that fit, best first, and the words that fit nothing at all and were left out."""

    rows: list[Findable[T]]
    ignored: list[str]


def search[T](query: str, findables: Sequence[Findable[T]]) -> Found[T]:
    """Return the rows that hold every word of the query, best first; an empty query finds all of them, as they are."""
    phrase = normalise(query)
    if not phrase:
        return Found(list(findables), [])
    tokens = _tokens(phrase)
    scores = {token: _scores(token, findables) for token in tokens}
    known = [token for token in tokens if any(scores[token])]
    totals = [0.0] * len(findables)
    for place, it in enumerate(findables):
        parts = [scores[token][place] for token in known]
        total = sum(parts) if parts and all(parts) else 0.0
        totals[place] = total + _phrase_bonus(phrase, it)
    places = sorted((place for place, total in enumerate(totals) if total), key=lambda place: -totals[place])
    return Found([findables[place] for place in places], [token for token in tokens if token not in known])


def _tokens(phrase: str) -> list[str]:
    """Split a normalised phrase into the words to look for; phrases that have synonyms stay whole."""
    padded = f" {phrase} "
    phrases = [key for key in SYNONYMS if " " in key and f" {key} " in padded]
    for key in phrases:
        padded = padded.replace(f" {key} ", "  ")
    words = padded.split()
    return [*phrases, *([word for word in words if word not in NOISE] or ([] if phrases else words))]


def _phrase_bonus[T](phrase: str, it: Findable[T]) -> float:
    """Return the reward of a row whose name is, or begins with, what was typed, spaces or not."""
    squeezed = phrase.replace(" ", "")
    if it.names[0] == squeezed:
        return 1000
    if it.names[0].startswith(squeezed):
        return 500 + 100 * len(squeezed) / len(it.names[0])  # "side pl": side plank before side plank on knees
    if any(name.startswith(squeezed) for name in it.names[1:]):
        return 150
    return 60 if len(squeezed) >= SHORTEST_TYPO and any(squeezed in name for name in it.names) else 0


def _scores[T](token: str, findables: Sequence[Findable[T]]) -> list[float]:
    """Return how well each row fits one word, synonyms included; only if none does, allow for a slip of the finger."""
    scores = _worths(token, findables, is_typo=False)
    return scores if any(scores) else _worths(token, findables, is_typo=True)


def _worths[T](token: str, findables: Sequence[Findable[T]], *, is_typo: bool) -> list[float]:
    if not isinstance(findables, Rows):
        return [_worth(token, it, is_typo=is_typo) for it in findables]
    rest, key = findables.rest, (token, is_typo)
    if key not in rest.worth:
        if len(rest.worth) > MOST_WORDS:
            rest.worth.clear()
        rest.worth[key] = [_worth(token, it, is_typo=is_typo) for it in tuple(rest)]
    return [*(_worth(token, it, is_typo=is_typo) for it in findables.first), *rest.worth[key]]


def _worth[T](token: str, it: Findable[T], *, is_typo: bool) -> float:
    if is_typo:
        return _fit([token], it, _typo_grade)
    return max(_fit(phrase.split(), it, _grade) for phrase in SYNONYMS.get(token, (token,)))


def _fit[T](words: Sequence[str], it: Findable[T], grade: Callable[[str, str], float]) -> float:
    """Return the best weight of one text of the row that holds all the words."""
    return max(
        (
            text.weight * min(max((grade(word, there) for there in text.words), default=0.0) for word in words)
            for text in it.texts
        ),
        default=0.0,
    )


@lru_cache(16_384)
def _grade(token: str, word: str) -> float:
    if token == word:
        return EXACT
    if word.startswith(token):
        return PREFIX
    if any(word.startswith(stem) for stem in _stems(token)):
        return PREFIX * 0.95
    return INSIDE if len(token) >= SHORTEST_INSIDE and token in word else 0.0


def _stems(token: str) -> list[str]:
    """Return the word without an English ending: "twisting" -> "twist", "stretches" -> "stretch"."""
    stems = (token.removesuffix(ending) for ending in ("s", "es", "ing"))
    return [stem for stem in stems if stem != token and len(stem) >= SHORTEST_STEM]


def _typo_grade(token: str, word: str) -> float:
    """Grade a word one slip away (two in a long one); while typing, also from the word's beginning."""
    allowed = 2 if len(token) >= LONG_WORD else 1
    if not SHORTEST_TYPO <= len(token) <= len(word) + allowed:
        return 0.0
    beginnings = {word, *(word[: len(token) + more] for more in (-1, 0, 1))}
    slips = min(slips_between(token, beginning) for beginning in beginnings)
    return TYPO / slips if 0 < slips <= allowed and token[0] in word[:2] else 0.0


@lru_cache(16_384)
def slips_between(a: str, b: str) -> int:
    """Return the letters to add, drop, change or swap with their neighbour to make one word of the other."""
    two_ago: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, two_ago[j - 2] + 1)
            row.append(cost)
        two_ago, last = last, row
    return last[-1]
