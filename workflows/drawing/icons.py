"""The small signs that tell one kind of element from another, as paths in boxes of their own."""

#: What an activity is done by, in a box of 16 by 16.
ACTIVITY = {
    "userTask": "M8 8.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2zM1.8 15v-2.2c0-2.2 2.4-3.6 6.2-3.6s6.2 1.4 6.2 3.6V15z",
    "serviceTask": (
        "M6.8 1h2.4l.4 1.9 1.3.5 1.6-1.1 1.7 1.7-1.1 1.6.5 1.3 1.9.4v2.4l-1.9.4-.5 1.3 1.1 1.6-1.7 1.7-1.6-1.1-1.3.5-.4 1.9"
        "H6.8l-.4-1.9-1.3-.5-1.6 1.1-1.7-1.7 1.1-1.6-.5-1.3L.5 9.7V7.3l1.9-.4.5-1.3-1.1-1.6 1.7-1.7 1.6 1.1 1.3-.5z"
        "M8 11.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z"
    ),
    "businessRuleTask": "M1 2.5h14v11H1zM1 6h14M1 9.8h14M5.5 6v7.5",
    "sendTask": "M1 3h14v10H1zM1 3l7 6 7-6",
    "receiveTask": "M1 3h14v10H1zM1 3l7 6 7-6",
    "manualTask": "M2 8l5-4 2 1-2 2h7v2H9h5v2H9h4v2H5l-3-2z",
    "scriptTask": "M4 1h9c-3 4 3 9 0 14H4c3-5-3-10 0-14zM6 5h5M6 8h5M6 11h5",
}

#: What an event waits for or says, in a box of 20 by 20.
TRIGGER = {
    "timer": "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM10 5v5l3.5 2M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18",
    "message": "M2.5 5h15v10.5h-15zM2.5 5l7.5 6 7.5-6",
    "error": "M4 16l3-11 5 6 4-7-3 12-5-6z",
    "escalation": "M10 3l5 13-5-5-5 5z",
    "signal": "M10 3l7 12H3z",
    "conditional": "M4 3h12v14H4zM6 6.5h8M6 10h8M6 13.5h8",
    "terminate": "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
    "cancel": "M5 5l10 10M15 5L5 15",
}

#: Signs that are filled rather than outlined where an event throws or a thing is over.
FILLED = frozenset({"terminate"})

#: What a gateway does, in a box of 20 by 20.
GATEWAY = {
    "exclusiveGateway": "M5.5 4.5l9 11M14.5 4.5l-9 11",
    "parallelGateway": "M10 2.5v15M2.5 10h15",
    "inclusiveGateway": "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
    "eventBasedGateway": (
        "M10 .8a9.2 9.2 0 1 0 0 18.4A9.2 9.2 0 0 0 10 .8zM10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 5.6l4.2 3-1.6 5H7.4l-1.6-5z"
    ),
}

#: Under an activity: opens another diagram, or runs for each item of a list; in boxes of 14 by 14.
PLUS = "M1 1h12v12H1zM7 3.5v7M3.5 7h7"
PARALLEL = "M3 1v12M7 1v12M11 1v12"
SEQUENTIAL = "M1 3h12M1 7h12M1 11h12"

#: On a step that is done; in a box of 16 by 16.
TICK = "M4 8.4l2.8 2.8L12.2 5"
