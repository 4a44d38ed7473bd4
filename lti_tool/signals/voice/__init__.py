"""Facts about the delivery of a recording, for its speaker: pauses, pace, pitch, loudness.

There is no label of a feeling here, and none can be derived: it is prohibited in education in the EU
(AI Act, Art. 5(1)(f)) and it does not work.
"""
