package main

import (
	"fmt"
	"sync"
	"time"
)

// worker makes one request after the other.
type worker struct {
	ask       func() (status int, err error)
	latencies []time.Duration
	err       error
}

// run opens all connections, makes one request on each, and only then measures: no handshake is in the figures.
// Anything but 200 ends it, for the figures would be of something else.
func run(p plan) ([]time.Duration, float64, error) {
	workers, err := connect(p)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range workers {
		if err := w.once(); err != nil {
			return nil, 0, err
		}
		w.latencies = w.latencies[:0]
	}

	begin := time.Now()
	end := begin.Add(time.Duration(p.Seconds * float64(time.Second)))
	var busy sync.WaitGroup
	for _, w := range workers {
		busy.Add(1)
		go func() {
			defer busy.Done()
			for w.err == nil && time.Now().Before(end) {
				w.err = w.once()
			}
		}()
	}
	busy.Wait()
	seconds := time.Since(begin).Seconds()

	var all []time.Duration
	for _, w := range workers {
		if w.err != nil {
			return nil, 0, w.err
		}
		all = append(all, w.latencies...)
	}
	return all, seconds, nil
}

func (w *worker) once() error {
	begin := time.Now()
	status, err := w.ask()
	if err != nil {
		return err
	}
	if status != 200 {
		return fmt.Errorf("a request was answered with %d instead of 200", status)
	}
	w.latencies = append(w.latencies, time.Since(begin))
	return nil
}

// connect makes the workers: one for each stream of each connection.
func connect(p plan) ([]*worker, error) {
	var workers []*worker
	for i := range p.Connections {
		c := p.Callers[i%len(p.Callers)]
		if !p.HTTP2 {
			ask, err := http1(p, c)
			if err != nil {
				return nil, err
			}
			workers = append(workers, &worker{ask: ask})
			continue
		}
		ask, err := http2(p, c)
		if err != nil {
			return nil, err
		}
		for range p.Streams {
			workers = append(workers, &worker{ask: ask})
		}
	}
	return workers, nil
}
