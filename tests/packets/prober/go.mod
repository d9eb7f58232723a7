module isthmus.test/prober

go 1.24
