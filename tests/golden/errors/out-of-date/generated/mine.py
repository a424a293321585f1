print("nobody touches this")
