"""The offline demo: a simulated company whose world the robot reaches only through its normal channels."""
