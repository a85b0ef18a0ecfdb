"""Pictures and videos as files, and classes drawn over them."""
