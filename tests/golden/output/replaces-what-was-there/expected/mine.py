MINE = "nobody touches this"
