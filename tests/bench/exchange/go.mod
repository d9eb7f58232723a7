module isthmus.test/exchange

go 1.24
