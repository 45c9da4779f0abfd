"""A bad vocabulary file is refused with its file and line; a good extension adds and changes nothing else."""

from pathlib import Path

import pytest

from cmdb_graph.errors import BadVocabulary
from cmdb_graph.vocabulary import load


def extend(folder: Path, text: str, name: str = "own.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


# Each: the file, and the line and words of its error.
BAD = {
    "no TOML": ("[kinds.Robot]\nabout = 'x'\nparent =\n", 3, "not TOML"),
    "the same kind twice": ("[kinds.Robot]\nabout = 'x'\n[kinds.Robot]\n", 3, "not TOML"),
    "unfinished": ('[kinds.Robot]\nabout = """x\n\n', 4, "not TOML"),
    "unknown table": ("\n[kind.Robot]\nabout = 'x'\n", 2, "Did you mean kinds?"),
    "unknown key of a kind": ("[kinds.Robot]\nabout = 'x'\n\nparnet = 'Hardware'\n", 4, "Did you mean parent?"),
    "unknown key of an attribute": (
        "[kinds.Robot]\nabout = 'x'\n[kinds.Robot.attributes]\n\naxes = { type = 'integer', about = 'x', units = '1' }",
        5,
        "Did you mean unit?",
    ),
    "unknown key of a type": ("[types.MOVES]\nlabel = 'x'\ninverse = 'x'\nabout = 'x'\nlabl = 'x'\n", 5, "label"),
    "unknown key of a join": (
        "[types.MOVES]\nlabel='x'\ninverse='x'\nabout='x'\njoins = [\n  { from='Room', to='Room' },\n"
        "  { from='Room', into='Room' },\n]\n",
        7,
        "'into'",
    ),
    "no about": ("# a comment\n\n[kinds.Robot]\nparent = 'Hardware'\n", 3, "'about' is missing"),
    "about is a number": ("[kinds.Robot]\nabout = 7\n", 2, "'about' must be a text"),
    "about with a control character": ('[kinds.Robot]\nabout = "a\\u0007b"\n', 2, "printable"),
    "unknown parent": ("[kinds.Robot]\nabout = 'x'\nparent = 'Hardwear'\n", 3, "Did you mean Hardware?"),
    "its own parent": ("[kinds.Robot]\nabout = 'x'\nparent = 'Robot'\n", 3, "circle: Robot < Robot"),
    "a circle of parents": (
        "[kinds.Hen]\nabout='x'\nparent='Egg'\n\n[kinds.Egg]\nabout='x'\nparent='Hen'\n",
        7,
        "circle: Hen < Egg < Hen",
    ),
    "kind in lower case": ("\n[kinds.robot]\nabout='x'\n", 2, "not a name for a kind"),
    "kind with a backtick": ("[kinds.'Robot`) DETACH']\nabout='x'\n", 1, "not a name for a kind"),
    "kind with an escape": ('[kinds."Robot\\u0060"]\nabout="x"\n', 1, "not a name for a kind"),
    "a kind ends in a newline": ('[kinds."Robot\\n"]\nabout="x"\n', 1, "not a name for a kind"),
    "reserved label": ("[kinds.EntityVersion]\nabout='x'\n", 1, "product's own"),
    "type in lower case": ("[types.moves]\nlabel='x'\n", 1, "not a name for a relationship type"),
    "kind that is no table": ("[kinds]\nRobot = 3\n", 2, "must be a table"),
    "kinds is no table": ("kinds = 3\n", 1, "must be a table"),
    "unknown role": ("[kinds.Robot]\nabout='x'\nroles = ['CI', 'Toy']\n", 3, "'Toy' is no role"),
    "roles is a text": ("[kinds.Robot]\nabout='x'\nroles = 'CI'\n", 3, "list of distinct"),
    "abstract is a number": ("[kinds.Robot]\nabout='x'\nabstract = 1\n", 3, "true or false"),
    "attribute called id": (
        "[kinds.Robot.attributes]\nid = { type='string', about='x' }\n[kinds.Robot]\nabout='x'",
        2,
        "id",
    ),
    "attribute without a type": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\naxes = { about='x' }",
        4,
        "'type'",
    ),
    "attribute of an unknown type": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\naxes = { type='int', about='x' }",
        4,
        "one of string, integer",
    ),
    "attribute with a long name": (
        f"[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\n{'a' * 129} = {{ type='string', about='x' }}",
        4,
        "1 to 128",
    ),
    "values of a number": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\naxes = { type='integer', about='x', values=['4'] }",
        4,
        "only a string",
    ),
    "over of another attribute": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\nmood = { type='string', about='x', over=['calm'] }",
        4,
        "only 'status'",
    ),
    "over of a number": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\nstatus = { type='integer', about='x', over=['4'] }",
        4,
        "a single string",
    ),
    "over that is no value": (
        "[kinds.Robot]\nabout='x'\n[kinds.Robot.attributes]\nstatus = { type='string', about='x', values=['on'], over=['of'] }",
        4,
        "'of' is none of its values",
    ),
    "a built-in attribute of another type": (
        "[kinds.Server.attributes]\npartitioning = { type = 'integer', about = 'x' }\n",
        2,
        "defined otherwise in hardware.toml line",
    ),
    "an inherited attribute of another type": (
        "[kinds.Robot]\nparent='Server'\nabout='x'\n[kinds.Robot.attributes]\ncores = { type='string', about='x' }\n",
        5,
        "inherits 'cores' as integer in cores",
    ),
    "an ancestor takes an attribute of another type": (
        "[kinds.ManagedElement.attributes]\ncores = { type='string', about='x' }\n",
        None,
        "inherits 'cores' as string",
    ),
    "another parent for a built-in kind": ("[kinds.Server]\n\nparent = 'Hardware'\n", 3, "not redefine 'parent'"),
    "other roles for a built-in kind": ("[kinds.Server]\nroles = ['CI']\n", 2, "not redefine 'roles'"),
    "a built-in kind made abstract": ("[kinds.Server]\nabstract = true\n", 2, "not redefine 'abstract'"),
    "a built-in type made harmless": ("[types.RUNS_ON]\ndependency = false\n", 2, "not redefine 'dependency'"),
    "another need": ("[types.POWERED_BY]\nneed = 2\n", 2, "not redefine 'need'"),
    "need without a group": (
        "[types.MOVES]\nlabel='x'\ninverse='x'\nabout='x'\ndependency=true\nneed=2\n",
        6,
        "there is none",
    ),
    "need of zero": (
        "[types.MOVES]\nlabel='x'\ninverse='x'\nabout='x'\ndependency=true\ngroup='g'\nneed=0",
        7,
        "1 or more",
    ),
    "a group without dependency": (
        "[types.MOVES]\nlabel='x'\ninverse='x'\nabout='x'\ngroup='g'\n",
        5,
        "only a dependency",
    ),
    "unknown effect": ("[types.RUNS_ON]\njoins = [\n\n{ from='Room', to='Room', effect='harsh' }]\n", 4, "not 'harsh'"),
    "an effect without dependency": (
        "[types.OWNED_BY]\njoins = [{from='Room', to='Room', effect='hard'}]\n",
        2,
        "no failure",
    ),
    "a join of an unknown kind": (
        "[types.RUNS_ON]\njoins = [{ from = 'Sever', to = 'Room' }]\n",
        2,
        "Did you mean Server",
    ),
    "a join of an unknown kind in a list": (
        "[types.RUNS_ON]\njoins = [\n  { from = 'Room', to = 'Room' },\n  { from = [\n    'Room',\n    'Rom',\n"
        "  ], to = 'Room' },\n]",
        4,
        "Did you mean Room",
    ),
    "a join without from": ("[types.RUNS_ON]\njoins = [{ to = 'Room' }]\n", 2, "'from' is missing"),
    "a join from nothing": ("[types.RUNS_ON]\njoins = [{ from = [], to = 'Room' }]\n", 2, "names no kind"),
    "a join that is a text": ("[types.RUNS_ON]\njoins = [\n'Room']\n", 3, "must be a table"),
    "a join that contradicts another": (
        "[types.LOCATED_IN]\njoins = [\n{ from='Vault', to='City' },\n{ from='Vault', to='City', effect='none' },\n]\n"
        "[kinds.Vault]\nparent='Room'\nabout='x'\n",
        4,
        "own.toml line 3, and cannot be none too",
    ),
    "a built-in join weakened as it stands": (
        "[types.LOCATED_IN]\njoins = [{ from='ManagedElement', to='Room', effect='none' }]\n",
        2,
        "cannot be none too",
    ),
    "a built-in join weakened for a finer pair": (
        "[types.LOCATED_IN]\njoins = [\n{ from='Server', to='Rack', effect='none' }]\n",
        3,
        "from ApplicationServer to Rack is hard in the built-in vocabulary and would become none",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, case: str):
    text, line, words = BAD[case]
    with pytest.raises(BadVocabulary) as caught:
        extend(tmp_path, text)
    assert words in caught.value.detail
    if line is None:
        # The conflict shows where the built-in kind inherits; the message names both.
        assert "hardware.toml:" in caught.value.detail
    else:
        assert caught.value.detail.startswith(f"{tmp_path / 'own.toml'}:{line}: ")
        assert [place.line for place in caught.value.places] == [line]


def test_two_files_that_define_a_kind_otherwise(tmp_path: Path):
    (tmp_path / "a.toml").write_text("[kinds.Robot]\nabout = 'A robot.'\n")
    with pytest.raises(BadVocabulary, match=r"b\.toml:3: Robot is defined in .*a\.toml line 1; .* 'about'"):
        extend(tmp_path, "\n[kinds.Robot]\nabout = 'Another robot.'\n", name="b.toml")


def test_a_file_that_is_not_utf8(tmp_path: Path):
    (tmp_path / "own.toml").write_bytes(b"[kinds.Robot]\nabout = '\xff'\n")
    with pytest.raises(BadVocabulary, match=r"own\.toml:2: is not UTF-8"):
        load(tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    assert "Robot" in extend(tmp_path, "\ufeff[kinds.Robot]\nabout = 'x'\n").kinds


def test_sizes_are_bounded(tmp_path: Path):
    with pytest.raises(BadVocabulary, match=r"own\.toml:1: is larger than"):
        extend(tmp_path, "#" * (1024 * 1024 + 1))
    with pytest.raises(BadVocabulary, match=r"own\.toml:1: is nested too deeply|own\.toml:1: is not TOML"):
        extend(tmp_path, "a = " + "[" * 100_000)
    with pytest.raises(BadVocabulary, match="more than 2,000 kinds"):
        extend(tmp_path, "".join(f"[kinds.K{i}]\nabout = 'x'\n" for i in range(2000)))
    with pytest.raises(BadVocabulary, match=r"own\.toml:\d+: K\d+ has more than 19 ancestors"):
        extend(
            tmp_path,
            "[kinds.K0]\nabout = 'x'\n"
            + "".join(f"[kinds.K{i}]\nparent='K{i - 1}'\nabout = 'x'\n" for i in range(1, 30)),
        )


def test_the_folder_must_be_there(tmp_path: Path):
    with pytest.raises(BadVocabulary, match="is not a folder"):
        load(tmp_path / "missing")


def test_an_extension_adds_kinds_attributes_types_and_joins(tmp_path: Path):
    vocabulary = extend(
        tmp_path,
        """
        [kinds.Robot]
        parent = "Hardware"
        about = "A picking robot."
        [kinds.Robot.attributes]
        axes = { type = "integer", unit = "axes", about = "Axes that move." }
        [kinds.Server.attributes]
        "rack name" = { type = "string", about = "How the technicians call it." }
        [types.GUIDED_BY]
        label = "Guided by"
        inverse = "Guides"
        about = "A robot and what tells it where to go."
        dependency = true
        group = "guidance"
        joins = [{ from = "Robot", to = ["Service", "Software"], effect = "soft" }]
        [types.LOCATED_IN]
        joins = [{ from = "Robot", to = ["Room", "Building"], effect = "none" }]
        """,
    )
    assert vocabulary.kind("Robot").labels == ("Robot", "Hardware", "ManagedElement")
    assert vocabulary.kind("Robot").roles == ("CI", "Asset")
    assert {"axes", "serial_number"} <= set(vocabulary.kind("Robot").attributes)
    assert "rack name" in vocabulary.kind("Hypervisor").attributes
    assert "Robot" in vocabulary.labels
    assert "GUIDED_BY" in vocabulary.dependency_types
    assert (vocabulary.type("GUIDED_BY").group, vocabulary.type("GUIDED_BY").need) == ("guidance", 1)
    assert vocabulary.join("GUIDED_BY", "Robot", "ApplicationService").effect == "soft"
    assert vocabulary.join("LOCATED_IN", "Robot", "Room").effect == "none"
    assert vocabulary.join("LOCATED_IN", "Robot", "Site").effect == "hard"
    assert vocabulary.join("LOCATED_IN", "Server", "Room").effect == "hard"
    assert "Robot" not in load().kinds


def test_files_are_read_in_the_order_of_their_names_and_only_toml(tmp_path: Path):
    (tmp_path / "b.toml").write_text("[kinds.WeldingRobot]\nparent='Robot'\nabout='x'\n")
    (tmp_path / "a.toml").write_text("[kinds.Robot]\nparent='Hardware'\nabout='x'\n")
    (tmp_path / "c.txt").write_text("no TOML at all [")
    assert load(tmp_path).kind("WeldingRobot").ancestors == ("Robot", "Hardware", "ManagedElement")


def test_a_file_may_repeat_what_is_defined(tmp_path: Path):
    same = load()
    assert extend(tmp_path, "[kinds.Server]\nparent = 'Computer'\n[types.RUNS_ON]\ndependency = true\n") == same


OVER = """
[kinds.Ticket.attributes]
status = { type = "string", over = ["done"], about = "Where it stands." }

[kinds.Errand]
parent = "Ticket"
about = "Somebody goes and does it."

[kinds.Errand.attributes]
status = { type = "string", values = ["asked", "done", "home", "closed"], over = ["home"], about = "Where it stands." }
"""


def test_what_means_that_a_ticket_is_over_is_inherited_and_added_to(tmp_path: Path):
    builtin = load().over
    assert builtin["Ticket"] == ("resolved", "fulfilled", "closed", "rejected", "canceled")
    assert builtin["Incident"] == ("resolved", "closed", "canceled")
    (tmp_path / "errands.toml").write_text(OVER)
    extended = load(tmp_path).over
    assert extended["Ticket"] == (*builtin["Ticket"], "done")
    assert extended["Incident"] == builtin["Incident"]
    assert extended["Errand"] == ("home", "closed", "done")
    assert "Server" not in extended
