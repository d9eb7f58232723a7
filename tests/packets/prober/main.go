// The prober of the packet lab: one process that has a thread in each VPC's network namespace, sends packets from them
// and sees all that arrive in any. It reads a JSON command a line and writes an answer a line, in any order. When its
// input ends it removes the namespaces of the lab, however the lab's process ended.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type command struct {
	ID        int      `json:"id"`
	Do        string   `json:"do"`
	VPC       string   `json:"vpc"`
	Namespace string   `json:"namespace"`
	Link      string   `json:"link"`
	Names     []string `json:"names"`
	Probes    []probe  `json:"probes"`
	WaitMs    int      `json:"waitMs"`
	endpoint
	Stream     string   `json:"stream"`
	IntervalUs int      `json:"intervalUs"`
	Sources    []string `json:"sources"`
	Count      int      `json:"count"`
	Size       int      `json:"size"`
	DF         bool     `json:"df"`
}

var vpcs = struct {
	sync.Mutex
	byName map[string]*namespace
}{byName: map[string]*namespace{}}

func vpc(name string) (*namespace, error) {
	vpcs.Lock()
	defer vpcs.Unlock()
	if n := vpcs.byName[name]; n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("the lab has no VPC %q", name)
}

func main() {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	var output sync.Mutex
	var owned []string
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		if c.Do == "own" {
			owned = c.Names
		}
		go func() {
			result, err := c.run()
			answer := map[string]any{"id": c.ID, "result": result}
			if err != nil {
				answer = map[string]any{"id": c.ID, "error": err.Error()}
			}
			text, _ := json.Marshal(answer)
			output.Lock()
			defer output.Unlock()
			_, _ = os.Stdout.Write(append(text, '\n'))
		}()
	}
	remove(owned)
}

func (c command) run() (any, error) {
	switch c.Do {
	case "own":
		return nil, nil
	case "enter":
		n, err := enter(c.VPC, netnsPath(c.Namespace), c.Link)
		if err != nil {
			return nil, err
		}
		vpcs.Lock()
		vpcs.byName[c.VPC] = n
		vpcs.Unlock()
		return nil, nil
	case "probe":
		before := lost.Load()
		results := probes.batch(c.Probes, time.Duration(c.WaitMs)*time.Millisecond)
		if now := lost.Load(); now > before {
			return nil, fmt.Errorf("%d packets came faster than they were read", now-before)
		}
		return results, nil
	case "report":
		return report(c.Stream)
	case "stop":
		return stop(c.Stream, time.Duration(c.WaitMs)*time.Millisecond)
	}
	n, err := vpc(c.VPC)
	if err != nil {
		return nil, err
	}
	switch c.Do {
	case "listen":
		return nil, n.listen(c.endpoint)
	case "call":
		return n.call(c.endpoint, time.Duration(c.WaitMs)*time.Millisecond, c.Size, c.DF), nil
	case "stream":
		return nil, n.stream(c.Stream, c.endpoint, time.Duration(c.IntervalUs)*time.Microsecond)
	case "flood":
		return n.flood(c)
	}
	return nil, fmt.Errorf("unknown command %q", strings.TrimSpace(c.Do))
}
