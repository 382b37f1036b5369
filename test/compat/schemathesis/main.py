"""Judges what schemathesis has found: whatever has none of the reasons below is ours. docs/api-clients.md says more of each."""

import base64
import json
import sys
from collections import Counter

NO_BODY = "a 201 that return=minimal asks for has no body, which a description cannot say"
REJECTION = "431 refuses what is too large; schemathesis does not take it for a refusal"
ZERO = "a header is 0, which its pattern does not admit, and schemathesis takes it for valid"
HISTORY = "a deleted note has a history"
PLACES = "a position names no partition twice, which no pattern can say"
REASONS = {
    "idempotency-key-reused": "a key that was used before is refused with another request",
    "precondition-failed": "a condition does not hold of the note as it is",
    "bad-cursor": "a cursor is one that a page of the same list has given out",
    "contradiction": "two parameters exclude each other, which a description cannot say",
    "required": "a bulk delete needs some filter, which a description cannot say",
}


def problem_of(response):
    try:
        return json.loads(base64.b64decode((response["content"] or {}).get("$base64", "")))
    except ValueError:
        return {}


def codes_of(problem):
    return [problem.get("type", "").removeprefix("/problems/"), *(one["code"] for one in problem.get("errors", []))]


def sends_zero(request):
    return any(values == ["0"] for name, values in request["headers"].items() if name.startswith(("if-", "consistency-")))


def repeats_a_partition(request):
    headers = {name.lower(): values for name, values in request["headers"].items()}
    values = [value for name in ("consistency-token", "last-event-id") for value in headers.get(name, [])]
    return any(repeats(value) for value in [*values, request["uri"].partition("since=")[2].replace("%3A", ":")])


def repeats(position):
    partitions = [place.partition("-")[0] for place in position.partition(":")[2].partition("&")[0].split(".")]
    return len(set(partitions)) < len(partitions)


def reason_for(code, request, response):
    status, problem = response["status_code"], problem_of(response)
    if code in ("ST104", "ST109") and status == 201 and "preference-applied" in response["headers"]:
        return NO_BODY
    if code == "ST201" and status == 431:
        return REJECTION
    if code == "ST202" and status == 400 and sends_zero(request):
        return ZERO
    if code == "ST202" and status == 400 and repeats_a_partition(request):
        return PLACES
    if code == "ST301" and request["uri"].partition("?")[0].endswith("/events"):
        return HISTORY
    return next((REASONS[one] for one in codes_of(problem) if code == "ST202" and one in REASONS), None)


def main(path):
    found, ours = Counter(), []
    for line in open(path, encoding="utf-8"):
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        for case, checks in recorder.get("checks", {}).items():
            for check in checks:
                if check["status"] != "failure":
                    continue
                failure = check["failure_info"]["failure"]
                interaction = recorder["interactions"][case]
                request, response = interaction["request"], interaction["response"]
                reason = reason_for(failure["code"], request, response)
                found[reason or "ours"] += 1
                if reason is None:
                    ours.append((failure, request["method"], request["uri"], request["headers"], problem_of(response)))
    for reason, count in found.most_common():
        print(f"{count} × {reason}")
    for one in ours:
        print(*one, sep="\n  ")
    return 1 if ours else 0


sys.exit(main(sys.argv[1]))
