// Command server answers every request with what it saw of it, over HTTP/1.1 and h2c. With JOURNAL_PORT set it tells
// there which requests reached it. With GREETS set it speaks no HTTP: it greets whoever connects, and answers lines.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

const (
	maxDelay = time.Minute
	drain    = 10 * time.Second
)

type answer struct {
	Name    string              `json:"name"`
	Method  string              `json:"method"`
	Path    string              `json:"path"`
	Query   string              `json:"query,omitempty"`
	Host    string              `json:"host"`
	Proto   string              `json:"proto"`
	Headers map[string][]string `json:"headers"`
}

func main() {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	listener, err := net.Listen("tcp", ":"+environment("PORT", "8080"))
	if err != nil {
		log.Fatal(err)
	}
	answers := handler(environment("NAME", "server"))
	seen := &journal{}
	if port := os.Getenv("JOURNAL_PORT"); port != "" {
		listener, answers = counted{listener, seen}, seen.watch(answers)
		go func() { log.Fatal(http.ListenAndServe(":"+port, seen)) }()
	}
	if os.Getenv("GREETS") != "" {
		greet(listener, seen)
		return
	}
	server := &http.Server{
		Handler:           answers,
		Protocols:         protocols,
		ReadHeaderTimeout: 10 * time.Second,
	}

	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		<-stop.Done()
		limit, cancel := context.WithTimeout(context.Background(), drain)
		defer cancel()
		stopped <- server.Shutdown(limit)
	}()

	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	if err := <-stopped; err != nil {
		log.Fatal(err)
	}
}

func handler(name string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if !wait(r) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status(r))
		_ = json.NewEncoder(w).Encode(answer{
			Name: name, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
			Host: r.Host, Proto: r.Proto, Headers: r.Header,
		})
	})
	return mux
}

// wait holds the answer back by ?delay=ms and reports whether the caller is still there.
func wait(r *http.Request) bool {
	milliseconds, err := strconv.Atoi(r.URL.Query().Get("delay"))
	if err != nil || milliseconds <= 0 {
		return true
	}
	select {
	case <-time.After(min(time.Duration(milliseconds)*time.Millisecond, maxDelay)):
		return true
	case <-r.Context().Done():
		return false
	}
}

// status is what ?status=N asks for, so that tests can see retries and failover.
func status(r *http.Request) int {
	code, err := strconv.Atoi(r.URL.Query().Get("status"))
	if err != nil || code < 200 || code > 599 {
		return http.StatusOK
	}
	return code
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
