"""LTI 1.3 Advantage as a tool: logins, launches, keys, grades, rosters, deep links, registrations.

Knows nothing of people or mentoring; what a launch says leaves as one frozen `launch.Launch`.
"""
