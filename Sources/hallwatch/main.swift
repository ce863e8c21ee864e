print("hallwatch")
