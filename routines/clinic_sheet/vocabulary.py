"""The words of a clinic sheet, in small letters without accents. Pure."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SECONDS = frozenset({"s", "sec", "secs", "second", "seconds", '"', "”", "“", "″", "′′", "sek", "seg"})
MINUTES = frozenset({"min", "mins", "minute", "minutes", "'", "’", "‘", "′"})
SETS = frozenset({"set", "sets", "round", "rounds", "series"})
REPS = frozenset({"rep", "reps", "repetition", "repetitions", "repeat", "repeats", "r"})
TIMES = frozenset({"time", "times"})
HOLDS = frozenset({"hold", "holds", "holding", "held"})
REPEAT = frozenset({"repeat", "repeated", "repeating"})
NUMBERS = {
    "one": 1,
    "once": 1,
    "two": 2,
    "twice": 2,
    "three": 3,
    "thrice": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "sixty": 60,
}
ADVERBS = frozenset({"once", "twice", "thrice"})

LEFT = frozenset({"left", "l", "lt"})
RIGHT = frozenset({"right", "r", "rt"})
BODY = _words("""
    side sides leg legs arm arms knee knees foot feet hip hips hand hands way ways direction directions ankle ankles
    shoulder shoulders limb
""")
EACH = frozenset({"each", "per", "every", "ea", "both", "either"})
ALTERNATE = frozenset({"alternate", "alternates", "alternating", "alternately", "alt"})
TWO_SIDED = frozenset({"bilateral", "bilaterally", "bilat"})

DAY = frozenset({"day", "days", "d"})
WEEK = frozenset({"week", "weeks", "wk", "wks", "w"})
DAILY = frozenset({"daily", "everyday", "nightly"})
# Doctors' Latin: twice, three times, four times, once a day.
LATIN = {"bid": 2, "tid": 3, "qid": 4, "qd": 1}
MORNING = frozenset({"morning", "mornings", "am"})
EVENING = frozenset({"evening", "evenings", "night", "nights", "afternoon", "afternoons", "bedtime", "pm"})
WEEKDAYS = {
    name: day
    for day, names in enumerate(
        [
            "mon monday",
            "tue tues tuesday",
            "wed weds wednesday",
            "thu thur thurs thursday",
            "fri friday",
            "sat saturday",
            "sun sunday",
        ]
    )
    for name in names.split()
}

REST = frozenset({"rest", "rests", "resting", "pause", "pauses", "break", "recover", "recovery", "off"})
RELEASE = frozenset({"relax", "release", "relaxing", "releasing"})
LEVEL = frozenset({"level", "lvl"})

# Measures that are no dose: what stands before them stays in the words.
OTHER_UNITS = (
    _words("""
    kg kgs kilo kilos lb lbs pound pounds cm mm inch inches metre metres meter meters deg degrees % ° hour hours hrs
    hr steps breaths breath months month
""")
    | WEEK
    | DAY
)

# What may stand before and behind a name or a note and belongs to neither.
FILLERS = _words("""
    do does perform complete then now please the of a an for to at x @ hold holds holding by = - – — / & + and ~ # <
    > per about approx w | ° also repeat repeats exercise exercises with on in
""")
# These may begin a note, and are left where they are when they do.
NOTE_LEADS = frozenset({"with", "on", "at", "in", "to", "for", "by"})
# A part that begins with one of these tells how, not what.
NOTE_STARTS = _words("""
    keep keeping don't dont don avoid breathe breathing breath squeeze relax slow slowly gently make ensure stop try
    feel focus think remember use using with without while when if until as no not on at in against increase
    progress progressing add build start stay maintain engage tighten lower lift move you your it should can can't
    must only be let pull push bend lean straighten return control controlled pain painfree light easy or to for
    before after exhale inhale back brace bracing imagine look ease go turn contact call see note nb reach tuck
    lying sitting standing kneeling rpe weight load towards toward through from into every each per max maximum
    minimum total
""")
# Words that end a name and begin what is added to it.
ADDITIONS = frozenset({"with", "using", "while", "keeping", "holding", "against", "on", "in", "over", "at", "without"})
# What a line about the whole sheet says beside how often.
ABOUT_ALL = _words("""
    do these this all exercises exercise programme program the repeat perform routine of please complete them your
    sheet above below following frequency to be done how often session sessions everything stretches home and in
    total
""")
