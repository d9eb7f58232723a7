// Command client calls servers for tests and says in JSON how it went.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage:
  client sleep                      wait for SIGTERM, so that others can exec into the pod
  client get  [flags] URL           one request, one line of JSON
  client load [flags] URL           a steady rate of requests, one line of JSON at the end
`

func main() {
	if len(os.Args) < 2 {
		fail(usage)
	}
	commands := map[string]func([]string) (any, error){"get": get, "load": load}
	if os.Args[1] == "sleep" {
		sleep()
		return
	}
	command, known := commands[os.Args[1]]
	if !known {
		fail(usage)
	}
	verdict, err := command(os.Args[2:])
	if err != nil {
		fail(err.Error() + "\n")
	}
	_ = json.NewEncoder(os.Stdout).Encode(verdict)
}

func sleep() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	<-stop
}

func fail(message string) {
	fmt.Fprint(os.Stderr, message)
	os.Exit(2)
}
