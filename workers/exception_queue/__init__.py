"""Cases: whatever the robot may not decide, for a person to decide."""
