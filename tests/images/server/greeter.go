package main

import (
	"bufio"
	"errors"
	"log"
	"net"
)

// greet speaks first on every connection, as databases do, and answers every line. The journal tells of both.
func greet(listener net.Listener, seen *journal) {
	for {
		connection, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer connection.Close()
			seen.note(entry{Method: "GREETS", Headers: map[string][]string{}})
			_, _ = connection.Write([]byte("220 ready\n"))
			for lines := bufio.NewScanner(connection); lines.Scan(); {
				seen.note(entry{Method: "HEARS", Target: lines.Text(), Headers: map[string][]string{}})
				_, _ = connection.Write([]byte("250 heard\n"))
			}
		}()
	}
}
