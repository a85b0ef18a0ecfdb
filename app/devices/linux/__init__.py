"""What only Linux has: V4L2, v4l2loopback, and what its files say of the machine."""
