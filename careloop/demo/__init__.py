"""A dealer group that never existed, and the exports its systems would write.

Knows nothing of CareLoop: it writes files in the shapes dealers really have, and the demonstration
imports them like anyone's data. Everything follows from one seed; no name, number, plate or
vehicle belongs to a real person.
"""
