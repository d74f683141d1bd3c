"""An article of made-up lines, for tests that put it into markup of their own."""

from __future__ import annotations

LINES = [
    "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up.",
    "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May.",
    "Works are to cost 210 million and to end in the summer of 2026, the city's engineer said on Tuesday evening.",
    "Cyclists have asked for a lane of their own, and the council is to decide about it before the summer break.",
    "The bridge was opened in 1931 by a king who, according to the papers of the day, forgot the name of the town.",
    "Nobody has counted the birds that nest below the arches, but the warden believes that there are hundreds of them.",
    "In winter the wind is so strong that lorries have to wait on the north bank until it has become weaker again.",
    "A model of the bridge stands in the town hall, where it can be seen on working days between nine and five.",
    "Its makers needed two years, and used the drawings that a clerk had found in the cellar of the old exchange.",
    "The cables come from a mill in the north, which made those of the first bridge and has kept their plans.",
    "Shops on the quay fear for their trade, though the council has promised to pay for signs that lead to them.",
    "A lottery among the children of both banks will decide who is to walk over the bridge first when it opens.",
]
