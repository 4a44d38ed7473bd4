"""A pretend campus: a small learning platform that launches the tool over LTI 1.3 and keeps its grades.

It shares no code with the tool's own protocol package; it checks that package instead. Start with
`lti_tool.demo.platform.server` (run it), `minting` (launches with any deviation) and `visitor` (a launch without
a browser).
"""
