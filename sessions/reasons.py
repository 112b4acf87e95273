"""The facts behind a judgement, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sessions.ladder import Because, Reason

WORDS: Mapping[Reason, str | Promise] = {
    Reason.CALM: _("Pain rose by %(value)s at most; up to %(limit)s is all right."),
    Reason.EASY: _("Effort was %(value)s at most; the rule asks for %(limit)s or less."),
    Reason.SETTLED: _("No worse the morning after."),
    Reason.NOTHING_YET: _("Not done in this routine lately."),
    Reason.LOWER_DOSE: _("Last done at a lower dose than now."),
    Reason.MISSED: _("Not every set was done in full last time."),
    Reason.NOT_EASY: _("Effort was %(value)s; the rule asks for %(limit)s or less."),
    Reason.NO_EFFORT: _("Effort was not rated last time."),
    Reason.NO_PAIN: _("Pain was not rated both before and after."),
    Reason.NO_MORNING: _("No word yet about the morning after."),
    Reason.NOT_SETTLED: _("Pain had not settled by the next morning."),
    Reason.ONE_MORE: _("%(value)s of %(limit)s easy, full sessions on different days."),
    Reason.REPEAT: _("%(value)s days since the last time: repeat the level first."),
    Reason.DECIDED: _("You decided on this already; the next sessions will tell more."),
    Reason.LOWERED: _("The dose is lower already than it was in the last session."),
    Reason.ROSE: _("Pain rose by %(value)s; up to %(limit)s is all right."),
    Reason.HIGH: _("Pain reached %(value)s; up to %(limit)s is all right."),
    Reason.WORSE: _("Your back was worse the morning after."),
    Reason.HARD: _("Effort of %(value)s or more with sets left unfinished, two sessions running."),
    Reason.LEFT: _("You left sets unfinished because of pain."),
    Reason.AWAY: _("%(value)s days since the last time."),
    Reason.SEVERE: _("You noted pain of %(value)s out of 10."),
    Reason.STILL_RAISED: _("Pain is still raised after easing off %(value)s times."),
}

# One, and many: ngettext picks by the number.
COUNTED: Mapping[Reason, tuple[str, str]] = {
    Reason.IN_FULL: ("Done in full.", "Done in full, %(value)s sessions in a row."),
    Reason.RAISED: (
        "The next morning pain was still %(value)s point above where it began.",
        "The next morning pain was still %(value)s points above where it began.",
    ),
    Reason.LATELY: (
        "It grew %(value)s day ago; the rule waits %(limit)s days.",
        "It grew %(value)s days ago; the rule waits %(limit)s days.",
    ),
}


def sentence(fact: Because) -> str:
    """Return one fact as a sentence with its numbers."""
    values = {"value": fact.value, "limit": fact.limit}
    if fact.reason is Reason.CALM and fact.value <= 0:
        return gettext("Pain did not rise.")
    if fact.reason in COUNTED:
        one, many = COUNTED[fact.reason]
        return ngettext(one, many, fact.value) % values
    return str(WORDS[fact.reason]) % values
