from routines.balance import Remark, Worked, along_the_way, remarks, time_by_muscle


def test_time_by_muscle_adds_up_and_names_the_longest_first():
    routine = [Worked(30, ["abs", "glutes"]), Worked(45, ["glutes"])]

    assert time_by_muscle(routine) == [("glutes", 75), ("abs", 30)]


def test_along_the_way_leaves_out_what_is_worked_anyway():
    routine = [Worked(30, ["abs"], ["calves", "glutes"]), Worked(30, ["glutes"])]

    assert along_the_way(routine) == ["calves"]


def test_remarks():
    assert remarks([("stretch", []), ("mobility", [])]) == [Remark.ONLY_STRETCHES]
    assert remarks([("stretch", []), ("activation", [])]) == []
    assert remarks([("strengthen", ["flexion"]), ("stretch", ["flexion"])]) == [Remark.ONLY_FORWARD]
    assert remarks([("strengthen", ["extension"]), ("stretch", ["extension"])]) == [Remark.ONLY_BACKWARD]
    assert remarks([("strengthen", ["flexion"]), ("stretch", ["flexion", "extension"])]) == []
    assert remarks([("stretch", ["flexion"])]) == []
