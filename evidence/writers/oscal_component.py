"""The component definition: what the vendor documents, as OSCAL data.

Policies (see docs/oscal.md): a requirement stands for the provider's documented part only; its status is never above
``partial`` in a public framework; every own property has our namespace; what importers drop stands twice.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from evidence.canonical import NAMESPACE, digest, stable_uuid
from evidence.catalog import Catalog, Control
from evidence.mapping import Mapping
from evidence.pack import Content, Pack
from evidence.writers.oscal_actions import with_actions
from evidence.writers.oscal_backmatter import back_matter, evidence_uuid
from evidence.writers.oscal_parameters import set_parameters
from evidence.writers.wording import markup, worded

OWN: Final = "support-response"
Json = dict[str, Any]
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_WHAT_IT_IS: Final = (
    "This component definition is compiled from the vendor's published support and response model. It documents what "
    "the vendor says; nothing in it was assessed, and documented is not the same as implemented or operated."
)


def component_definition(pack: Pack) -> Json:
    """Return the component definition as JSON data; its uuid changes with its content and with nothing else."""
    content = pack.content
    body: Json = {
        "metadata": _metadata(pack),
        "components": [_component(content)],
        "back-matter": back_matter(content),
    }
    return identified(body)


def identified(body: Json) -> Json:
    """Return a document with the uuid of its content, which does not depend on when it was written."""
    timeless = {**body, "metadata": {k: v for k, v in body["metadata"].items() if k != "last-modified"}}
    return {"uuid": stable_uuid("component-definition", digest(timeless)), **body}


def _metadata(pack: Pack) -> Json:
    content = pack.content
    party = _party(content)
    metadata = {
        "title": f"Support and response of {_product(content)}",
        "last-modified": pack.issued.replace("Z", "+00:00"),
        "version": content.product.version or "unversioned",
        "oscal-version": pack.oscal.version,
        "props": [
            _prop("promise-digest", content.promise_digest),
            _prop("derived-digest", content.derived_digest),
            _prop("sign-off", pack.sign_off.state, _sign_off(pack)),
            _prop("compiler", pack.compiler),
        ],
        **({"links": [_predecessor(pack.oscal.predecessor)]} if pack.oscal.predecessor else {}),
        "document-ids": [{"identifier": f"urn:uuid:{stable_uuid('component-definition', _product(content))}"}],
        "roles": [
            {"id": "provider", "title": "Provider", "description": "The supplier of the product."},
            {"id": "customer", "title": "Customer", "description": "The organization that deploys the product."},
        ],
        "parties": [party],
        "responsible-parties": [{"role-id": "provider", "party-uuids": [party["uuid"]]}],
        "remarks": _WHAT_IT_IS,
    }
    return with_actions(metadata, pack.sign_off, party["uuid"])


def _sign_off(pack: Pack) -> str | None:
    """Return what else is to be said of the sign-off: what changed, what is missing, why there was no time for it."""
    said = pack.sign_off
    return markup("\n".join(said.lines)) if said.changed or said.missing or said.emergency or said.approvals else None


def _predecessor(address: str) -> Json:
    return {"href": address, "rel": "predecessor-version"}


def _product(content: Content) -> str:
    return content.product.name or "Unnamed product"


def _party(content: Content) -> Json:
    supplier = content.supplier
    name = supplier.name or "Supplier not stated"
    party: Json = {"uuid": stable_uuid("party", name), "type": "organization", "name": name}
    if supplier.contact and _EMAIL.fullmatch(supplier.contact):
        party["email-addresses"] = [supplier.contact]
    return {**party, "addresses": [{"country": supplier.country}]} if _is_country(supplier.country) else party


def _is_country(text: str | None) -> bool:
    """Tell whether a country is given as ISO 3166-1 alpha-2 code, the only form that OSCAL takes."""
    return bool(text and len(text) == 2 and text.isalpha() and text.isupper())


def _prop(name: str, value: str, remarks: str | None = None, group: str | None = None) -> Json:
    prop = {"name": name, "ns": NAMESPACE, "value": value}
    if group:
        prop["class"] = group
    return {**prop, "remarks": remarks} if remarks else prop


def _component(content: Content) -> Json:
    product, made = content.product, list(_implementations(content))
    props = [{"name": "version", "value": product.version}] if product.version else []
    return {
        "uuid": stable_uuid("component", _product(content)),
        "type": "software",
        "title": _product(content),
        "description": _description(content),
        "props": [
            *props,
            *(_prop(s.kind, s.id, _remarks(content, s.id), _class(content, s.id)) for s in content.statements),
        ],
        "responsible-roles": [_role("provider", content)],
        **({"control-implementations": made} if made else {}),
    }


def _class(content: Content, name: str) -> str:
    statement = content.by_id[name]
    return "not-claimed" if statement.kind == "non-claim" else statement.owner or "owner-not-stated"


def _remarks(content: Content, name: str) -> str:
    span, statement = content.spans[name], content.by_id[name]
    lines = f"{span.line}" if span.line == span.end_line else f"{span.line}-{span.end_line}"
    return f"{markup(statement.text)}\n\nSource: {span.document}:{lines}. Binding: {statement.binding}."


def _description(content: Content) -> str:
    """The words that importers keep: what this is, what is not claimed, what the customer has to do."""
    duties = [s for s in content.by_kind("responsibility") if s.owner == "customer"]
    parts = [_WHAT_IT_IS]
    if content.non_claims:
        parts.append("Not claimed:\n\n" + "\n".join(f"- {markup(s.text)}" for s in content.non_claims))
    if duties:
        parts.append("Customer responsibility:\n\n" + "\n".join(f"- {markup(worded(s))}" for s in duties))
    return "\n\n".join(parts)


def _role(role: str, content: Content) -> Json:
    return {"role-id": role, "party-uuids": [_party(content)["uuid"]]} if role == "provider" else {"role-id": role}


def _implementations(content: Content) -> Iterator[Json]:
    """One control-implementation per framework with a published OSCAL catalog; ours comes last."""
    for catalog in sorted((c for c in content.catalogs if c.oscal), key=lambda c: c.name == OWN):
        mine = [m for m in content.mappings if m.framework == catalog.name and m.strength != "not-evidence"]
        offered = {m.control for m in mine if m.responsibility != "customer"}
        requirements = [
            _requirement(control, [m for m in mine if m.control == control.id], catalog, content)
            for control in catalog.controls
            if control.id in offered
        ]
        if requirements:
            made: Json = {
                "uuid": stable_uuid("control-implementation", _product(content), catalog.name),
                "source": catalog.source,
                "description": f"What the vendor's support model documents towards {catalog.title}. Not assessed.",
            }
            parameters = set_parameters(content) if catalog.name == OWN else []
            if parameters:
                made["set-parameters"] = parameters
            yield {**made, "implemented-requirements": requirements}


def _requirement(control: Control, mappings: Sequence[Mapping], catalog: Catalog, content: Content) -> Json:
    provider = [m for m in mappings if m.responsibility != "customer"]
    customer = [m for m in mappings if m.responsibility == "customer"]
    shared = bool(customer) or any(m.responsibility == "shared" for m in provider)
    status = "implemented" if catalog.name == OWN and all(m.strength == "documented" for m in provider) else "partial"
    roles = [_role("provider", content), *([_role("customer", content)] if shared else [])]
    return {
        "uuid": stable_uuid("requirement", _product(content), catalog.name, control.id),
        "control-id": control.oscal_id,
        "description": "\n\n".join(filter(None, [_documented(provider, content), _asked(customer, content)])),
        "props": [_prop("implementation-status", status), _prop("responsibility", "shared" if shared else "provider")],
        **_backing(provider, content),
        "responsible-roles": roles,
        "statements": [
            _statement(control, part, found, status, catalog, content)
            for part, found in _by_part(control, provider, customer).items()
        ],
    }


def _by_part(control: Control, provider: Sequence[Mapping], customer: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    """Group mappings by the statement of the control; a customer's part never shares one with the provider's."""
    groups: dict[str, list[Mapping]] = {}
    for m in provider:
        groups.setdefault(_statement_id(control, m), []).append(m)
    for m in customer:
        if all(x.responsibility == "customer" for x in groups.get(_statement_id(control, m), [])):
            groups.setdefault(_statement_id(control, m), []).append(m)
    return {part: groups[part] for part in sorted(groups)}


def _statement_id(control: Control, mapping: Mapping) -> str:
    whole = f"{control.oscal_id}_smt"
    part = f"{whole}.{mapping.part}"
    return part if mapping.part and part in control.statements else whole


def _statement(
    control: Control, part: str, found: Sequence[Mapping], status: str, catalog: Catalog, content: Content
) -> Json:
    theirs = all(m.responsibility == "customer" for m in found)
    return {
        "statement-id": part,
        "uuid": stable_uuid("statement", _product(content), catalog.name, part),
        "description": _asked(found, content) if theirs else _documented(found, content),
        "props": [
            _prop("responsibility", "customer" if theirs else "provider"),
            *([] if theirs else [_prop("implementation-status", status)]),
        ],
        "responsible-roles": [_role("customer" if theirs else "provider", content)],
    }


def _documented(mappings: Sequence[Mapping], content: Content) -> str:
    lines = [f"- {markup(worded(content.by_id[m.statement]))} [{m.strength}: {m.reason}]" for m in mappings]
    return "Documented by the vendor, not assessed:\n\n" + "\n".join(lines)


def _asked(mappings: Sequence[Mapping], content: Content) -> str:
    if not mappings:
        return ""
    lines = [f"- {markup(worded(content.by_id[m.statement]))} [{m.strength}: {m.reason}]" for m in mappings]
    return "Customer responsibility:\n\n" + "\n".join(lines)


def _backing(mappings: Sequence[Mapping], content: Content) -> Json:
    """Return links to the files that back what the vendor documents; nothing where there is none."""
    named = {m.statement for m in mappings}
    links = [
        {"href": f"#{evidence_uuid(e)}", "rel": "reference"} for e in content.evidence if named.intersection(e.backs)
    ]
    return {"links": links} if links else {}
