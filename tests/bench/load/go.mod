module isthmus.test/load

go 1.24
