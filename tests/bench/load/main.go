// Command load keeps connections to one server busy and says in JSON how fast it answered.
//
// The plan is read from standard input, the result is one line on standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

// plan says whom to call, as whom and for how long.
type plan struct {
	// Address is where to connect, host:port, whatever Host says.
	Address string `json:"address"`
	// Host is the TLS server name and the Host of every request.
	Host string `json:"host"`
	// HTTP2 instead of HTTP/1.1.
	HTTP2 bool `json:"http2"`
	// Connections stay open for the whole run; the callers take them in turn.
	Connections int `json:"connections"`
	// Streams is how many requests are under way at once on a connection; HTTP/1.1 has one.
	Streams int `json:"streams"`
	// Seconds that are measured.
	Seconds float64  `json:"seconds"`
	Callers []caller `json:"callers"`
}

// caller is one identity and the request that it makes again and again.
type caller struct {
	Certificate string `json:"certificate"`
	PrivateKey  string `json:"privateKey"`
	Method      string `json:"method"`
	Path        string `json:"path"`
}

type result struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
	// Percentiles of all requests, in milliseconds.
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

func main() {
	var p plan
	if err := json.NewDecoder(os.Stdin).Decode(&p); err != nil {
		fail(fmt.Errorf("the plan on standard input cannot be read: %w", err))
	}
	latencies, seconds, err := run(p)
	if err != nil {
		fail(err)
	}
	slices.Sort(latencies)
	_ = json.NewEncoder(os.Stdout).Encode(result{
		Requests: len(latencies),
		Seconds:  seconds,
		P50:      percentile(latencies, 0.50),
		P99:      percentile(latencies, 0.99),
	})
}

// percentile of a sorted list, in milliseconds.
func percentile(sorted []time.Duration, part float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[int(part*float64(len(sorted)-1))]) / float64(time.Millisecond)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
