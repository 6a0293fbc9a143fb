"""Does every role have as many different people as the policy asks for? Somebody counts once over all roles."""

from collections.abc import Sequence

from evidence.trust.policy import Policy


def missing_roles(votes: Sequence[tuple[str, str]], policy: Policy) -> tuple[str, ...]:
    """Return the roles that lack people; ``votes`` are people and the roles in which they approved.

    Places are given to people by augmenting paths, so that somebody who approved in two roles stands in the one
    where nobody else can.
    """
    seats = [(role, n) for role in policy.roles for n in range(policy.roles[role].people)]
    able: dict[str, list[str]] = {}
    for person, role in votes:
        able.setdefault(role, []).append(person)
    seated: dict[str, tuple[str, int]] = {}
    empty = [role for role, n in seats if not _seat((role, n), able, seated, set())]
    return tuple(dict.fromkeys(empty))


def _seat(
    seat: tuple[str, int], able: dict[str, list[str]], seated: dict[str, tuple[str, int]], tried: set[str]
) -> bool:
    for person in able.get(seat[0], []):
        if person not in tried:
            tried.add(person)
            if person not in seated or _seat(seated[person], able, seated, tried):
                seated[person] = seat
                return True
    return False
