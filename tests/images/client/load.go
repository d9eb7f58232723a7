package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	maxSeconds = 600
	maxRate    = 2000
)

type tally struct {
	Sent       int            `json:"sent"`
	OK         int            `json:"ok"`
	ByStatus   map[string]int `json:"byStatus"`
	Errors     int            `json:"errors"`
	FirstError string         `json:"firstError"`
}

// load sends requests at a steady rate, never waiting for an answer before the next one is due.
func load(arguments []string) (any, error) {
	var (
		c         caller
		flags     = flag.NewFlagSet("load", flag.ExitOnError)
		seconds   = flags.Float64("seconds", 5, "how long to send")
		rate      = flags.Float64("rps", 20, "requests a second")
		keepalive = flags.Bool("keepalive", false, "reuse connections")
	)
	c.register(flags)
	_ = flags.Parse(arguments)
	if flags.NArg() != 1 {
		return nil, errors.New("load takes one URL, after the flags")
	}
	if *seconds <= 0 || *seconds > maxSeconds || *rate <= 0 || *rate > maxRate {
		return nil, fmt.Errorf("seconds must be in (0, %d] and rps in (0, %d]", maxSeconds, maxRate)
	}
	client, err := c.client(*keepalive)
	if err != nil {
		return nil, err
	}

	total := int(*seconds * *rate)
	outcomes := make(chan outcome)
	go send(client, &c, flags.Arg(0), total, time.Duration(float64(time.Second) / *rate), outcomes)
	return count(outcomes), nil
}

type outcome struct {
	status int
	err    error
}

func send(client *http.Client, c *caller, url string, total int, every time.Duration, outcomes chan<- outcome) {
	var pending sync.WaitGroup
	begin := time.Now()
	for i := range total {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * every)))
		pending.Add(1)
		go func() {
			defer pending.Done()
			outcomes <- once(client, c, url)
		}()
	}
	pending.Wait()
	close(outcomes)
}

func once(client *http.Client, c *caller, url string) outcome {
	request, err := c.request(url)
	if err != nil {
		return outcome{err: err}
	}
	response, err := client.Do(request)
	if err != nil {
		return outcome{err: err}
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return outcome{status: response.StatusCode, err: err}
}

func count(outcomes <-chan outcome) tally {
	sum := tally{ByStatus: map[string]int{}}
	for each := range outcomes {
		sum.Sent++
		if each.err != nil {
			sum.Errors++
			if sum.FirstError == "" {
				sum.FirstError = each.err.Error()
			}
			continue
		}
		sum.ByStatus[strconv.Itoa(each.status)]++
		if each.status >= 200 && each.status < 400 {
			sum.OK++
		}
	}
	return sum
}
