"""Holds the schema of profiles against the program that reads them.

validate_profiles.py HALLWATCH CATALOGUE: every file of the catalogue conforms to the schema that
`hallwatch profiles schema` prints, and files damaged in one place are refused by the validator of
the jsonschema package and by hallwatch alike. Prints a JSON object: how many files were looked at
whole and damaged, and every disagreement.
"""

import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import jsonschema
import pyjson5

PROGRAM = sys.argv[1]
CATALOGUE = pathlib.Path(sys.argv[2])


def points(file):
    return [point for point in file.get("points", []) if isinstance(point, dict)]


def put(key, value, among=points):
    """Damages one place that has the key; None when no place has it."""

    def damage(file, chance):
        places = [place for place in among(file) if key in place]
        if not places:
            return None
        chance.choice(places)[key] = value
        return f"{key} = {value!r}"

    return damage


def add_key(file, chance):
    places = [file] + points(file) + [file[key] for key in ("read", "defaults") if key in file]
    for point in points(file):
        for key in ("states", "flags"):
            if isinstance(point.get(key), list):
                places += point[key]
    chance.choice(places)["no_such_key"] = 1
    return "a key that does not exist"


def take_name(file, chance):
    del chance.choice(points(file))["point"]
    return "a point without a name"


DAMAGES = [
    add_key,
    take_name,
    put("address", "40001"),
    put("address", 65536),
    put("quantity", "no_such_quantity"),
    put("type", "uint16"),
    put("scale", "0.1"),
    put("pace", "sometimes"),
    put("table", "registers"),
    put("severity", "grave", lambda file: [f for p in points(file) for f in p.get("flags", [])]),
    put("class", "thing", lambda file: [file]),
    put("default_unit", 256, lambda file: [file]),
]


def hallwatch_refuses(path):
    return subprocess.run([PROGRAM, "profiles", "show", path], capture_output=True).returncode == 2


def main():
    schema = json.loads(
        subprocess.run([PROGRAM, "profiles", "schema"], capture_output=True, check=True).stdout
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    disagreements, damaged = [], 0
    files = sorted(CATALOGUE.glob("*.json5"))
    chance = random.Random(20260101)
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(files):
            whole = pyjson5.decode(path.read_text(encoding="utf-8"))
            error = next(iter(validator.iter_errors(whole)), None)
            if error is not None:
                disagreements.append(f"{path.name} {error.json_path}: {error.message}"[:300])
                continue
            for damage in [DAMAGES[(number + step * 5) % len(DAMAGES)] for step in range(3)]:
                file = copy.deepcopy(whole)
                what = damage(file, chance)
                if what is None:
                    continue
                damaged += 1
                wrong = pathlib.Path(folder) / path.name
                wrong.write_text(json.dumps(file), encoding="utf-8")
                verdicts = (not validator.is_valid(file), hallwatch_refuses(str(wrong)))
                if verdicts != (True, True):
                    disagreements.append(f"{path.name}, {what}: schema, hallwatch {verdicts}")
    print(json.dumps({"whole": len(files), "damaged": damaged, "disagreements": disagreements}))


main()
