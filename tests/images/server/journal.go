package main

import (
	"encoding/json"
	"net"
	"net/http"
	"sync"
)

// Older entries are forgotten; a test reads far more often than that.
const longestJournal = 4096

// entry is a request as the server got it.
type entry struct {
	Method  string              `json:"method"`
	Target  string              `json:"target"`
	Host    string              `json:"host"`
	Proto   string              `json:"proto"`
	Headers map[string][]string `json:"headers"`
}

// journal counts what reaches the server: requests that were read, and bytes, which are there before any request is.
type journal struct {
	mutex   sync.Mutex
	first   int
	entries []entry
	bytes   int64
}

// watch notes every request before it is answered.
func (j *journal) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		j.note(entry{r.Method, r.RequestURI, r.Host, r.Proto, r.Header.Clone()})
		next.ServeHTTP(w, r)
	})
}

func (j *journal) note(one entry) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.entries = append(j.entries, one)
	if over := len(j.entries) - longestJournal; over > 0 {
		j.entries, j.first = j.entries[over:], j.first+over
	}
}

// ServeHTTP tells what came since the journal was last read, and forgets it.
func (j *journal) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"forgotten": j.first, "bytes": j.bytes, "requests": append([]entry{}, j.entries...)})
	j.first, j.bytes, j.entries = 0, 0, nil
}

// counted is a listener whose connections count what they read.
type counted struct {
	net.Listener
	journal *journal
}

func (l counted) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countedConnection{connection, l.journal}, nil
}

type countedConnection struct {
	net.Conn
	journal *journal
}

func (c countedConnection) Read(into []byte) (int, error) {
	read, err := c.Conn.Read(into)
	c.journal.mutex.Lock()
	c.journal.bytes += int64(read)
	c.journal.mutex.Unlock()
	return read, err
}
