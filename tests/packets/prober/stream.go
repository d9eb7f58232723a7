package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"sync"
	"time"
)

// summary is what became of a stream until now.
type summary struct {
	Sent         int     `json:"sent"`
	Received     int     `json:"received"`
	Lost         int     `json:"lost"`
	LongestGapMs float64 `json:"longestGapMs"`
	// Seen are the different things that listeners saw, in the order in which the first of each was answered.
	Seen  []seen `json:"seen"`
	Error string `json:"error,omitempty"`
}

type stream struct {
	sync.Mutex
	summary
	conn    net.Conn
	last    time.Time
	got     map[uint64]bool
	stopped chan struct{}
	idle    chan struct{}
}

var streams sync.Map

// stream sends a numbered message in every interval until it is stopped, and counts those that come back.
func (n *namespace) stream(name string, to endpoint, interval time.Duration) error {
	conn, err := n.open(to)
	if err != nil {
		return err
	}
	s := &stream{conn: conn, last: time.Now(), got: map[uint64]bool{}, stopped: make(chan struct{}), idle: make(chan struct{})}
	s.Seen = []seen{}
	streams.Store(name, s)
	switch to.Protocol {
	case "udp":
		go s.readDatagrams()
	case "icmp":
		go s.readEchoes()
	default:
		go s.readConnection()
	}
	go s.send(to, interval)
	return nil
}

func (n *namespace) open(to endpoint) (net.Conn, error) {
	if to.Protocol == "icmp" {
		return n.openEcho(to)
	}
	conn, _, err := n.connect(to, 5*time.Second, false)
	return conn, err
}

func (s *stream) send(to endpoint, interval time.Duration) {
	defer close(s.idle)
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for number := uint64(0); ; number++ {
		select {
		case <-s.stopped:
			return
		case <-ticker.C:
		}
		s.Lock()
		s.Sent++
		s.Unlock()
		message := binary.BigEndian.AppendUint64(nil, number)
		if to.Protocol == "icmp" {
			message = echoMessage(to.SourcePort, number)
		}
		_ = s.conn.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := s.conn.Write(message); err != nil {
			s.Lock()
			s.Error = err.Error()
			s.Unlock()
		}
	}
}

func (s *stream) came(number uint64) {
	s.Lock()
	defer s.Unlock()
	now := time.Now()
	s.LongestGapMs = max(s.LongestGapMs, milliseconds(now.Sub(s.last)))
	s.last = now
	if !s.got[number] {
		s.got[number] = true
		s.Received++
	}
}

func (s *stream) saw(line []byte) {
	var what seen
	if json.Unmarshal(line, &what) != nil {
		return
	}
	s.Lock()
	defer s.Unlock()
	for _, known := range s.Seen {
		if known == what {
			return
		}
	}
	s.Seen = append(s.Seen, what)
}

func (s *stream) readDatagrams() {
	buffer := make([]byte, 1<<12)
	for {
		length, err := s.conn.Read(buffer)
		if err != nil {
			if s.isOver(err) {
				return
			}
			continue
		}
		line, message, isWhole := bytes.Cut(buffer[:length], []byte{'\n'})
		if isWhole && len(message) == 8 {
			s.saw(line)
			s.came(binary.BigEndian.Uint64(message))
		}
	}
}

func (s *stream) readConnection() {
	reader := bufio.NewReader(s.conn)
	line, err := reader.ReadBytes('\n')
	if err != nil {
		s.isOver(err)
		return
	}
	s.saw(line)
	message := make([]byte, 8)
	for {
		for got := 0; got < len(message); {
			length, err := reader.Read(message[got:])
			if err != nil {
				s.isOver(err)
				return
			}
			got += length
		}
		s.came(binary.BigEndian.Uint64(message))
	}
}

// isOver tells the end of the stream from an ICMP error that a socket reports once.
func (s *stream) isOver(err error) bool {
	select {
	case <-s.stopped:
		return true
	default:
	}
	s.Lock()
	defer s.Unlock()
	s.Error = err.Error()
	return false
}

func (s *stream) now() summary {
	s.Lock()
	defer s.Unlock()
	result := s.summary
	result.Seen = append([]seen{}, s.Seen...)
	result.Lost = s.Sent - s.Received
	result.LongestGapMs = max(result.LongestGapMs, milliseconds(time.Since(s.last)))
	return result
}

func report(name string) (any, error) {
	s, ok := streams.Load(name)
	if !ok {
		return nil, fmt.Errorf("no stream %q", name)
	}
	return s.(*stream).now(), nil
}

// stop ends sending, waits for what is under way, and reports. The wait itself is no gap.
func stop(name string, wait time.Duration) (any, error) {
	found, ok := streams.LoadAndDelete(name)
	if !ok {
		return nil, fmt.Errorf("no stream %q", name)
	}
	s := found.(*stream)
	close(s.stopped)
	<-s.idle
	gap := s.now().LongestGapMs
	for end := time.Now().Add(wait); time.Now().Before(end) && s.now().Lost > 0; {
		time.Sleep(2 * time.Millisecond)
	}
	result := s.now()
	result.LongestGapMs = gap
	_ = s.conn.Close()
	return result, nil
}

func milliseconds(duration time.Duration) float64 { return float64(duration.Microseconds()) / 1000 }
