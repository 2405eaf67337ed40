"""The same mentions resolved by splink on DuckDB: the same blocks, its own weights, learnt from the mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from graph.identity.mentions import Mention
from graph.identity.organizations import organization_name
from graph.identity.people import person_name

Partition = dict[tuple[str, tuple[str, ...]], object]


def resolved(mentions: Sequence[Mention], threshold: float) -> Partition:
    """A cluster for each mention; organisations first, so that people have them as affiliations."""
    houses = [m for m in mentions if m.type == "organization"]
    people = [m for m in mentions if m.type == "person"]
    partition = _clustered(houses, _house, _house_model(), threshold)
    at = {m.own: partition[m.id] for m in houses}

    def person(mention: Mention) -> dict[str, Any]:
        return _person(mention, at)

    return partition | _clustered(people, person, _person_model(), threshold)


def _person(mention: Mention, at: dict[str, object]) -> dict[str, Any]:
    name = person_name(mention.names[0])
    beside = (person_name(other) for other in mention.beside)
    return {
        "surname": name.surname if name else None,
        "given": name.given[0] if name and name.whole else None,
        "initial": name.given[0][0] if name else None,
        "orcid": mention.strong[0] if mention.strong else None,
        "places": [str(at[key]) for key in mention.above] or None,
        "companions": [other.letter for other in beside if other] or None,
    }


def _house(mention: Mention) -> dict[str, Any]:
    name = organization_name(mention.names[0])
    words = sorted(name.bag) if name else []
    return {"name": " ".join(words), "first": words[0] if words else None, "last": words[-1] if words else None}


def _person_model() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("surname", [0.94]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("given", [0.94]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("initial"),
            cl.ExactMatch("orcid"),
            cl.ArrayIntersectAtSizes("places", [1]),
            cl.ArrayIntersectAtSizes("companions", [2, 1]),
        ],
        blocking_rules_to_generate_predictions=[block_on("surname", "initial"), block_on("orcid")],
    )


def _house_model() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.97, 0.92]), cl.ExactMatch("first"), cl.ExactMatch("last")],
        blocking_rules_to_generate_predictions=[block_on("name"), block_on("first"), block_on("last")],
    )


def _clustered(
    mentions: Sequence[Mention], row: Callable[[Mention], dict[str, Any]], model: Any, threshold: float
) -> Partition:
    import pyarrow
    from splink import DuckDBAPI, Linker, block_on

    rows = [{"unique_id": number, **row(mention)} for number, mention in enumerate(mentions)]
    columns = {name: [line[name] for line in rows] for name in rows[0]}
    api = DuckDBAPI()
    linker = Linker(api.register(pyarrow.table(columns)), model)
    exact = block_on("surname", "given") if "surname" in columns else block_on("name")
    linker.training.estimate_probability_two_random_records_match([exact], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("surname"), block_on("given", "initial")) if "surname" in columns else (block_on("first"),):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=threshold)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold)
    partition: Partition = {m.id: ("alone", m.id) for m in mentions}
    members: dict[Any, list[int]] = defaultdict(list)
    table = (
        clusters.as_pyarrow_table() if hasattr(clusters, "as_pyarrow_table") else clusters.as_duckdbpyrelation().arrow()
    )
    for number, cluster in zip(table["unique_id"].to_pylist(), table["cluster_id"].to_pylist(), strict=True):
        members[cluster].append(number)
    for cluster, numbers in members.items():
        for number in numbers:
            partition[mentions[number].id] = (mentions[number].type, cluster)
    return partition
