"""What an activity of a course can open: the kinds, the picker of a deep linking launch, what a launch then shows."""
