"""What people get to read about the robot's days. Must not decide or change anything."""
