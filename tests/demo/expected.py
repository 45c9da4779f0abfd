"""What the demo estate must answer, worked out by hand from its story.

A list of cases that any evaluator can be held to: the targets with their states, what some nodes must be in the answer
("unaffected": not in it), and whether these are all that is affected. `as_of` asks the estate as it was.
"""

from datetime import UTC, datetime
from typing import NamedTuple


class Case(NamedTuple):
    about: str
    targets: dict[str, str]
    states: dict[str, str]
    whole: bool = False
    as_of: datetime | None = None


def states(**ids_by_state: str) -> dict[str, str]:
    """`states(down="a b", at_risk="c")` -> `{"a": "down", "b": "down", "c": "at_risk"}`"""
    return {id_: state for state, ids in ids_by_state.items() for id_ in ids.split()}


EXPECTED = [
    Case(
        "battery room A: what has two sources stands, rack E6 has one",
        {"ups-e-a": "down"},
        states(
            down="panel-e-a feed-e1-a pdu-e1-a pdu-e6-a tor-e6 nas-e vol-spool srv-mq mb-harbor srv-files dbs-2 "
            "crac-e-1 app-print as-print prn-gate-e-1 as-freight bs-freight ts-files",
            degraded="as-checkin bs-boarding as-crew bs-crewing app-freight bs-workplace kiosk-e-1 so-laptop",
            at_risk="dbc-booking hall-e hv-e1 hv-e4 tor-e1 san-e core-e-1 fw-e-1 rt-e-2 dbs-1",
            unaffected="hvc-e db-booking as-webshop bs-tickets bs-finance bs-tracking vm-web-1 lt-101 rack-e6 dbs-3 "
            "ups-e-b",
        ),
    ),
    Case(
        "one PDU of two in a rack: its devices stand with one source",
        {"pdu-e1-a": "down"},
        states(at_risk="hv-e1 hv-e2 tor-e1"),
        whole=True,
    ),
    Case(
        "both PDUs: the rack's hypervisors go, the cluster needs two of four",
        {"pdu-e1-a": "down", "pdu-e1-b": "down"},
        states(down="hv-e1 hv-e2 tor-e1", at_risk="hvc-e hv-e3 hv-e4"),
        whole=True,
    ),
    Case("one database of three", {"dbs-1": "down"}, states(at_risk="dbc-booking"), whole=True),
    Case(
        "the two changes of November 28 together: the patch takes dbs-1, the new feed takes dbs-2",
        {"dbs-1": "down", "pdu-e6-a": "down"},
        states(
            down="dbs-2 dbc-booking db-booking sc-tickets as-webshop as-pricing as-seats bs-tickets as-checkin "
            "bs-boarding kiosk-e-1 bs-freight",
            degraded="app-bi bs-insight as-crew",
            unaffected="bs-finance bs-tracking bs-timetable as-payments lb-web",
        ),
    ),
    Case(
        "the active gateway: the passive one takes over",
        {"vm-pay-a": "down"},
        states(at_risk="fc-payments"),
        whole=True,
    ),
    Case(
        "both gateways",
        {"vm-pay-a": "down", "vm-pay-b": "down"},
        states(down="fc-payments as-payments bs-tickets", degraded="bs-onboard"),
        whole=True,
    ),
    Case(
        "pricing and seats call each other: one pulls the other down, and the shop with them",
        {"wl-seats": "down"},
        states(down="as-seats as-pricing as-webshop bs-tickets"),
        whole=True,
    ),
    Case(
        "a degraded half of the pair",
        {"as-pricing": "degraded"},
        states(degraded="as-seats as-webshop bs-tickets"),
        whole=True,
    ),
    Case(
        "the data hall: what has a leg in Aarhus or at sea stands",
        {"hall-e": "down"},
        states(
            down="rack-e1 hv-e1 hvc-e vm-web-1 san-e nas-e core-e-1 fw-e ts-internet as-payments bs-tickets "
            "bs-boarding bs-freight bs-finance bs-workplace bs-tracking bs-crewing bs-timetable dbs-1 dbs-2 "
            "dbc-booking kc-e pdu-e1-a",
            degraded="bs-onboard app-h",
            at_risk="ts-identity ts-dns fc-payments",
            unaffected="hvc-a vm-pay-b dbs-3 app-pos-fulmar lt-101 ups-e-a disk-s1 office-e harbor-house",
        ),
    ),
    Case("a town takes nothing", {"esbjerg": "down"}, {}, whole=True),
    Case(
        "the harbor takes what stands on it, and no laptop",
        {"site-esbjerg": "down"},
        states(
            down="harbor-house hall-e office-e ups-e-a sw-pier pc-gate-e-1 kiosk-e-1 bs-tickets",
            unaffected="lt-101 ph-01",
        ),
    ),
    Case(
        "the harbor grid: the hall has its diesel, the pier has not",
        {"utility-e": "down"},
        states(
            down="sw-pier ap-pier kiosk-e-1 kiosk-e-2 kiosk-e-3 pc-gate-e-1 pc-gate-e-2 prn-gate-e-1 scan-e-1",
            degraded="bs-boarding",
            at_risk="ups-e-a ups-e-b",
            unaffected="panel-e-a hall-e bs-tickets kiosk-h-1",
        ),
    ),
    Case("one firewall of two", {"fw-e-1": "down"}, states(at_risk="fw-e"), whole=True),
    Case(
        "both firewalls: what Firmware Friday felt like",
        {"fw-e-1": "down", "fw-e-2": "down"},
        states(
            down="fw-e ts-internet as-payments bs-tickets bs-workplace so-laptop so-laptop-plus bs-timetable",
            degraded="bs-onboard bs-tracking",
        ),
        whole=True,
    ),
    Case(
        "the file server behind three teams' tickets",
        {"nas-e": "down"},
        states(
            down="vol-spool vol-home mb-harbor app-print as-print as-freight bs-freight srv-files ts-files",
            degraded="app-freight as-crew bs-crewing as-checkin bs-boarding bs-workplace",
            unaffected="bs-tickets srv-mq",
        ),
    ),
    Case("two web nodes of three are needed", {"app-web-1": "down"}, states(at_risk="lb-web"), whole=True),
    Case(
        "and one is not enough",
        {"app-web-1": "down", "app-web-2": "down"},
        states(down="lb-web as-webshop bs-tickets"),
        whole=True,
    ),
    Case("one cooling unit of two", {"crac-e-1": "down"}, states(at_risk="hall-e"), whole=True),
    Case("a spare on the shelf", {"disk-s1": "down"}, {}, whole=True),
    Case(
        "a year and a half ago, the old server took every booking",
        {"dbx-old": "down"},
        states(
            down="db-booking sc-tickets sc-cargo sc-tariffs as-webshop bs-tickets as-checkin bs-boarding "
            "as-freight bs-freight"
        ),
        whole=True,
        as_of=datetime(2025, 1, 1, tzinfo=UTC),
    ),
    Case(
        "in the storeroom it took nothing",
        {"dbx-old": "down"},
        {},
        whole=True,
        as_of=datetime(2025, 6, 1, tzinfo=UTC),
    ),
    Case(
        "before it had a twin, the gateway took ticket sales",
        {"vm-pay-a": "down"},
        states(down="as-payments bs-tickets", degraded="bs-onboard"),
        whole=True,
        as_of=datetime(2025, 12, 31, tzinfo=UTC),
    ),
]
