module isthmus.test/images

go 1.24
