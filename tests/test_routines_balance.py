from routines.balance import Remark, Worked, along_the_way, remarks, time_by_muscle


def worked(kind="strengthen", *spine, seconds=30, primary=(), secondary=()):
    return Worked(kind, spine or ("neutral",), seconds, primary, secondary)


def test_time_by_muscle_adds_up_and_names_the_longest_first():
    routine = [worked(seconds=30, primary=["abs", "glutes"]), worked(seconds=45, primary=["glutes"])]

    assert time_by_muscle(routine) == [("glutes", 75), ("abs", 30)]


def test_along_the_way_leaves_out_what_is_worked_anyway():
    routine = [worked(primary=["abs"], secondary=["calves", "glutes"]), worked(primary=["glutes"])]

    assert along_the_way(routine) == ["calves"]


def test_remarks():
    assert remarks([worked("stretch"), worked("mobility")]) == [Remark.ONLY_STRETCHES]
    assert remarks([worked("stretch"), worked("activation")]) == []
    assert remarks([worked("strengthen", "flexion"), worked("stretch", "flexion")]) == [Remark.ONLY_FORWARD]
    assert remarks([worked("strengthen", "extension"), worked("stretch", "extension")]) == [Remark.ONLY_BACKWARD]
    assert remarks([worked("strengthen", "flexion"), worked("stretch", "flexion", "extension")]) == []
    assert remarks([worked("stretch", "flexion")]) == []
